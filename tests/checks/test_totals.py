"""T01–T04: one finding for each root cause; the identities are data."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from checker import data, rulebook, specimen
from checker.arithmetic.diagnose import diagnose
from checker.arithmetic.identities import Key
from checker.arithmetic.model import Cause, Diagnosis
from checker.arithmetic.slips import slip
from checker.checks.totals import disputed_cell
from checker.report.model import FormTable
from checker.rulebook import RuleBook
from tests.support import numbers as draw
from tests.support.road import judge, judge_edit, only

BOOK = rulebook.load()


@pytest.fixture(autouse=True)
def _modules(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)


def table_three(changes: dict[Key, object] | None = None, edition: str = "2021", **more: object) -> FormTable:
    """The specimen's table 3 with some cells printed differently."""
    made = specimen.make(BOOK, {}, year=2023 if edition == "2021" else 2020)
    rows = [r["key"] for r in BOOK.editions[edition]["tables"]["requests"]["rows"]]
    columns = (*draw.APPLICANTS, "total")
    printed: dict[Key, object] = {
        (r, c): made.cells["requests"].get((r, c), "0") for r in rows for c in columns
    }
    return draw.form_table(BOOK, edition, "requests", {**printed, **(changes or {})}, **more)  # type: ignore[arg-type]


def of(table: FormTable, hints: dict[Key, int] | None = None) -> Diagnosis:
    return diagnose(BOOK.editions[table.layout or ""]["tables"][table.key], table, hints)


def sole(found: Diagnosis) -> Cause:
    assert len(found.causes) == 1, found.causes
    return found.causes[0]


# -- every kind of cell ------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_cell_of_table_3_is_located_and_the_rules_are_those_it_breaks(edition: str) -> None:
    valid = table_three(edition=edition)
    assert not of(valid).causes
    for key, cell in valid.cells.items():
        cause = sole(of(table_three({key: int(cell.value or 0) + 13}, edition)))
        row, _column = key
        assert (cause.place, cause.expected, cause.confidence) == (key, cell.value, "certain")
        balance = ["T03"] if row in ("new", "carried_in", "processed_total", "carried_out") else []
        outcomes = [] if row in ("new", "carried_in", "carried_out") else ["T02"]
        assert list(cause.rules()) == [*balance, *outcomes, "T01"], key


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_random_single_corruptions_give_one_finding_each(edition: str) -> None:
    rng = random.Random(11)
    for _ in range(60):
        numbers = draw.requests(rng, BOOK, edition)
        assert not of(draw.form_table(BOOK, edition, "requests", numbers)).causes
        key, spoiled = draw.corrupted(rng, numbers)
        cause = sole(of(draw.form_table(BOOK, edition, "requests", spoiled)))
        assert (cause.place, cause.expected) == (key, numbers[key])
        numbers = draw.disputes(rng, BOOK, edition)
        assert not of(draw.form_table(BOOK, edition, "disputes", numbers)).causes
        key, spoiled = draw.corrupted(rng, numbers)
        cause = sole(of(draw.form_table(BOOK, edition, "disputes", spoiled)))
        assert cause.place[0] == key[0]
        assert cause.rules() == ("T04",)


def test_independent_errors_are_separate_findings() -> None:
    found = of(
        table_three(
            {("new", "business"): 33, ("unavailable_not_held", "natural_person"): 5, ("granted", "total"): 9}
        )
    )
    assert {c.place for c in found.causes} == {
        ("new", "business"),
        ("unavailable_not_held", "natural_person"),
        ("granted", "total"),
    }


# -- one slip, several cells -------------------------------------------------------------------------------


def test_a_line_of_totals_left_at_zero_is_one_cause() -> None:
    zero = {("processed_total", c): 0 for c in (*draw.APPLICANTS, "total")}
    cause = sole(of(table_three(zero)))
    assert (cause.kind, cause.place, cause.expected) == ("zero_totals", ("processed_total", "total"), 11)
    assert cause.rules() == ("T03", "T02")


def test_a_number_in_the_wrong_column_is_one_cause() -> None:
    cause = sole(
        of(table_three({("refused_third_party", "business"): 0, ("refused_third_party", "welfare"): 1}))
    )
    assert cause.kind == "moved"
    assert cause.changes == {("refused_third_party", "business"): 1, ("refused_third_party", "welfare"): 0}


