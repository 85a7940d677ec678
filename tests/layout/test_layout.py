"""Layout alone: characters and rules in, lines, grids and paragraphs out, without any PDF."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Paragraph, Table
from checker.layout.assemble import lay_out
from checker.layout.furniture import PAGE_NUMBER
from checker.layout.grid import grids_of, merged_rules
from checker.layout.lines import joined, lines_of, normalised, rows_of, runs_of
from checker.layout.normal import plain, unmapped
from checker.layout.page import Char, PageGlyphs, Segment, rules_of
from checker.layout.paragraphs import ITEM, SECTION
from checker.layout.settings import DEFAULT, LayoutSettings
from checker.layout.tables import ENUMERATED, cell_content, filled, table_of
from checker.layout.unruled import _NUMBER as LOOSE_NUMBER

SIZE = 10.0


def row(text: str, x: float, y: float, size: float = SIZE, gap: float = 0.0) -> list[Char]:
    """``text`` set solid from ``x`` with its top at ``y``; Latin letters and digits are half as wide."""
    chars = []
    for c in text:
        wide = size if ord(c) > 0x2E7F else size / 2
        chars.append(Char(c, x, y, x + wide, y + size, size))
        x += wide + gap
    return chars


def page(chars: list[Char], segments: list[Segment] | None = None, number: int = 1) -> PageGlyphs:
    return PageGlyphs(number, 595.0, 842.0, chars, segments or [])


def across(y: float, x0: float, x1: float) -> Segment:
    return Segment(x0, y, x1, y)


def down(x: float, y0: float, y1: float) -> Segment:
    return Segment(x, y0, x, y1)


def ruled(xs: list[float], ys: list[float]) -> list[Segment]:
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]


# --- settings


@pytest.mark.parametrize("name", [f.name for f in fields(LayoutSettings)])
def test_settings_refuse_what_is_not_positive(name: str) -> None:
    for value in (0, -1):
        with pytest.raises(ValueError, match=name):
            replace(DEFAULT, **{name: value})


@pytest.mark.parametrize(
    "wrong",
    [{"margin_share": 0.6}, {"cover": 1.2}, {"blank_em": 2.0}, {"rule_min_pt": 1.0}, {"leading_share": 0.9}],
)
def test_settings_refuse_contradictions(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(DEFAULT, **wrong)


# --- characters as typed


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("⺠", "民"),
        ("⼀", "一"),
        ("⼾", "户"),
        ("⻓", "长"),
        ("\u3000", " "),
        ("\xa0", " "),
        ("\u200b", ""),
        ("ﬁ", "fi"),
        ("\x02", "-"),
        ("\x05", "�"),
        ("（", "（"),
        ("Ⅲ", "Ⅲ"),
        ("①", "①"),
        ("\ue012", "\ue012"),
    ],
)
def test_characters_are_read_as_a_person_types_them(text: str, typed: str) -> None:
    assert plain(text) == typed


def test_glyphs_without_value_are_known() -> None:
    assert [unmapped(c) for c in ("5", "\ufffd", "\ue000", "\x03", "政")] == [False, True, True, True, False]


# --- lines


def test_a_line_keeps_small_marks_and_exponents() -> None:
    chars = row("政府信息", 100, 100) + row("2", 140, 98, 6) + row("，", 145, 101)
    assert [line.text(DEFAULT) for line in lines_of(runs_of(chars), 1, DEFAULT)] == ["政府信息2，"]


@given(
    st.lists(st.text("政府信息公开年度报告", min_size=1, max_size=20), min_size=1, max_size=8), st.randoms()
)
def test_lines_do_not_depend_on_the_order_of_characters(lines: list[str], random: object) -> None:
    chars = [c for i, t in enumerate(lines) for c in row(t, 80, 100 + 15 * i)]
    random.shuffle(chars)  # type: ignore[attr-defined]
    assert [line.text(DEFAULT) for line in lines_of(runs_of(chars), 1, DEFAULT)] == lines


@given(st.lists(st.text("0123456789", min_size=1, max_size=6), min_size=1, max_size=8))
def test_numbers_that_stand_apart_stay_apart(numbers: list[str]) -> None:
    chars: list[Char] = []
    for i, n in enumerate(numbers):
        chars += row(n, 80 + 45 * i, 100)
    (line,) = lines_of(runs_of(chars), 1, DEFAULT)
    assert line.text(DEFAULT) == " ".join(numbers)


@given(st.floats(0, 7), st.text("邮编电话地址：，。", min_size=4, max_size=20))
def test_a_justified_line_gets_no_blanks(gap: float, text: str) -> None:
    (line,) = lines_of(runs_of(row(text, 80, 100, gap=gap)), 1, DEFAULT)
    assert line.text(DEFAULT) == text


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 800), st.sampled_from("政a1 ")), max_size=60))
def test_no_character_is_lost_or_made(places: list[tuple[float, float, str]]) -> None:
    chars = [Char(t, x, y, x + 8, y + 10, 10) for x, y, t in places]
    kept = [c for r in rows_of(runs_of(chars), DEFAULT) for c in r]
    assert set(kept) <= set(chars)
    out = lay_out([page(chars)], DEFAULT)
    texts = "".join(
        b.text if isinstance(b, Paragraph) else "".join(c.text for c in b.cells) for b in out.blocks
    )
    shown = sorted(c.text for c in kept if c.text != " ")
    assert len(texts.replace(" ", "")) <= len(shown)
    assert set(texts) <= {t for *_, t in places} | {" "}


def test_a_cell_joins_digits_only_where_the_line_was_full() -> None:
    number = row("133296", 100, 100) + row("40", 100, 112)
    assert "".join(t for t, _ in cell_content(number, 34, 1, DEFAULT)[0]) == "13329640"
    assert "".join(t for t, _ in cell_content(number, 80, 1, DEFAULT)[0]) == "133296 40"
    two = row("2", 100, 100) + row("3", 100, 112)
    assert "".join(t for t, _ in cell_content(two, 14, 1, DEFAULT)[0]) == "2 3"


def test_a_cell_reads_vertical_writing_from_right_to_left() -> None:
    columns = [(115.0, "三、本年度"), (100.0, "办理结果")]
    chars = [
        Char(c, x, 100 + 10 * i, x + 10, 110 + 10 * i, 10, 4)
        for x, text in columns
        for i, c in enumerate(text)
    ]
    assert "".join(t for t, _ in cell_content(chars, 30, 1, DEFAULT)[0]) == "三、本年度办理结果"


@pytest.mark.parametrize(
    ("parts", "full", "text"),
    [
        (["政府", "信息"], [False], "政府信息"),
        (["annual", "report"], [True], "annual report"),
        (["0517-", "87222589"], [True], "0517-87222589"),
        (["21", "件"], [False], "21件"),
        (["10", "5"], [False], "10 5"),
    ],
)
def test_joining(parts: list[str], full: list[bool], text: str) -> None:
    assert "".join(t for t, _ in joined([[(c, None) for c in p] for p in parts], full)) == text


# --- rules


def test_thin_fills_are_rules_and_wide_fills_are_not() -> None:
    thin = [(10.0, 10.0), (200.0, 10.0), (200.0, 10.5), (10.0, 10.5), (10.0, 10.0)]
    wide = [(10.0, 10.0), (200.0, 10.0), (200.0, 30.0), (10.0, 30.0), (10.0, 10.0)]
    assert rules_of([thin], stroked=False, filled=True, thin=3) == [across(10.25, 10, 200)]
    assert rules_of([wide], stroked=False, filled=True, thin=3) == []
    assert len(rules_of([wide], stroked=True, filled=False, thin=3)) == 4


def test_a_frame_drawn_as_two_filled_rectangles_has_four_sides() -> None:
    def box(d: float) -> list[tuple[float, float]]:
        return [(10 + d, 10 + d), (100 - d, 10 + d), (100 - d, 50 - d), (10 + d, 50 - d), (10 + d, 10 + d)]

    assert len(rules_of([box(0), box(0.5)], stroked=False, filled=True, thin=3)) == 4


def test_dotted_borders_are_rules_and_specks_are_not() -> None:
    dots = [Segment(100 + 2 * i, 50, 101 + 2 * i, 50) for i in range(100)]
    horizontal, vertical = merged_rules([*dots, across(300, 10, 13), down(400, 10, 12)], DEFAULT)
    assert [(round(r.at), r.start, r.end) for r in horizontal] == [(50, 100, 299)]
    assert not vertical


# --- grids


coordinates = st.lists(st.integers(10, 60), min_size=1, max_size=8).map(
    lambda steps: [50.0 + sum(steps[:i]) for i in range(len(steps) + 1)]
)


@given(coordinates, coordinates)
def test_a_full_grid_has_every_cell(xs: list[float], ys: list[float]) -> None:
    count = (len(xs) - 1) * (len(ys) - 1)
    grids = grids_of(ruled(xs, ys), DEFAULT)
    assert [len(g.cells) for g in grids] == ([count] if count > 1 else [])


def test_lines_round_the_text_are_no_table_the_table_within_them_is() -> None:
    form = ruled([100, 200, 300, 400], [200, 220, 240, 260])
    frame = ruled([50, 550], [40, 60, 800])
    menu = ruled([50, 150, 250, 350, 450], [20, 36])
    assert [len(g.cells) for g in grids_of(form + frame, DEFAULT)] == [9]
    assert [len(g.cells) for g in grids_of(frame, DEFAULT)] == []
    assert [len(g.cells) for g in grids_of(menu + form, DEFAULT)] == [4, 9]
    # one drawn in a cell of another is that cell's text
    assert [len(g.cells) for g in grids_of(ruled([50, 300, 550], [100, 400, 500]) + ruled([60, 150, 250], [120, 160]), DEFAULT)] == [4]


@given(coordinates, coordinates, st.sampled_from(["top", "bottom", "left", "right"]))
def test_the_ends_of_rules_close_a_side_that_has_none(xs: list[float], ys: list[float], side: str) -> None:
    if len(xs) < 3 or len(ys) < 3:
        return
    gone = {"top": across(ys[0], xs[0], xs[-1]), "bottom": across(ys[-1], xs[0], xs[-1])} | {
        "left": down(xs[0], ys[0], ys[-1]),
        "right": down(xs[-1], ys[0], ys[-1]),
    }
    segments = ruled(xs, ys)
    segments.remove(gone[side])
    (grid,) = grids_of(segments, DEFAULT)
    assert len(grid.cells) == (len(xs) - 1) * (len(ys) - 1)
    assert grid.open_bottom == (side == "bottom")
    assert grid.open_top == (side == "top")


@st.composite
def merged_tables(draw: st.DrawFn) -> tuple[list[float], list[float], list[tuple[int, int, int, int]]]:
    """A grid whose positions are shared out among rectangles."""
    xs, ys = draw(coordinates), draw(coordinates)
    free = {(r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}
    cells = []
    while free:
        r, c = min(free)
        c1 = c + 1
        while (r, c1) in free and draw(st.booleans()):
            c1 += 1
        r1 = r + 1
        while all((r1, k) in free for k in range(c, c1)) and draw(st.booleans()):
            r1 += 1
        free -= {(i, j) for i in range(r, r1) for j in range(c, c1)}
        cells.append((r, c, r1, c1))
    return xs, ys, cells


@given(merged_tables())
@settings(max_examples=200)
def test_merged_cells_come_back_with_their_spans_and_their_text(
    table: tuple[list[float], list[float], list[tuple[int, int, int, int]]],
) -> None:
    xs, ys, cells = table
    if len(cells) < 2:
        return
    segments, chars = [], []
    for k, (r, c, r1, c1) in enumerate(cells):
        segments += [across(ys[r], xs[c], xs[c1]), across(ys[r1], xs[c], xs[c1])]
        segments += [down(xs[c], ys[r], ys[r1]), down(xs[c1], ys[r], ys[r1])]
        chars += row(chr(0x4E00 + k), (xs[c] + xs[c1]) / 2 - 4, (ys[r] + ys[r1]) / 2 - 4, 8)
    grids = grids_of(segments, DEFAULT)
    raw, rest = filled(grids[0], runs_of(chars), 1, DEFAULT)
    assert not rest
    assert len(grids) == 1
    # grid lines at which no cell begins are nobody's: compare the texts and the order of cells
    block = table_of(raw, 0)
    got = sorted((c.row, c.column, c.text) for c in block.cells)
    assert [t for *_, t in got] == [chr(0x4E00 + k) for k in range(len(cells))]
    covered = [cell for line in block.grid() for cell in line]
    assert None not in covered


@given(coordinates, coordinates, st.integers(0, 7), st.integers(0, 7))
def test_a_stray_rule_in_one_cell_changes_no_other_row(
    xs: list[float], ys: list[float], r: int, c: int
) -> None:
    if len(xs) < 3 or len(ys) < 3:
        return
    r, c = r % (len(ys) - 1), c % (len(xs) - 1)
    if xs[c + 1] - xs[c] < 25 or ys[r + 1] - ys[r] < 10:
        return
    stray = down((xs[c] + xs[c + 1]) / 2, ys[r], ys[r + 1])
    (grid,) = grids_of([*ruled(xs, ys), stray], DEFAULT)
    per_row = [sum(cell.r0 == i for cell in grid.cells) for i in range(len(ys) - 1)]
    assert per_row == [len(xs) - 1 + (i == r) for i in range(len(ys) - 1)]


# --- hostile pages and text end in time


def test_pages_full_of_rules_end() -> None:
    hatch = [across(i * 0.05, 0, 500) for i in range(16_000)] + [
        down(i * 0.05, 0, 800) for i in range(11_000)
    ]
    squares = ruled([i * 4.0 for i in range(140)], [i * 4.0 for i in range(200)])
    for segments in (hatch, squares, [across(100, i, i + 0.5) for i in range(50_000)]):
        lay_out([page(row("政府信息公开", 100, 100), segments)], DEFAULT)


def test_thousands_of_characters_on_one_spot_end() -> None:
    chars = [Char("1", 100, 100, 105, 110, 10) for _ in range(20_000)]
    blocks = lay_out([page(chars)], DEFAULT).blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["1"]


@pytest.mark.parametrize(
    "pattern", [PAGE_NUMBER, SECTION, ITEM, ENUMERATED, LOOSE_NUMBER], ids=lambda p: p.pattern[:12]
)
@pytest.mark.parametrize("unit", ["1", "一", " ", "（", "-", "第1页", "1,", "（一", "ⅠI", "1 ", "- ", "/1"])
def test_patterns_end_on_hostile_repetition(pattern: re.Pattern[str], unit: str) -> None:
    """A quadratic pattern would need minutes for so long a text."""
    text = unit * 200_000 + "!"
    assert pattern.fullmatch(text) is None
    pattern.match(text)


@pytest.mark.parametrize(
    ("short", "following"),
    [
        (1.5, "式〉的通知》要求，编制本报告"),  # a mark that may not begin a line takes its character along
        (5.0, "（0532）85730012，电子邮箱见网站"),
        (3.0, "gov.cn下载"),
    ],
)
def test_a_line_is_full_where_the_next_word_would_not_have_fitted(short: float, following: str) -> None:
    rows = ["政" * 40] * 12 + ["为" * round(40 - short), following]
    chars = [c for n, text in enumerate(rows) for c in row(text, 50, 100 + 20 * n)]
    blocks = lay_out([page(chars)], DEFAULT).blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["".join(rows)]


def test_a_centred_title_of_two_lines_is_one_paragraph() -> None:
    title, rest = "某市某区人民政府某街道办事处二〇二二年政府信息公", "开工作年度报告"
    body = ["政" * 40] * 12
    chars = [*row(title, 53, 60, 17), *row(rest, 190, 88, 17)]
    chars += [c for n, text in enumerate(body) for c in row(text, 50, 130 + 20 * n)]
    blocks = lay_out([page(chars)], DEFAULT).blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == [title + rest, "".join(body)]


def test_layout_is_the_same_twice() -> None:
    chars = [c for i in range(20) for c in row("政府信息公开年度报告", 80, 100 + 15 * i)]
    one, two = (
        lay_out([page(list(chars), ruled([70, 200, 400], [90, 200, 420]))], DEFAULT) for _ in range(2)
    )
    assert one == two
    assert isinstance(one.blocks[0], Table)
    assert normalised(chars) == chars
