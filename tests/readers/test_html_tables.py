"""HTML tables: the grid that a browser draws, and layout tables taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Block, Paragraph, Table
from checker.readers.html import blocks_of

Spot = tuple[int, int, int, int, str]  # row, column, row span, column span, text


def blocks(html: str) -> list[Block]:
    return blocks_of(html)[0]


def grid(html: str) -> list[Spot]:
    (one,) = blocks(html)
    assert isinstance(one, Table)
    assert not one.ragged
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in one.cells]


def words(html: str) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else "|".join(c.text for c in b.cells) for b in blocks(html)]


# --- spans


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")]),
        ("<table><tr><td colspan=2>a<tr><td>b<td>c</table>", [(0, 0, 1, 2, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "c")]),
        # 0 rows: to the end of the row group; 0 columns: one.
        ("<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</table>",
         [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c"), (2, 0, 1, 1, "d"), (2, 1, 1, 1, "e")]),
        ("<table><tr><td colspan=0>a<td>b</table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        # Spans beyond the table end with it, and columns in which no cell begins have no width.
        ("<table><tr><td rowspan=99>a<td colspan=77>b<tr><td>c<td>d</table>",
         [(0, 0, 2, 1, "a"), (0, 1, 1, 2, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d")]),
        ("<table><tr><td colspan=3>a<td colspan=2>b<tr><td colspan=3>c<td colspan=2>d</table>",
         [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")]),
        # A row that is covered from above, or empty, has no height.
        ("<table><tr><td rowspan=2>a<td rowspan=2>b<tr></tr><tr><td>c<td>d</table>",
         [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")]),
        # A cell that would run into one from above ends before it.
        ("<table><tr><td>a<td rowspan=2>b<td>x<tr><td colspan=3>c</table>",
         [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (0, 2, 1, 1, "x"), (1, 0, 1, 1, "c")]),
        ("<table><tfoot><tr><td>z<td>y</tfoot><tbody><tr><td>a<td>b</table>",
         [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "z"), (1, 1, 1, 1, "y")]),
        ("<table><form><tr><td>a<td>b</tr></form><colgroup><col></table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        ("<table><tr><td>商业<br>企业<td><p>1</p><p></p></table>", [(0, 0, 1, 1, "商业\n企业"), (0, 1, 1, 1, "1")]),
        ("<table><tr><td>a<td colspan=abc rowspan=-1>b<td style='display:none'>h</table>",
         [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        ("<table><tr><td>a<td><table><tr><td>5</table></table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "5")]),
    ],
)  # fmt: skip
def test_spans_are_resolved_as_browsers_do(html: str, wanted: list[Spot]) -> None:
    assert sorted(grid(html)) == wanted


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ('<input value="3">', ("3", True)),
        ("<input type=number value=1,204>", ("1,204", True)),
        ("<select><option>1<option selected>2</select>", ("2", True)),
        ("<select><option>1<option>2</select>", ("1", True)),
        ("<textarea rows=1> 7 </textarea>", ("7", True)),
        ("5<input type=hidden value=9>", ("5", True)),
        # What a script fills in, or what tells the visitor what to type, was not read.
        ("<input type=text>", ("", False)),
        ('<input value="请输入">', ("", False)),
        ("<textarea></textarea>", ("", False)),
    ],
)  # fmt: skip
def test_numbers_in_the_fields_of_a_form_are_read_or_known_to_be_unread(field: str, wanted: tuple[str, bool]) -> None:
    (table,) = blocks(f"<table><tr><td>规章<td>0<tr><td>行政许可<td>{field}</table>")
    assert isinstance(table, Table)
    assert [(c.text, c.readable) for c in table.cells][-1] == wanted


def test_fields_outside_tables_are_a_sites_own() -> None:
    assert words("<p>无。<input value=5><select><option>2023</select><textarea>7</textarea></p>") == ["无。"]


@st.composite
def grids(draw: st.DrawFn) -> list[list[Spot]]:
    """A rectangle parted into cells, by the row in which each begins; every row and column begins one."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 7))
    taken: set[tuple[int, int]] = set()
    rows: list[list[Spot]] = []
    for r in range(height):
        row = []
        for c in range(width):
            if (r, c) in taken:
                continue
            down, across = draw(st.integers(1, height - r)), draw(st.integers(1, width - c))
            if c == 0 or r == 0 or draw(st.booleans()):
                down, across = (1, across) if c == 0 else (down, 1)
            spots = {(r + i, c + k) for i in range(down) for k in range(across)}
            if spots & taken:
                down = across = 1
                spots = {(r, c)}
            taken |= spots
            row.append((r, c, down, across, f"{draw(st.sampled_from('甲乙丙'))}{r}-{c}"))
        rows.append(row)
    return rows


