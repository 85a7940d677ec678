"""Every format: valid, complete, safe, and the same bytes for the same input."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from checker.findings import Review, Severity
from checker.outputs import FORMATS, join, render_one
from checker.outputs.masking import mask
from checker.personal import find_numbers

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json"
SETTINGS = {"lang": "zh"}


def made(name: str, review: Review, path: Path, lang: str = "zh") -> str | bytes:
    content = render_one(name, review, str(path), {"lang": lang}).content
    assert content is not None
    return join(name, [content]) if isinstance(content, str) else content


def test_json_has_every_key_of_the_contract(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    found = json.loads(made("json", reviews["docx"], files["docx"]))[0]
    assert {"path", "sha256", "kind", "tool", "outcome", "message", "report", "narrative", "findings", "not_checked",
            "score", "elapsed_ms"} <= found.keys()  # fmt: skip
    assert {"agency", "agency_kind", "year", "edition", "edition_due", "dated", "title", "period", "sections",
            "contacts", "statutes", "tables", "inferred"} <= found["report"].keys()  # fmt: skip
    finding = next(f for f in found["findings"] if f["rule"] == "T03")
    assert {"rule", "severity", "message", "basis", "suggestion", "place", "related", "expected", "actual",
            "confidence", "also"} <= finding.keys()  # fmt: skip
    assert {"document", "section", "page", "paragraph", "span", "quote", "table", "row", "column", "masked"} <= finding[
        "place"
    ].keys()
    assert (finding["place"]["table"], finding["place"]["row"], finding["place"]["column"]) == (
        "requests", "processed_total", "total",
    )  # fmt: skip


def test_an_unread_input_has_no_report_and_no_findings(tmp_path: Path) -> None:
    from checker.reviewing import review

    empty = tmp_path / "空.docx"
    empty.write_bytes(b"")
    found = json.loads(made("json", review(empty), empty))[0]
    assert (found["report"], found["score"], found["findings"], found["outcome"]) == (None, None, [], "empty")
    assert "空.docx" in found["message"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_fits_the_oasis_schema(reviews: Mapping[str, Review], files: Mapping[str, Path], lang: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    accepted = replace(reviews["pdf"].findings[0], accepted={"reason": "核对过", "who": "张", "until": None})
    review = replace(reviews["pdf"], findings=(accepted, *reviews["pdf"].findings[1:]))
    log = json.loads(made("sarif", review, files["pdf"], lang))
    jsonschema.Draft7Validator(schema).validate(log)
    results = log["runs"][0]["results"]
    assert [bool(r.get("suppressions")) for r in results].count(True) == 1
    assert all(r["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in results)


def test_several_inputs_make_one_array(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    parts = [str(render_one("json", reviews[k], str(files[k]), SETTINGS).content) for k in ("pdf", "html")]
    assert [r["kind"] for r in json.loads(join("json", parts))] == ["pdf", "html"]
    assert json.loads(join("json", [])) == []


def test_github_annotations_are_one_line_a_finding(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    lines = str(made("github", reviews["docx"], files["docx"])).splitlines()
    assert len(lines) == len(reviews["docx"].findings)
    assert all(re.match(r"::(error|warning|notice) file=[^,]+,title=\S", line) for line in lines)


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if not f.binary])
def test_no_output_shows_a_personal_number(name: str, reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    text = str(made(name, reviews["docx"], files["docx"]))
    assert "110101199003072316" not in text
    assert "13812345678" not in text


@pytest.mark.parametrize("name", ["text", "html", "sarif", "github"])
def test_no_rule_that_quotes_shows_a_personal_number(
    name: str, reviews: Mapping[str, Review], files: Mapping[str, Path]
) -> None:
    """W07 alone looks for such numbers; another rule's quote may hold one all the same."""
    review = reviews["docx"]
    first = next(f for f in review.findings if f.place and f.place.paragraph is not None and not f.place.cell)
    assert first.place is not None
    leak = replace(first.place, quote="联系人电话13812345678", span=None, masked=False)
    told = replace(first, place=leak, related=(leak,))
    shown = str(made(name, replace(review, findings=(told,)), files["docx"]))
    assert told.rule in shown
    assert "13812345678" not in shown


def test_masks_keep_the_length() -> None:
    text = "身份证110101199003072316，卡6222021234567890128，手机１３８１２３４５６７８，数量123456789012"
    assert len(mask(text)) == len(text)
    assert [n.kind for n in find_numbers(text)][:1] == ["identity"]
    assert "123456789012" in mask(text)


