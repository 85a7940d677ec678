"""Tables of any shape -> the statutory tables: a number is placed only where row and column are certain."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from checker import rulebook, specimen
from checker.document import Block, Cell, Paragraph, Table, Trouble
from checker.limits import KEPT_CHARACTERS
from checker.report import labels
from checker.report.forms import read_forms
from checker.report.labels import align, normalise, without_notes, without_number
from checker.report.model import FormTable
from checker.specimen import Specimen
from tests.support import numbers as draw
from tests.support import printing

BOOK = rulebook.load()
HOMES = {"disclosure": 2, "requests": 3, "disputes": 4}

SHAPES: dict[str, Callable[[Specimen, str], list[Block]]] = {
    "grid": lambda s, key: [printing.grid(BOOK, s, key)],
    "covered positions blank": lambda s, key: [printing.ragged(BOOK, s, key)],
    "covered positions left out": lambda s, key: [printing.ragged(BOOK, s, key, fill="drop")],
    "one label or number a line": lambda s, key: list(printing.lone_lines(BOOK, s, key)),
}


def read(blocks: list[Block], key: str, year: int = 2023, troubles: tuple[Trouble, ...] = ()) -> FormTable:
    due = BOOK.edition_due(year)
    return read_forms(BOOK.editions, due, [(HOMES[key], blocks)], troubles)[key]


def made(year: int = 2023, seed: int | None = None, **edit: object) -> Specimen:
    s = specimen.make(BOOK, edit, year=year)
    if seed is not None:
        drawn = draw.printed_numbers(random.Random(seed), BOOK, BOOK.edition_due(year) or "")
        s.cells = {k: dict(v) for k, v in drawn.items()}
    return s


def rows_of(text: str) -> Table:
    """A ragged table from lines of cells parted by |."""
    lines = [line.strip().split("|") for line in text.strip().splitlines()]
    return Table(
        1, tuple(Cell(r, c, t.strip()) for r, row in enumerate(lines) for c, t in enumerate(row)), ragged=True
    )


def requests(change: Callable[[list[list[str]]], None], seed: int = 3) -> tuple[FormTable, Specimen]:
    """Table 3 as ragged rows after ``change`` has edited them."""
    s = made(seed=seed)
    table = printing.ragged(BOOK, s, "requests", fill="drop")
    lines = [[c.text for c in row] for row in table.rows()]
    change(lines)
    cells = tuple(Cell(r, c, t) for r, row in enumerate(lines) for c, t in enumerate(row))
    return read([Table(1, cells, ragged=True)], "requests"), s


def line_of(lines: list[list[str]], label: str) -> int:
    return next(i for i, row in enumerate(lines) if any(c.endswith(label) for c in row))


# -- shapes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("key", HOMES)
def test_every_shape_is_read_back_exactly(shape: str, year: int, key: str) -> None:
    for seed in range(6):
        s = made(year, seed)
        table = read(SHAPES[shape](s, key), key, year)
        assert table.status == "read"
        assert table.layout == s.layout
        assert {k: str(c.value) for k, c in table.cells.items()} == s.cells[key]
        assert not table.missing_rows
        assert not table.foreign_marks
        assert not table.kept_rows
        assert not table.added
        assert not [m for m in table.labels if m.distance or (m.key is None and m.expected is None)]


@pytest.mark.parametrize("key", HOMES)
def test_a_table_behind_another_heading_is_found(key: str) -> None:
    s = made(seed=4)
    blocks: list[Block] = [printing.grid(BOOK, s, k, index=i) for i, k in enumerate(HOMES)]
    tables = read_forms(BOOK.editions, "2021", [(0, []), (1, blocks), (2, []), (3, []), (4, [])], ())
    assert {k: str(c.value) for k, c in tables[key].cells.items()} == s.cells[key]


def test_a_stray_rule_through_the_header_does_not_move_the_numbers() -> None:
    s = made(seed=9)
    grid = printing.grid(BOOK, s, "requests")
    moved = [replace(c, column=c.column + 1) if c.column >= 3 else c for c in grid.cells]
    split = [
        replace(c, column_span=c.column_span + 1) if c.row >= 3 and c.column + c.column_span == 3 else c
        for c in moved
    ]
    table = read([replace(grid, cells=tuple(split))], "requests")
    assert {k: str(c.value) for k, c in table.cells.items()} == s.cells["requests"]


def test_labels_torn_by_the_page_are_whole_labels() -> None:
    def tear(lines: list[list[str]]) -> None:
        at = line_of(lines, "其他法律行政法规禁止公开")
        row = lines[at]
        cut = next(i for i, c in enumerate(row) if c.endswith("禁止公开"))
        lines.insert(at, [*row[:cut], "2.其他法律行政法"])
        lines[at + 1] = ["规禁止公开", *row[cut + 1 :]]
        group = line_of(lines, "（三）不予公开")
        lines[group] = [c.replace("（三）不予公开", "（三）不予") for c in lines[group]]
        lines[group + 3].insert(0, "公开")

    table, s = requests(tear)
    assert {k: str(c.value) for k, c in table.cells.items()} == s.cells["requests"]
    assert not [m for m in table.labels if m.distance or (m.key is None and m.expected is None)]


def test_a_damaged_last_label_still_ends_the_table() -> None:
    def damage(lines: list[list[str]]) -> None:
        at = line_of(lines, "四、结转下年度继续办理")
        lines[at] = [c.replace("结转下年度继续", "转结下年继续") for c in lines[at]]

    table, s = requests(damage)
    assert {k: str(c.value) for k, c in table.cells.items()} == s.cells["requests"]
    assert [m.key for m in table.labels if m.distance] == ["carried_out"]


# -- rows with too few or too many numbers -----------------------------------------------------------------


def test_a_row_that_lost_a_number_is_completed_where_one_filling_fits() -> None:
    def lose(lines: list[list[str]]) -> None:
        at = line_of(lines, "本机关不掌握相关政府信息")
        lines[at].remove("0")

    table, s = requests(lose, seed=5)
    row = {c: cell for (r, c), cell in table.cells.items() if r == "unavailable_not_held"}
    assert {cell.state for cell in row.values()} == {"inferred"}
    assert {c: str(cell.value) for c, cell in row.items()} == {
        c: v for (r, c), v in s.cells["requests"].items() if r == "unavailable_not_held"
    }


@pytest.mark.parametrize("how", ["run together", "torn"])
def test_numbers_run_together_or_torn_by_the_reader_are_put_right(how: str) -> None:
    s = made()
    granted = {"natural_person": "12", "business": "3", "total": "15"}
    s.cells["requests"].update({("granted", c): v for c, v in granted.items()})
    s.cells["requests"].update(
        {
            ("new", "natural_person"): "16",
            ("new", "business"): "4",
            ("new", "total"): "21",
            ("processed_total", "natural_person"): "16",
            ("processed_total", "business"): "4",
            ("processed_total", "total"): "20",
        }
    )
    table = printing.ragged(BOOK, s, "requests", fill="drop")
    lines = [[c.text for c in row] for row in table.rows()]
    at = line_of(lines, "予以公开")
    values = lines[at][-7:]
    assert values == ["12", "3", "0", "0", "0", "0", "15"]
    lines[at][-7:] = ["123", *values[2:]] if how == "run together" else ["1", "2", *values[1:]]
    cells = tuple(Cell(r, c, t) for r, row in enumerate(lines) for c, t in enumerate(row))
    found = read([Table(1, cells, ragged=True)], "requests")
    row = [found.cells["granted", c] for c in (*draw.APPLICANTS, "total")]
    assert [str(c.value) for c in row] == values
    assert {c.state for c in row} == {"inferred"}


def test_where_two_fillings_fit_nothing_is_made_up() -> None:
    def lose(lines: list[list[str]]) -> None:
        for label in ("予以公开", "本机关不掌握相关政府信息"):
            at = line_of(lines, label)
            lines[at] = [*lines[at][:-7], "0", "0", "0", "0", "0"]

    table, _ = requests(lose)
    assert {table.cells["granted", c].state for c in (*draw.APPLICANTS, "total")} == {"unread"}


def test_table_4_with_fewer_than_fifteen_numbers_is_unreadable() -> None:
    s = made(seed=2)
    table = printing.ragged(BOOK, s, "disputes", fill="drop")
    last = table.row_count - 1
    short = tuple(c for c in table.cells if not (c.row == last and c.column == 14))
    found = read([replace(table, cells=short)], "disputes")
    assert (found.status, found.reason) == ("unreadable", "fifteen_numbers")
    assert {c.state for c in found.cells.values()} == {"unread"}


# -- cells -------------------------------------------------------------------------------------------------


def test_labels_that_one_blank_parts_are_cells_of_their_own() -> None:
    rows = rows_of(
        "第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可|8412\n第二十条第（六）项\n信息内容 本年处理决定数量"
        "\n行政处罚|3967\n行政强制|1205"
    )
    form = read([rows], "disclosure")
    assert [form.value(k, "decisions") for k in ("licences", "penalties", "coercion")] == [8412, 3967, 1205]
    assert all(not m.distance for m in form.labels)


def test_a_table_with_an_empty_column_before_its_labels() -> None:
    rows = rows_of(
        "|第二十条第（一）项\n|信息内容|本年制发件数|本年废止件数|现行有效件数\n|规章|0|1|2\n|行政规范性文件|3|4|5"
        "\n|第二十条第（五）项\n|信息内容|本年处理决定数量\n|行政许可|8412"
    )
    form = read([rows], "disclosure")
    assert [form.value("regulations", c) for c in ("issued", "repealed", "in_force")] == [0, 1, 2]


@pytest.mark.parametrize("wide", [0, 4, 7, 14])
def test_a_number_in_a_cell_wider_than_its_header_is_still_the_one_in_its_turn(wide: int) -> None:
    s = made(seed=5)
    table = printing.grid(BOOK, s, "disputes")
    last = table.row_count - 1
    cells = tuple(
        c if c.row < last
        else replace(c, column=c.column + (c.column > wide), column_span=1 + (c.column == wide))
        for c in table.cells
    )  # fmt: skip
    form = read([replace(table, cells=cells)], "disputes")
    assert form.status == "read"
    assert form.cells == {
        k: replace(v, place=form.cells[k].place) for k, v in read([table], "disputes").cells.items()
    }


def test_a_column_that_only_some_rows_of_table_3_have_moves_no_number() -> None:
    s = made(seed=5)
    table = printing.grid(BOOK, s, "requests")
    last = table.column_count - 1
    cells = tuple(
        replace(c, column_span=c.column_span + 1) if c.column + c.column_span > last else c
        for c in table.cells
    )
    form = read([replace(table, cells=cells)], "requests")
    assert {k: c.value for k, c in form.cells.items()} == {
        k: c.value for k, c in read([table], "requests").cells.items()
    }


def test_the_rest_of_a_label_on_the_next_page_is_no_row_of_blanks() -> None:
    s = made(seed=5)
    table = printing.grid(BOOK, s, "requests")
    whole = "2.其他法律行政法规禁止公开"
    at = next(c for c in table.cells if c.text == whole)
    upper = tuple(
        replace(c, text="2.其他法律行政") if c is at else c for c in table.cells if c.row + c.row_span <= at.row + 1
    )
    rest = [Cell(0, c.column, "" if c.column != at.column else "法规禁止公开", column_span=c.column_span)
            for c in table.cells if c.row == at.row]  # fmt: skip
    lower = [
        replace(c, row=max(c.row - at.row, 1), row_span=c.row_span - max(0, at.row + 1 - c.row))
        for c in table.cells
        if c.row + c.row_span > at.row + 1
    ]
    form = read([replace(table, cells=upper), Table(2, (*rest, *lower))], "requests")
    want = read([table], "requests")
    assert {k: c.value for k, c in form.cells.items()} == {k: c.value for k, c in want.cells.items()}
    assert [m.printed for m in form.labels if m.expected == whole] == [whole]


def test_a_group_named_like_a_row_of_the_other_edition_is_no_row() -> None:
    def damage(lines: list[list[str]]) -> None:
        at = next(i for i, line in enumerate(lines) if any(t.startswith("1.申请人无正当理由") for t in line))
        lines[at] = ["（六）其他处理", "1.申请人无正当理由逾期", *lines[at][-7:]]

    table, _ = requests(damage)
    assert "（六）其他处理" not in [m.printed for m in table.labels if m.expected is None]


def test_a_rule_through_a_row_does_not_print_it_twice() -> None:
    s = made(seed=5)
    table = printing.grid(BOOK, s, "requests")
    at = next(c.row for c in table.cells if c.text == "8.属于行政查询事项")
    cells = [
        replace(c, row=c.row + (c.row > at), row_span=c.row_span + (c.row <= at < c.row + c.row_span))
        for c in table.cells
    ]
    form = read([replace(table, cells=tuple(cells))], "requests")
    assert [m for m in form.labels if m.key is None and m.expected is None] == []
    assert {k: c.value for k, c in form.cells.items()} == {
        k: c.value for k, c in read([table], "requests").cells.items()
    }


@pytest.mark.parametrize("shape", ["grid", "covered positions left out"])
@pytest.mark.parametrize(
    ("printed", "state"), [("若干", "not_a_number"), ("无", "not_a_number"), ("约4件左右", "not_a_number")]
)
def test_words_among_the_numbers_are_no_labels(shape: str, printed: str, state: str) -> None:
    s = made()
    s.cells["requests"]["granted", "natural_person"] = printed
    s.cells["disputes"]["review", "corrected"] = printed
    for key, cell in (("requests", ("granted", "natural_person")), ("disputes", ("review", "corrected"))):
        table = read(SHAPES[shape](s, key), key)
        assert (table.cells[cell].state, table.cells[cell].printed) == (state, printed)
        assert sum(c.state == "read" for c in table.cells.values()) == len(table.cells) - 1


def test_an_unreadable_cell_is_unread_and_not_blank() -> None:
    grid = printing.grid(BOOK, made(), "requests")
    spot = next(c for c in grid.cells if c.row == 5 and c.column == 3)
    cells = tuple(replace(c, text="", readable=False) if c is spot else c for c in grid.cells)
    table = read([replace(grid, cells=cells)], "requests")
    assert table.cells["granted", "natural_person"].state == "unread"


def test_rows_that_the_form_does_not_know_are_kept_apart() -> None:
    def add(lines: list[list[str]]) -> None:
        at = line_of(lines, "（七）总计")
        lines.insert(at, ["其他主动公开文件", "1", "0", "0", "0", "0", "0", "1"])

    table, s = requests(add)
    assert {k: str(c.value) for k, c in table.cells.items()} == s.cells["requests"]
    (added,) = table.added
    assert [c.value for c in added.values()] == [1, 0, 0, 0, 0, 0, 1]


def test_another_label_in_a_rows_place_does_not_lend_its_numbers() -> None:
    def rename(lines: list[list[str]]) -> None:
        at = line_of(lines, "属于国家秘密")
        lines[at] = [c.replace("1.属于国家秘密", "向社会主动发布的文件总量") for c in lines[at]]

    table, _ = requests(rename)
    assert {table.cells["refused_state_secret", c].state for c in (*draw.APPLICANTS, "total")} == {"unread"}


# -- missing or unreadable ---------------------------------------------------------------------------------


def test_no_table_is_missing_something_unread_is_not() -> None:
    text: list[Block] = [Paragraph(7, "见下表。", page=3)]
    assert read(text, "requests").status == "missing"
    for trouble in (Trouble("picture", block=7), Trouble("page_without_text", page=4)):
        assert read(text, "requests", troubles=(trouble,)).status == "unreadable"
    assert read(text, "requests", troubles=(Trouble("page_without_text", page=9),)).status == "missing"


UNRULED = Trouble("table_unruled", page=4, block=3)
LOOSE = [
    Paragraph(7, "行政复议 行政诉讼", page=5),
    Paragraph(8, "未经复议直接起诉 复议后起诉", page=5),
    Paragraph(9, "结果维结果纠其他结尚未审总", page=5),
    Paragraph(10, "持正果结计", page=5),
]


def test_a_line_of_numbers_below_its_labels_is_table_4_whose_labels_are_in_doubt() -> None:
    line = Paragraph(11, "4 0 1 0 5 1 0 0 0 1 2 0 0 1 3", page=5)
    form = read([*LOOSE, line], "disputes", troubles=(UNRULED,))
    assert form.status == "read"
    assert [form.value(g, "total") for g in ("review", "direct_suit", "suit_after_review")] == [5, 1, 3]
    assert form.doubt == "table_unruled"


def test_the_rest_of_a_table_without_lines_is_unreadable_and_not_missing() -> None:
    glued = Paragraph(11, "维持纠正结果审结4 0 1 0 5 1 0 0 0 1 2 0 0 1 3", page=5)
    assert read([*LOOSE, glued], "disputes", troubles=(UNRULED,)).reason == "table_unruled"
    assert read([*LOOSE, glued], "disputes").status == "missing"
    prose: list[Block] = [Paragraph(7, "本年度没有行政复议、行政诉讼。", page=5)]
    assert read(prose, "disputes", troubles=(UNRULED,)).status == "missing"


def test_a_table_whose_labels_are_unknown_is_unreadable() -> None:
    table = rows_of("甲 | 乙 | 丙\n1 | 2 | 3")
    found = read([table], "requests")
    assert (found.status, found.reason) == ("unreadable", "labels_unknown")


def test_labels_without_numbers_are_unreadable() -> None:
    s = made(seed=1)
    table = printing.ragged(BOOK, s, "requests", fill="drop")
    bare = tuple(c for c in table.cells if not c.text.isdigit())
    assert read([replace(table, cells=bare)], "requests").reason == "rows_without_numbers"


# -- labels ------------------------------------------------------------------------------------------------


def test_normal_forms_of_labels() -> None:
    assert normalise("3．危及“三安全一稳定”") == normalise("3.危及 三安全\n一稳定")
    assert without_notes("（一）予以公开（含告知）") == "（一）予以公开"
    assert without_number("（六）其他处理") == "其他处理"
    assert without_number("3.其他") == "其他"


def test_labels_are_aligned_in_order() -> None:
    partner, cost = align(
        ["甲类事项", "另加一行说明", "丙类事项"], [["甲类事项"], ["乙类事项"], ["丙类事项"]]
    )
    assert partner[0] == 0
    assert partner[2] == 2
    assert cost > 0


def test_no_alignment_of_long_labels_is_kept() -> None:
    """Memory does not grow with what a hostile table prints; the form's own labels are kept."""
    labels._kept.cache_clear()
    short = align(["甲类事项"], [["甲类事项"], ["乙类事项"]])
    assert labels._kept.cache_info().currsize == 1
    assert align(["甲类事项", "长" * KEPT_CHARACTERS], [["甲类事项"], ["乙类事项"]])[0][0] == 0
    assert labels._kept.cache_info().currsize == 1
    assert align(["甲类事项"], [["甲类事项"], ["乙类事项"]]) == short
    assert labels._kept.cache_info().hits == 1


@pytest.mark.parametrize("size", [3_000])
def test_a_hostile_table_of_near_labels_ends(size: int) -> None:
    cells = [Cell(r, c, t) for r in range(size) for c, t in enumerate(["1.属于国家机密", "0", "0"])]
    assert read([Table(1, tuple(cells), ragged=True)], "requests").status in ("missing", "read", "unreadable")


def test_a_label_broken_over_two_lines_is_one_label() -> None:
    s = made(year=2020, seed=5)
    cells: list[Cell] = []
    for row in printing.ragged(BOOK, s, "disclosure", fill="drop").rows():
        texts = [
            t for c in row for t in ((c.text[:3], c.text[3:]) if c.text.startswith("本年新") else (c.text,))
        ]
        cells += [Cell(row[0].row, i, t) for i, t in enumerate(texts)]
    found = read([Table(1, tuple(cells), ragged=True)], "disclosure", year=2020)
    assert found.status == "read"
    assert [m.printed for m in found.labels if m.distance] == []
