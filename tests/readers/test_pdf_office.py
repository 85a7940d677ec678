"""PDFs that LibreOffice makes: the whole form, tables cut by page breaks, read by both engines cell by
cell."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.document import Document, Paragraph, Table
from checker.readers import pdf

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]

COLUMNS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
GROUPS: list[tuple[str, list[str]]] = [
    ("（一）予以公开", []),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", []),
    (
        "（三）不予公开",
        ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益"],
    ),
    (
        "（四）无法提供",
        ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"],
    ),
    (
        "（六）其他处理",
        [
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "3.其他",
        ],
    ),
    ("（七）总计", []),
]
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
SENTENCE = "全年通过门户网站公开信息1136条，其中政策解读23件，持续做好重点领域信息公开，回应群众关切。"


class Form:
    """Table 3 of the form with random figures, as HTML and as what must be read of it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.rows: list[list[str]] = []
        html = [f"<tr><td colspan=3 rowspan=3>{NOTE}</td><td colspan=7>申请人情况</td></tr>"]
        html.append(
            "<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>"
        )
        html.append("<tr>" + "".join(f"<td>{c}</td>" for c in COLUMNS) + "</tr>")
        self.rows += [[NOTE, "申请人情况"], ["自然人", "法人或其他组织", "总计"], list(COLUMNS)]
        for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"):
            html.append(f"<tr><td colspan=3>{label}</td>{self.figures([label])}</tr>")
        total = sum(len(subs) or 1 for _, subs in GROUPS)
        first = f"<td rowspan={total}>三、本年度办理结果</td>"
        head = ["三、本年度办理结果"]
        for group, subs in GROUPS:
            if not subs:
                html.append(f"<tr>{first}<td colspan=2>{group}</td>{self.figures([*head, group])}</tr>")
                first, head = "", []
            for i, sub in enumerate(subs):
                span = f"<td rowspan={len(subs)}>{group}</td>" if i == 0 else ""
                labels = [*head, *([group] if i == 0 else []), sub]
                html.append(f"<tr>{first}{span}<td>{sub}</td>{self.figures(labels)}</tr>")
                first, head = "", []
        label = "四、结转下年度继续办理"
        html.append(f"<tr><td colspan=3>{label}</td>{self.figures([label])}</tr>")
        self.html = "<table border=1 cellspacing=0 width=100%>" + "".join(html) + "</table>"

    def figures(self, labels: list[str]) -> str:
        numbers = [str(self.rng.choice([0, 0, 1, 7, 21, 530, 1045])) for _ in range(7)]
        self.rows.append([*labels, *numbers])
        return "".join(f"<td>{n}</td>" for n in numbers)


def report(seed: int) -> tuple[str, Form, list[str]]:
    """HTML of a report; its table; its paragraphs. The seed moves where pages break."""
    form = Form(seed)
    paragraphs = ["江州市人民政府2024年政府信息公开工作年度报告", "一、总体情况"]
    paragraphs += [f"（{n}）" + SENTENCE * (1 + (seed + i) % 4) for i, n in enumerate("一二三四五")]
    paragraphs += ["三、收到和处理政府信息公开申请情况"]
    after = ["五、存在的主要问题及改进情况", SENTENCE * 6, "六、其他需要报告的事项", "无。"]
    style = (
        "<style>@page{size:21cm 29.7cm;margin:2.5cm} p{text-indent:2em;margin:0;"
        "font-size:14pt;line-height:150%;"
        "font-family:'Noto Sans CJK SC'} td{font-size:9pt;font-family:'Noto Sans CJK SC'}</style>"
    )
    body = "".join(f"<p>{p}</p>" for p in paragraphs) + form.html + "".join(f"<p>{p}</p>" for p in after)
    html = f"<html><head><meta charset=utf-8>{style}</head><body>{body}</body></html>"
    return html, form, paragraphs + after


SEEDS = range(8)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One call to LibreOffice for HTML to DOCX, one for DOCX to PDF (so that it lays out pages, not a web
    view)."""
    folder = tmp_path_factory.mktemp("office")
    for seed in SEEDS:
        (folder / f"r{seed}.html").write_text(report(seed)[0], encoding="utf-8")

    def soffice(*arguments: str) -> None:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", *arguments, "--outdir", str(folder)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)

    pages = [str(folder / f"r{seed}.html") for seed in SEEDS]
    soffice("--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML", *pages)
    soffice("--convert-to", "pdf", *[p.replace(".html", ".docx") for p in pages])
    return folder


@pytest.mark.parametrize("seed", SEEDS)
def test_the_form_reads_cell_by_cell_wherever_the_page_breaks(made: Path, seed: int) -> None:
    data = (made / f"r{seed}.pdf").read_bytes()
    documents: list[Document] = [pdf.read(data, path="r.pdf", engine=e) for e in ("pdfium", "pdfminer")]
    assert documents[0].blocks == documents[1].blocks
    document = documents[0]
    _, form, paragraphs = report(seed)
    (table,) = document.tables()
    assert isinstance(table, Table)
    assert not document.troubles
    assert (document.page_count or 0) > 1
    assert [[c.text for c in row] for row in table.rows()] == form.rows
    assert table.column_count == 10
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == paragraphs