def test_html_shows_markup_of_the_report_as_characters(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    page = str(made("html", reviews["html"], files["html"]))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"(?:src|href)=[\"']https?:", page)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(FORMATS))
def test_same_input_same_bytes(name: str, lang: str, reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    kind = name if name in ("docx", "pdf") else "markdown"
    review = replace(reviews[kind], elapsed_ms=0)
    assert made(name, review, files[kind], lang) == made(name, review, files[kind], lang)


def test_word_comments_stand_at_their_words_and_nothing_else_changes(
    reviews: Mapping[str, Review], files: Mapping[str, Path]
) -> None:
    from docx import Document

    from checker import readers

    original = files["docx"].read_bytes()
    copy = made("docx", reviews["docx"], files["docx"])
    assert isinstance(copy, bytes)
    assert files["docx"].read_bytes() == original
    before = readers.read(original, path="a.docx")
    after = readers.read(copy, path="a.docx")
    assert before.blocks == after.blocks
    document = Document(io.BytesIO(copy))
    comments = list(document.comments)
    findings = reviews["docx"].findings
    assert len(comments) == len(findings)
    for comment, finding in zip(comments, findings, strict=True):
        assert finding.rule in comment.text
        if finding.place and finding.place.quote and not finding.place.masked:
            assert _anchored(document, comment.comment_id) == finding.place.quote


def _anchored(document: object, number: int) -> str:
    """The text between a comment's range marks."""
    from docx.oxml.ns import qn

    inside, text = False, ""
    for node in document.element.body.iter():  # type: ignore[attr-defined]
        if node.tag == qn("w:commentRangeStart") and node.get(qn("w:id")) == str(number):
            inside = True
        elif node.tag == qn("w:commentRangeEnd") and node.get(qn("w:id")) == str(number):
            break
        elif inside and node.tag == qn("w:t"):
            text += node.text or ""
    return text


def test_pdf_highlights_lie_over_the_quoted_glyphs(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    import pypdfium2

    copy = made("pdf", reviews["pdf"], files["pdf"])
    assert isinstance(copy, bytes)
    import pikepdf

    text = pypdfium2.PdfDocument(copy)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        marks = [(n, a) for n, page in enumerate(pdf.pages) for a in page.obj.get("/Annots", []) if a.Subtype == "/Highlight"]
        placed = [f for f in reviews["pdf"].findings if f.place and f.place.quote and not f.place.masked]
        assert len(marks) >= len(placed)
        for finding in placed:
            quote = re.sub(r"\s", "", finding.place.quote or "")  # type: ignore[union-attr]
            covered = ""
            for n, a in marks:
                if str(a.Subj) != finding.rule:
                    continue
                quads = [float(v) for v in a.QuadPoints]
                page = text[n].get_textpage()
                for i in range(0, len(quads), 8):
                    xs, ys = quads[i : i + 8 : 2], quads[i + 1 : i + 8 : 2]
                    covered += page.get_text_bounded(min(xs) - 0.5, min(ys) - 0.5, max(xs) + 0.5, max(ys) + 0.5)
            assert quote in re.sub(r"\s", "", covered), (finding.rule, quote, covered)


@pytest.mark.parametrize(("name", "kind", "fits"), [("docx", "pdf", "pdf"), ("pdf", "docx", "docx"), ("docx", "markdown", "html")])
def test_an_unfitting_format_says_which_fits(
    name: str, kind: str, fits: str, reviews: Mapping[str, Review], files: Mapping[str, Path]
) -> None:
    rendered = render_one(name, reviews[kind], str(files[kind]), SETTINGS)
    assert rendered.content is None
    assert f"--format {fits}" in (rendered.note or "")


def test_accepted_findings_are_shown_as_such(reviews: Mapping[str, Review], files: Mapping[str, Path]) -> None:
    review = reviews["markdown"]
    accepted = replace(review.findings[0], accepted={"reason": "已与司法局核对", "who": "李", "until": "2027-01-01"})
    review = replace(review, findings=(accepted, *review.findings[1:]))
    for name in ("text", "html", "json", "github", "sarif"):
        assert "已与司法局核对" in str(made(name, review, files["markdown"])), name
    assert review.worst() == max(f.severity for f in review.findings[1:])
    assert Severity.error in Severity