def test_a_row_shifted_by_one_column_is_one_cause() -> None:
    row = dict(zip(draw.APPLICANTS, (0, 4, 2, 0, 0, 0), strict=True))
    cause = sole(of(table_three({("granted", c): v for c, v in row.items()})))
    assert cause.kind in ("shifted", "moved")
    assert cause.changes == {
        ("granted", "natural_person"): 4,
        ("granted", "business"): 2,
        ("granted", "research"): 0,
    }


def test_two_numbers_run_together_beside_a_blank_are_one_cause() -> None:
    cause = sole(of(table_three({("granted", "natural_person"): 42, ("granted", "business"): ""})))
    assert cause.kind == "run_together"
    assert cause.changes == {("granted", "natural_person"): 4, ("granted", "business"): 2}


def test_a_wrong_number_that_its_total_repeats_is_one_open_cause_at_the_printed_total() -> None:
    cause = sole(of(table_three({("carried_out", "natural_person"): 0, ("carried_out", "total"): 1})))
    assert (cause.kind, cause.place, cause.expected, cause.confidence) == (
        "open",
        ("carried_out", "total"),
        2,
        "open",
    )


def test_last_years_number_singles_the_row_out() -> None:
    spoiled = table_three({("carried_in", "natural_person"): 0, ("carried_in", "total"): 0})
    cause = sole(of(spoiled, {("carried_in", "natural_person"): 1, ("carried_in", "total"): 1}))
    assert cause.place[0] == "carried_in"
    assert cause.confidence == "likely"


@pytest.mark.parametrize(
    ("printed", "place", "expected", "confidence"),
    [
        ((10, 1, 0, 0, 0), "total", 11, "likely"),  # left at 0
        (
            (12, 3, 0, 0, 51),
            "total",
            15,
            "open",
        ),  # swapped digits, or 39 that lost one: the total all the same
        ((120, 3, 0, 0, 15), "upheld", 12, "likely"),  # one 0 too many
        ((5, 1, 0, 0, 7), "total", 6, "open"),  # nothing speaks for any of the five
    ],
)
def test_table_4_names_the_cell_where_a_slip_explains_it_else_the_total(
    printed: tuple[int, ...], place: str, expected: int, confidence: str
) -> None:
    cells: dict[Key, object] = {
        ("review", c): v
        for c, v in zip(("upheld", "corrected", "other", "pending", "total"), printed, strict=True)
    }
    cause = sole(of(draw.form_table(BOOK, "2021", "disputes", cells)))
    assert (cause.place, cause.expected, cause.confidence) == (("review", place), expected, confidence)


@pytest.mark.parametrize(
    ("printed", "meant", "name"),
    [
        (1, 12, "dropped"),
        (112, 12, "doubled"),
        (21, 12, "swapped"),
        (120, 12, "shifted"),
        (12, 120, "shifted"),
        (13, 12, "digit"),
        (3, 4, None),
        (0, 7, None),
        (12, 347, None),
    ],
)
def test_slips_of_the_hand(printed: int, meant: int, name: str | None) -> None:
    assert slip(printed, meant) == name


# -- what is no finding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 4, 12])
def test_blank_cells_give_no_finding_of_the_arithmetic(count: int) -> None:
    rng = random.Random(count)
    for _ in range(25):
        edition = rng.choice(("2019", "2021"))
        printed: dict[Key, object] = dict(draw.requests(rng, BOOK, edition))
        for key in rng.sample(sorted(printed), count):
            printed[key] = ""
        assert not of(draw.form_table(BOOK, edition, "requests", printed)).causes


def test_a_blank_says_which_number_it_hides() -> None:
    found = of(table_three({("granted", "natural_person"): ""}))
    assert not found.causes
    assert found.fills == {("granted", "natural_person"): 4}


def test_a_wrong_number_is_found_beside_blanks_for_zero() -> None:
    blank: dict[Key, object] = {k: "" for k, c in table_three().cells.items() if c.value == 0}
    assert not of(table_three(blank)).causes
    cause = sole(of(table_three({**blank, ("granted", "total"): 66})))
    assert (cause.place, cause.expected) == (("granted", "total"), 6)


