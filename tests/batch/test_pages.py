"""The dashboard's data and the findings sheets."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from checker.batch import dashboard, letters
from checker.batch.agencies import Agency, group
from checker.batch.inputs import Entry
from checker.batch.outputs import steps
from checker.batch.standing import Standing
from tests.batch.made import BOOK, batch, county, finding, result, words

PAGES = dashboard.templates()


def index(lang: str = "zh", agencies: list[Agency] | None = None) -> str:
    return dashboard.dashboard(
        PAGES, batch(agencies if agencies is not None else county(), lang), words("dashboard", lang)
    )


def data(page: str) -> dict[str, Any]:
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    made: dict[str, Any] = json.loads(found[1])
    return made


def letter(name: str, year: int = 2023, lang: str = "zh", own: dict[str, str] | None = None) -> str:
    made = batch(county(), lang)
    pairs = zip(made.agencies, made.told, made.standings, strict=True)
    agency, told, standing = next((a, t, s) for a, t, s in pairs if (a.name, a.year) == (name, year))
    assert isinstance(standing, Standing)
    template = PAGES.get_template("letter.html.j2")
    page = letters.letter(template, made, agency, told, standing, words("letter", lang), own or {})
    return unescape(re.sub(r"<[^>]+>", "\n", page.split("</style>")[1]))


def test_the_page_holds_every_agency_and_year_with_its_links() -> None:
    found = data(index())
    assert len(found["rows"]) == 7
    row = next(r for r in found["rows"] if r[:2] == ["清河县水利局", 2023])
    assert row[6:9] == [91.5, 3, -8.5]
    assert row[10] == [1, 1, 1]
    assert [found["rule"][k] for k in row[11]] == ["L01", "S03", "T02"]
    assert re.fullmatch(r"水利局-[0-9a-f]{8}\.html", row[12])
    missing = next(r for r in found["rows"] if r[0] == "清河县统计局")
    assert missing[12] == 0


def test_the_page_loads_nothing_and_hostile_names_stay_text() -> None:
    name = "</script><script>alert(1)</script><img src=x>"
    agencies = group(
        [Entry("a.md", "a.md", name, year=2023)], [result("a.md", name, 2023, [finding("T01", message=name)])]
    )
    page = index(agencies=agencies)
    assert "alert(1)</script>" not in page
    assert "<img" not in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert data(page)["rows"][0][0] == name


def test_every_word_that_the_page_asks_for_is_there() -> None:
    for lang in ("zh", "en"):
        page = index(lang)
        held = json.loads(re.search(r'id="words">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
        asked = set(re.findall(r"\bW\.(\w+)", page))
        assert asked, "no word found in the script"
        assert asked <= set(held), asked - set(held)
        assert "method" not in page.split("<script>")[0], "a word whose name is one of dict's own"


def test_every_word_stands_in_both_languages() -> None:
    outputs = BOOK.file("batch/outputs.yml")
    for part in ("outcomes", "words", "dashboard", "letter"):
        for key, word in outputs[part].items():
            assert set(word) == {"zh", "en"}, (part, key)


def test_a_letter_names_addressee_report_findings_in_order_and_how_to_answer() -> None:
    text = letter(
        "清河县水利局",
        own={"office": "清河县政务公开办", "deadline": "2024年3月31日", "contact": "", "date": ""},
    )
    assert re.search(r"清河县水利局：\s", text)
    assert "（文件：水利局.pdf）已审查，发现 3 处问题，其中 1 个错误、1 个警告、1 条建议" in text
    places = [
        text.index(p)
        for p in (
            "全文",
            "第一部分",
            "第三部分",
            "如何答复",
            "2024年3月31日",
            "得分 91.5",
            "清河县政务公开办",
        )
    ]
    assert places == sorted(places)
    for part in ("错误 T02", "改正", "依据：条例", "一、本年新收政府信息公开申请数量", "第2页", "□ 已改正"):
        assert part in text, part
    assert "年　　月　　日" in text, "without a date there is room to write it"
    assert "/srv" not in text, "the office's folders are none of the agency's business"


def test_a_letter_for_a_report_that_could_not_be_read_asks_for_another() -> None:
    text = letter("清河县民政局")
    assert "民政局.pdf：文件已损坏" in text
    assert "重新报送" in text
    assert "/srv" not in text


def test_a_letter_for_a_report_that_is_not_there_asks_for_it() -> None:
    text = letter("清河县统计局")
    assert "没有收到你单位 2023 年度" in text
    assert "请尽快报送" in text


def test_a_letter_without_findings_says_so_and_names_what_was_not_checked() -> None:
    text = letter("清河县财政局")
    assert "未发现问题" in text
    assert "不参加排名" in text
    assert re.search(r"T01 \S+、T02 \S+、T03 \S+：表格是图片", text)
    assert "如何答复" not in text


def test_english_letters() -> None:
    text = letter("清河县水利局", lang="en")
    assert "To 清河县水利局:" in text
    assert "3 findings are listed below in the order of the report: 1 error, 1 warning, 1 piece of advice." in text


def test_namesakes_below_two_parents_have_letters_of_their_own() -> None:
    entries = [
        Entry(f"{n}.md", f"{n}.md", "城关镇人民政府", "乡级", parent, None, 2023)
        for n, parent in enumerate(("清河县人民政府", "威县人民政府"))
    ]
    agencies = group(entries, [result(f"{n}.md", "城关镇人民政府", 2023) for n in range(2)])
    assert len({dashboard.letter_name(a) for a in agencies}) == 2


def test_all_files_are_written_and_the_same_again(tmp_path: Any) -> None:
    made = batch(county())
    for step in steps(tmp_path, made, made.told, {}).values():
        step()
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"agencies.jsonl", "findings.parquet", "index.html", "letters", "scores.xlsx"}
    assert len(list((tmp_path / "letters").iterdir())) == 7
    links = {f"letters/{r[13]}" for r in data((tmp_path / "index.html").read_text("utf-8"))["rows"]}
    assert all((tmp_path / link).exists() for link in links)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    for step in steps(tmp_path, batch(county()), made.told, {}).values():
        step()
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
