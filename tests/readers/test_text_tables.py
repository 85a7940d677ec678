"""Tables in text: whatever the drawing, every value stays, in order, behind its label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import specimen
from checker.document import Block, Paragraph, Table
from checker.language import get_language
from checker.readers.text import read_text
from checker.report.forms import read_forms
from checker.report.sections import find_sections
from checker.rulebook import load

Rows = Sequence[Sequence[str]]


def tables(text: str, *, markdown: bool = False) -> list[list[list[str]]]:
    found = [b for b in read_text(text, markdown=markdown)[0] if isinstance(b, Table)]
    assert all(t.ragged for t in found)
    return [[[c.text for c in row] for row in t.rows()] for t in found]


def width(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def widths(rows: Rows) -> list[int]:
    return [max(width(r[c]) for r in rows if c < len(r)) for c in range(max(map(len, rows)))]


# --- ways of drawing a table


def pipes(rows: Rows) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def bars(rows: Rows) -> str:
    return "\n".join("｜".join(["", *r, ""]) for r in rows)


def tabs(rows: Rows) -> str:
    return "\n".join("\t".join(r) for r in rows)


def copied(rows: Rows) -> str:
    """Cells that hold paragraphs, copied out of Chrome."""
    return "\n\n\n\n\n".join("\n\n\t\n\n".join(r) for r in rows)


def blanks(rows: Rows) -> str:
    """Repeated labels as blanks, columns by position: what ``pdftotext -layout`` prints."""
    shown = [
        [t if i == 0 or t != r[i - 1] or not _is_words(t) else "" for i, t in enumerate(r)] for r in rows
    ]
    sizes = widths(shown)
    return "\n".join("  ".join(padded(t, sizes[i]) for i, t in enumerate(r)).rstrip() for r in shown)


def box(rows: Rows) -> str:
    sizes = widths(rows)
    rule = "┼".join("─" * s for s in sizes)
    body = f"\n├{rule}┤\n".join(
        "│" + "│".join(padded(t, s) for t, s in zip(r, sizes, strict=True)) + "│" for r in rows
    )
    return f"┌{rule.replace('┼', '┬')}┐\n{body}\n└{rule.replace('┼', '┴')}┘"


def one_a_line(rows: Rows) -> str:
    """Cells one below the other, repeated labels once: what is left of a page without its table."""
    out: list[str] = []
    for row in rows:
        out += [t for i, t in enumerate(row) if t and not (_is_words(t) and (t in row[:i]))]
    return "\n".join(out)


def label_and_numbers(rows: Rows) -> str:
    """The labels of a row on a line, its numbers on the next."""
    out: list[str] = []
    for row in rows:
        labels = [t for i, t in enumerate(row) if _is_words(t) and t not in row[:i]]
        numbers = [t for t in row if not _is_words(t)]
        out += [*labels, *([" ".join(numbers)] if numbers else [])]
    return "\n".join(out)


def without_padding(rows: Rows) -> Rows:
    """Table 2 with its wide cells once: rows below a header of one or two columns have as many values."""
    out, count = [], 1
    for row in rows:
        if row[0] == "信息内容":
            count = 1 + len(dict.fromkeys(row[1:]))
        out.append(row[: 1 if len(set(row)) == 1 else count])
    return out


def _is_words(text: str) -> bool:
    return any(c > "\u3000" for c in text) and not text[0].isdigit()


DRAWN: dict[str, Callable[[Rows], str]] = {
    "pipes": pipes, "full-width bars": bars, "tabs": tabs, "blanks": blanks, "box": box, "one cell a line": one_a_line,
    "numbers on their own line": label_and_numbers, "copied from Chrome": copied,
}  # fmt: skip


@pytest.mark.parametrize("drawn", DRAWN)
@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("markdown", [True, False])
def test_the_specimen_is_read_however_its_tables_are_drawn(drawn: str, year: int, markdown: bool) -> None:
    book = load()
    s = specimen.make(book, {}, year=year)
    keys = {f["section"]: k for k, f in book.editions[s.layout]["tables"].items()}
    parts = [*s.title, *s.preamble]
    for number in s.order:
        parts.append(s.headings[number])
        if number in keys:
            rows: Rows = specimen.table_rows(book, s, keys[number])
            if keys[number] == "disclosure" and drawn not in ("pipes", "full-width bars", "tabs", "box"):
                rows = without_padding(rows)
            parts.append(DRAWN[drawn](rows))
        parts += s.sections.get(number, [])
    blocks, troubles = read_text("\n\n".join(parts) + "\n", markdown=markdown)
    sections, _ = find_sections(blocks, book.file("headings.yml"), get_language())
    assert [x.number for x in sections] == [0, 1, 2, 3, 4, 5, 6]
    prose = [*s.preamble, *(t for n in s.order for t in s.sections.get(n, []))]
    assert [t for t in prose if t not in [b.text for b in blocks if isinstance(b, Paragraph)]] == []
    forms = read_forms(book.editions, s.layout, [(x.number, x.blocks) for x in sections], troubles)
    for key, form in forms.items():
        assert form.status == "read", (key, form.reason)
        for (row, column), cell in form.cells.items():
            printed = s.cells[key].get((row, column), "0").removesuffix("元")
            assert cell.value == Decimal(printed), (key, row, column, cell)


@pytest.mark.shared
def test_the_real_file_of_2020_gives_six_numbers_for_two_rows_and_no_more_trouble() -> None:
    path = Path(__file__).parents[3] / "shared" / "real" / "wenzhou-2020.md"
    if not path.exists():
        pytest.skip("../shared is not here")
    book = load()
    blocks, troubles = read_text(path.read_text(encoding="utf-8"), markdown=True)
    assert not troubles
    sections, _ = find_sections(blocks, book.file("headings.yml"), get_language())
    forms = read_forms(book.editions, "2019", [(x.number, x.blocks) for x in sections], troubles)
    assert {f.status for f in forms.values()} == {"read"}
    inferred = {row for (row, _), c in forms["requests"].cells.items() if c.state == "inferred"}
    assert inferred == {"granted", "partly_granted"}
    read = {c.state for form in forms.values() for (row, _), c in form.cells.items() if row not in inferred}
    assert read == {"read"}
    assert forms["requests"].value("granted", "natural_person") == 1
    assert forms["disputes"].value("review", "pending") == 4
    assert forms["disclosure"].value("procurement", "amount") == 13329640


# --- single shapes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("| 规章 | 1 |\n| 许可 | \\| |", [["规章", "1"], ["许可", "|"]]),
        ("规章 | 件数\n--- | ---\n许可 | 5", [["规章", "件数"], ["许可", "5"]]),
        ("| 商业<br>企业 | **5** | `6` |", [["商业企业", "5", "6"]]),
        ("| 规章 | [5](a) |  |", [["规章", "5", ""]]),
    ],
)
def test_markdown_tables(text: str, wanted: list[list[str]]) -> None:
    assert tables(text, markdown=True) == [wanted]


def test_a_picture_in_a_cell_makes_it_unreadable() -> None:
    (table,) = read_text("| 规章 | ![](a.png) |\n| --- | --- |\n", markdown=True)[0]
    assert isinstance(table, Table)
    assert [(c.text, c.readable) for c in table.cells] == [("规章", True), ("", False)]


def test_a_row_of_dashes_and_trailing_tabs_are_no_values() -> None:
    text = "0\t1\t2\n---\t---\t---\n规章\t-\t/\n"
    assert tables(text) == [[["0", "1", "2"], ["规章", "-", "/"]]]


def test_cells_that_wrap_in_a_box_are_joined() -> None:
    text = "┌────┬──┐\n│商业│ 5│\n│企业│  │\n├────┼──┤\n│其他│ 0│\n└────┴──┘"
    assert tables(text) == [[["商业企业", "5"], ["其他", "0"]]]


def test_a_line_drawn_under_some_cells_only_parts_the_rows() -> None:
    text = "┌──┬────┬──┐\n│三│公开│ 1│\n│  ├────┼──┤\n│  │不予│ 2│\n└──┴────┴──┘"
    assert tables(text) == [[["三", "公开", "1"], ["", "不予", "2"]]]


def test_a_label_torn_above_its_numbers_is_joined() -> None:
    text = (
        "（一）予以公开          1   0   0\n（二）部分公开（区分处理的，只计这一\n情形）\n                        4   0   0\n"
        "1.属于国家秘密          0   0   0\n2.其他法律行政法规        0   0   0\n禁止公开\n3.危及安全             0   0   0"
    )
    assert tables(text) == [[
        ["（一）予以公开", "1", "0", "0"], ["（二）部分公开（区分处理的，只计这一情形）", "4", "0", "0"],
        ["1.属于国家秘密", "0", "0", "0"], ["2.其他法律行政法规禁止公开", "0", "0", "0"], ["3.危及安全", "0", "0", "0"],
    ]]  # fmt: skip


@pytest.mark.parametrize("number", ["", "- 3 -\n\f", "\n\n第 3 页\n\n"])
def test_a_page_break_does_not_end_a_table(number: str) -> None:
    text = f"规章      0   0   0\n许可      1   2   3\n{number}\n处罚      4   5   6\n强制      7   8   9\n"
    assert tables(text) == [
        [["规章", "0", "0", "0"], ["许可", "1", "2", "3"], ["处罚", "4", "5", "6"], ["强制", "7", "8", "9"]]
    ]


def test_a_section_heading_between_two_tables_stays_a_paragraph() -> None:
    one = "（七）总计    7  0  0  0  0  0  7\n四、结转下年度继续办理    0  0  0  0  0  0  0"
    two = "结果维持  结果纠正  其他结果\n" + "  ".join("0" * 15)
    blocks: list[Block] = read_text(f"{one}\n四、政府信息公开行政复议、行政诉讼情况\n{two}", markdown=False)[
        0
    ]
    assert [b.text if isinstance(b, Paragraph) else len(b.rows()) for b in blocks] == [
        2, "四、政府信息公开行政复议、行政诉讼情况", 2,
    ]  # fmt: skip


def test_a_contact_block_on_lines_of_its_own_is_no_table() -> None:
    lines = ["地 址", "长江街18号", "邮编", "054800", "电话", "0319-8162345", "传真", "88152700"]
    assert [
        b.text for b in read_text("\n".join(lines), markdown=False)[0] if isinstance(b, Paragraph)
    ] == lines


@pytest.mark.parametrize(
    "text", ["全年受理 12 件", "2023 年 1 月 1 日", "电话：0319-8162345  传真：88152700", "共计  三项  1"]
)
def test_prose_with_numbers_is_no_table(text: str) -> None:
    assert tables(text) == []


# --- properties

LABELS = st.sampled_from(["行政许可", "行政处罚", "规范性文件", "（一）予以公开", "1.属于国家秘密", "总计"])
VALUES = st.sampled_from(["0", "7", "12", "1,234", "13329640", "38.5", "/", "-"])
ROWS = st.integers(3, 8).flatmap(
    lambda n: st.lists(st.tuples(LABELS, st.lists(VALUES, min_size=n, max_size=n)), min_size=3, max_size=9)
)


@settings(max_examples=120, deadline=None)
@given(ROWS, st.sampled_from(["pipes", "full-width bars", "tabs", "blanks", "box"]))
def test_rows_of_a_ragged_table_keep_every_value(rows: list[tuple[str, list[str]]], drawn: str) -> None:
    flat = [[label, *values] for label, values in rows]
    flat[0][1] = "5"  # a table of placeholders alone would be a drawing
    found = tables(DRAWN[drawn](flat))
    assert [r for t in found for r in t] == flat