def test_unread_and_inferred_cells_keep_their_identities_from_being_checked() -> None:
    table = table_three(
        {("granted", "natural_person"): 5}
    )  # a true error, in the row and column of an unread cell
    for state in ("unread", "inferred"):
        key = ("granted", "business")
        cell = replace(table.cells[key], state=state, value=None if state == "unread" else 2)
        odd = replace(table, cells={**table.cells, key: cell})
        found = of(odd)
        assert {(i.rule, i.at, i.skip) for i in found.skipped} == {
            ("T01", "granted", state),
            ("T02", "business", state),
        }
        # The row cannot speak; the column does, and the rows that can leave one cell.
        cause = sole(found)
        assert (cause.place, cause.rules(), cause.confidence) == (
            ("granted", "natural_person"),
            ("T02",),
            "likely",
        )


def test_a_row_that_is_not_printed_explains_the_difference() -> None:
    cells = {k: c for k, c in table_three().cells.items() if k[0] != "unavailable_not_held"}
    table = replace(table_three(), cells=cells, missing_rows=("unavailable_not_held",))
    assert sole(of(table)).kind == "missing_row"


def test_several_rows_that_are_not_printed_explain_the_difference() -> None:
    gone = ("new", "carried_in", "carried_out")
    cells = {k: c for k, c in table_three().cells.items() if k[0] not in gone}
    found = of(replace(table_three(), cells=cells, missing_rows=gone))
    assert {c.kind for c in found.causes} == {"missing_row"}


def test_rows_that_the_form_does_not_know_explain_the_difference_or_are_left_out() -> None:
    end = "| 三、本年度办理结果 | （七）总计"
    counted = f"| 三、本年度办理结果 | 其他 | 其他主动公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n{end}"
    subtotal = f"| 三、本年度办理结果 | （三） | （三）小计 | 0 | 1 | 0 | 0 | 0 | 0 | 1 |\n{end}"
    more = {
        "requests.processed_total.natural_person": 9,
        "requests.processed_total.total": 12,
        "requests.new.natural_person": 9,
        "requests.new.total": 13,
    }
    findings, skipped = judge_edit({"replace": [["| 三、本年度办理结果 | （七）总计", counted]], **more})
    assert [f.rule for f in findings] == ["S10"]
    assert [n.rule for n in skipped] == ["T02"]
    findings, skipped = judge_edit({"replace": [["| 三、本年度办理结果 | （七）总计", subtotal]]})
    assert [f.rule for f in findings] == ["S10"]
    assert not skipped


def test_other_handling_in_one_row_is_one_number_in_either_edition() -> None:
    edit = {
        "drop_row.requests.other_no_correction": True,
        "drop_row.requests.other_no_payment": True,
        "label.requests.other_rest": "（六）其他处理",
        "requests.other_rest.natural_person": 1,
        "requests.other_rest.total": 1,
        "requests.granted.natural_person": 3,
        "requests.granted.total": 5,
    }
    findings, _ = judge_edit(edit)
    assert [(f.rule, f.variant) for f in findings] == [("S10", "kept")]


# -- the finding -------------------------------------------------------------------------------------------


def test_the_finding_names_rule_cell_repair_and_the_rest() -> None:
    findings, skipped = judge_edit({"requests.new.natural_person": 88})
    (found,) = findings
    assert (found.rule, found.also, found.expected, found.actual) == ("T03", ("T01",), 8, 88)
    assert found.place is not None
    assert (found.place.table, found.place.row, found.place.column, found.place.quote) == (
        "requests",
        "new",
        "natural_person",
        "88",
    )
    assert found.details["identities"][0]["text"] == "88+1=89 ≠ 8+1=9"
    assert not skipped


def test_with_another_selection_the_next_broken_rule_speaks() -> None:
    findings, _ = judge_edit({"requests.new.natural_person": 88}, select=("T01",))
    assert [(f.rule, f.also) for f in findings] == [("T01", ())]
    assert not judge_edit({"requests.new.natural_person": 88}, select=("T02",))[0]


def test_two_groups_of_table_4_are_two_findings() -> None:
    findings, _ = judge_edit(
        {
            "disputes.review.upheld": 10,
            "disputes.review.corrected": 1,
            "disputes.review.total": 0,
            "disputes.suit_after_review.upheld": 5,
            "disputes.suit_after_review.total": 0,
        }
    )
    assert [(f.rule, f.place.row if f.place else None, f.expected) for f in findings] == [
        ("T04", "review", 11),
        ("T04", "suit_after_review", 5),
    ]