def canonical(spots: list[Spot]) -> list[Spot]:
    """The grid without rows and columns in which no cell begins."""
    rows = sorted({s[0] for s in spots})
    columns = sorted({s[1] for s in spots})
    return sorted(
        (
            rows.index(r), columns.index(c), sum(r <= x < r + h for x in rows), sum(c <= x < c + w for x in columns), t
        )
        for r, c, h, w, t in spots
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(grids(), st.booleans())
def test_any_grid_with_spans_reads_back_equal(rows: list[list[Spot]], closed: bool) -> None:
    end = "</td>" if closed else ""
    lines = ["".join(f"<td rowspan={h} colspan={w}>{t}{end}" for _, _, h, w, t in row) for row in rows]
    html = "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    wanted = canonical([s for row in rows for s in row])
    if len({s[1] for s in wanted}) == 1:
        assert words(html) == [s[4] for s in wanted]  # one column is no table
    else:
        assert sorted(grid(html)) == wanted


# --- layout tables

LONG = "这一段文字很长，说明单元格里放的不是数字也不是标签，而是报告的正文。" * 6


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (f"<table><tr><td>导航<td><p>{LONG}</p></table>", ["导航", LONG]),
        ("<table><tr><td><p>一、总体情况</p><p>正文。</p></table>", ["一、总体情况", "正文。"]),
        ("<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>", ["甲", "乙"]),
        (f"<table><tr><td><p>{LONG}</p><table><tr><td>规章<td>0</table></table>", [LONG, "规章|0"]),
        # A form in the rows of a page: the prose between comes out, the forms are tables of their own.
        (f"<table><tr><td colspan=2>一、总体情况<tr><td colspan=2>{LONG}<tr><td>规章<td>0<tr><td>许可<td>5"
         f"<tr><td colspan=2>{LONG}<tr><td>处罚<td>7</table>",
         ["一、总体情况", LONG, "规章|0|许可|5", LONG, "处罚|7"]),
        ("<table role=presentation><tr><td>甲<td>乙</table>", ["甲", "乙"]),
        ("<table><caption>表一</caption><tr><td>规章<td>0</table>", ["表一", "规章|0"]),
        # A note below the numbers does not make a form a layout table.
        (f"<table><tr><td>规章<td>1<td>2<td>3<tr><td colspan=4>注：{LONG}</table>", ["规章|1|2|3", f"注：{LONG}"]),
        ("<table><tr><td>索 引 号：<td>001<td>发文日期：<td>2024-01-24</table>", ["索 引 号：001", "发文日期：2024-01-24"]),
    ],
)  # fmt: skip
def test_layout_tables_come_out_as_what_they_hold(html: str, wanted: list[str]) -> None:
    assert words(html) == wanted


def test_several_forms_stay_apart_and_in_order() -> None:
    html = "<table><tr><td>规章<td>0</table><p>三、申请</p><table><tr><td>新收<td>5</table>"
    assert words(html) == ["规章|0", "三、申请", "新收|5"]
    assert [b.index for b in blocks(html)] == [0, 1, 2]
