"""DOCX files that are broken or made to harm end in one ReadError, without much work before it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from checker.errors import ReadError
from checker.limits import DOCX_ENTRIES, TEXT_CHARACTERS
from checker.readers import docx
from checker.readers import read as read_any
from checker.readers.docx_walk import Source, walk
from tests.readers.docx_files import NAMESPACES, change, p, package, r, tbl, tc, texts, tr

GOOD = package(p("共收到申请21件"))


def refused(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_any(data, path="报告.docx")
    message = caught.value.text("报告.docx")
    assert message.zh.startswith("报告.docx：") and "{" not in message.zh + message.en
    return caught.value


def document(xml: str | bytes) -> bytes:
    return package("", {"word/document.xml": xml})


def test_a_part_that_unpacks_to_a_bomb_is_not_unpacked() -> None:
    assert refused(document(b"<a>" + b" " * 8_000_000 + b"</a>")).code == "too_large"


def test_parts_that_are_not_read_cost_nothing() -> None:
    bomb = package(p("共收到申请21件"), {"word/media/image1.png": b"\0" * 80_000_000})
    assert texts(docx.read(bomb, path="a.docx")) == ["共收到申请21件"]


def test_too_many_entries_are_counted_before_they_are_read() -> None:
    many = {f"word/media/{i}.png": b"" for i in range(DOCX_ENTRIES)}
    assert refused(package(p("文"), many)).code == "too_large"


def test_too_much_text() -> None:
    body = "".join(p(f"{i:x}" * 40) for i in range(TEXT_CHARACTERS // 100))
    assert refused(package(body)).code == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE w:document [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE w:document SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE w:document>",
    ],
)
def test_a_dtd_is_refused(dtd: str, encoding: str) -> None:
    xml = f"{dtd}<w:document {NAMESPACES}><w:body>{p('&b;')}</w:body></w:document>"
    assert refused(document(xml.encode(encoding))).code == "damaged"


@pytest.mark.parametrize("kept", [4, 30, 200, 400, len(GOOD) - 30, len(GOOD) - 1])
def test_a_file_cut_short(kept: int) -> None:
    assert refused(GOOD[:kept]).code == "damaged"


@pytest.mark.parametrize(
    "xml", ["", "<a", "<a/>", f"<w:document {NAMESPACES}><w:body>", f"<w:wrong {NAMESPACES}/>", "垃圾"]
)
def test_a_document_part_that_is_no_document(xml: str) -> None:
    assert refused(document(xml)).code == "damaged"


def test_two_parts_of_one_name() -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/Document.xml", "<a/>")
    assert refused(stream.getvalue()).code == "damaged"


def test_an_encrypted_entry() -> None:
    data = bytearray(GOOD)
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).code == "encrypted"


def test_nesting_beyond_reason() -> None:
    body = p("文")
    for _ in range(400):
        body = tbl(tr(tc(body)))
    assert refused(package(body)).code == "damaged"
    inner = r("文")
    for _ in range(400):
        inner = f"<w:smartTag>{inner}</w:smartTag>"
    assert refused(package(p(inner))).code == "damaged"


def test_nesting_up_to_the_limit_is_read() -> None:
    body = p("文")
    for _ in range(75):
        body = tbl(tr(tc(body)))
    assert texts(docx.read(package(body), path="a.docx")) == ["文"]


def test_crowds_of_breaks_changes_and_hidden_runs_cost_their_length() -> None:
    """Quadratic work would take minutes here."""
    crowd = "<w:r><w:br/></w:r>" + change("ins", "") + r("藏" * 20, "<w:vanish/>")
    body = p(crowd * 20_000 + r("藏" * 20, "<w:vanish/>") * 20_000 + r("文"))
    result = walk(Source(etree.fromstring(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")))
    assert [traced.block.index for traced in result.blocks] == [0]
    assert sum(len(x.text) for x in result.revisions if x.kind == "hidden") == 800_000


def test_circles_end() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="N"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    list_of_style = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles += f'<w:style w:type="numbering" w:styleId="N"><w:pPr>{list_of_style}</w:pPr></w:style>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{p(mark + r("注"))}</w:footnote>'
    numbered = '<w:pStyle w:val="A"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = p(r("文") + mark, numbered)
    data = package(body, styles=styles, numbering=numbering, footnotes=notes)
    assert texts(docx.read(data, path="a.docx")) == ["文", "注"]


def test_values_that_are_no_numbers_count_as_absent() -> None:
    body = p("文", '<w:outlineLvl w:val="²"/><w:numPr><w:ilvl w:val="-1"/><w:numId w:val="1"/></w:numPr>')
    body += tbl(tr(tc("甲", '<w:gridSpan w:val="一"/>'), "乙"))
    body += p('<w:r><w:sym w:font="X" w:char="ZZ"/></w:r>')
    numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="x"/></w:abstractNum><w:num w:numId="1"/>'
    document_ = docx.read(package(body, numbering=numbering), path="a.docx")
    assert [t.code for t in document_.troubles] == ["unmapped_glyphs"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_ends_in_a_document_or_one_error(data: st.DataObject) -> None:
    """Bytes changed anywhere, in the archive or in the XML behind it."""
    body = p(r("甲")) + tbl(tr(tc("1", '<w:gridSpan w:val="2"/>'), "2"))
    xml = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    if data.draw(st.booleans()):
        tags = [m.start() for m in re.finditer("w:", xml)]
        at = data.draw(st.sampled_from(tags)) + data.draw(st.integers(0, 6))
        broken = document(xml[:at] + data.draw(st.text("wtrpc<>/\"' 0", max_size=3)) + xml[at + 1 :])
    else:
        at = data.draw(st.integers(0, len(GOOD) - 1))
        broken = GOOD[:at] + data.draw(st.binary(max_size=3)) + GOOD[at + 1 :]
    try:
        docx.read(broken, path="a.docx")
    except ReadError as error:
        assert error.text("a.docx").zh.startswith("a.docx：")