def test_where_the_engines_disagree_on_a_digit_nothing_is_found() -> None:
    wrong = table_three({("granted", "natural_person"): 1})
    right = table_three()
    edit = {"requests.granted.natural_person": 1}
    findings, skipped = judge_edit(edit, second_opinion=lambda key: right if key == "requests" else None)
    assert not findings
    assert {n.rule for n in skipped} == {"T01", "T02"}
    assert all("不一致" in n.reason.zh for n in skipped)
    findings, _ = judge_edit(edit, second_opinion=lambda key: wrong if key == "requests" else None)
    assert [f.rule for f in findings] == ["T02"]
    assert disputed_cell(wrong, right, of(wrong).causes[0].broken) == ("granted", "natural_person")


def test_table_2_has_no_identity() -> None:
    findings, _ = judge_edit({"disclosure.licences.decisions": 999, "disclosure.coercion.decisions": 7})
    assert not findings


@pytest.mark.parametrize("rule", ["T01", "T02", "T03", "T04"])
def test_examples_of_the_catalogue(rule: str) -> None:
    for example in BOOK.rules[rule].flags:
        assert rule in {f.rule for f in judge_edit(example.edit)[0]}, example.name
    for example in BOOK.rules[rule].passes:
        assert not judge_edit(example.edit)[0], example.name


# -- identities are data -----------------------------------------------------------------------------------


def folder_with(tmp_path: Path, change: object) -> RuleBook:
    """The rule book with a further folder that holds an edited copy of the 2021 edition."""
    target = tmp_path / "rules" / "editions"
    target.mkdir(parents=True)
    source = data.folder("rules") / "editions" / "2021.yml"
    edition = yaml.safe_load(source.read_text("utf-8"))
    change(edition)  # type: ignore[operator]
    name = f"{edition['edition']}.yml"
    (target / name).write_text(yaml.safe_dump(edition, allow_unicode=True), "utf-8")
    return rulebook.load((tmp_path / "rules",))


def test_a_provinces_extra_row_is_a_data_file(tmp_path: Path) -> None:
    def change(edition: dict) -> None:  # type: ignore[type-arg]
        form = edition["tables"]["requests"]
        at = next(i for i, r in enumerate(form["rows"]) if r["key"] == "processed_total")
        form["rows"].insert(
            at, {"key": "forwarded", "label": "（六之一）转送其他机关", "path": ["三、本年度办理结果"]}
        )
        next(i for i in form["identities"] if i["rule"] == "T02")["parts"].append("forwarded")

    book = folder_with(tmp_path, change)
    counted = {
        "requests.forwarded.natural_person": 1,
        "requests.forwarded.total": 1,
        "requests.granted.natural_person": 3,
        "requests.granted.total": 5,
    }
    assert not judge_edit(counted, book)[0]
    findings, _ = judge_edit({**counted, "requests.forwarded.total": 4}, book)
    assert [(f.rule, f.place.row if f.place else None, f.expected) for f in findings] == [
        ("T02", "forwarded", 1)
    ]
    # Without the file the row is unknown.
    text = specimen.markdown(book, specimen.make(book, counted))
    assert "S10" in {f.rule for f in judge(text)[0]}


def test_a_new_edition_is_a_data_file(tmp_path: Path) -> None:
    def change(edition: dict) -> None:  # type: ignore[type-arg]
        edition.update(edition="2027", from_year=2027, to_year=None, known_to=2027)
        form = edition["tables"]["disputes"]
        form["columns"].insert(4, {"key": "withdrawn", "label": "撤回申请"})
        form["identities"][0]["parts"].append("withdrawn")

    book = folder_with(tmp_path, change)
    edit = {"year": 2027, "disputes.review.withdrawn": 2, "disputes.review.total": 3}
    assert book.edition_due(2027) == "2027"
    assert not [f for f in judge_edit(edit, book)[0] if f.rule[0] in "TS"]
    findings, _ = judge_edit({**edit, "disputes.review.total": 1}, book)
    assert [(f.rule, f.expected) for f in findings] == [("T04", 3)]


def test_totals_that_nobody_filled_in_are_blanks() -> None:
    blank: dict[Key, object] = {k: "" for k, c in table_three().cells.items() if c.value == 0 or k[1] == "total"}
    found = of(table_three(blank))
    assert not found.causes
    assert ("granted", "total") in found.fills
