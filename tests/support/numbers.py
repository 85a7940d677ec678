"""Random valid numbers for the statutory tables, and slips of the hand that spoil one of them.

Realistic: most cells are 0, most others small, now and then a busy agency with hundreds of applications.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from checker.document import Place
from checker.report.model import FormCell, FormTable
from checker.report.numbers import parse_cell
from checker.rulebook import RuleBook

Key = tuple[str, str]
Numbers = dict[Key, int]

APPLICANTS = ("natural_person", "business", "research", "welfare", "legal_service", "other")
SHARES = (100, 22, 2, 3, 6, 4)
"""How often each kind of applicant applies, against natural persons."""


def outcome_rows(book: RuleBook, edition: str) -> list[str]:
    """The rows between 上年结转 and （七）总计."""
    rows = [r["key"] for r in book.editions[edition]["tables"]["requests"]["rows"]]
    return rows[2 : rows.index("processed_total")]


def requests(rng: random.Random, book: RuleBook, edition: str) -> Numbers:
    """Table 3: every identity holds."""
    outcomes = outcome_rows(book, edition)
    weights = [30, 9, *([1.2] * (len(outcomes) - 2))]
    weights[outcomes.index("unavailable_not_held")] = 18
    weights[outcomes.index("declined_petition")] = 4
    rows = [r["key"] for r in book.editions[edition]["tables"]["requests"]["rows"]]
    numbers: Numbers = {(r, c): 0 for r in rows for c in (*APPLICANTS, "total")}
    scale = rng.choice((0, 1, 3, 8, 8, 20, 60, 250, 1500))
    for column, share in zip(APPLICANTS, SHARES, strict=True):
        mean = scale * share / 100
        count = int(rng.expovariate(1 / mean)) if mean else 0
        if count > 400:  # many: shares with some noise instead of one draw each
            total_weight = sum(weights)
            for row, weight in zip(outcomes, weights, strict=True):
                numbers[row, column] = int(count * weight / total_weight * rng.uniform(0.4, 1.6))
        else:
            for row in rng.choices(outcomes, weights, k=count):
                numbers[row, column] += 1
        processed = sum(numbers[r, column] for r in outcomes)
        carried_out = rng.choice((0, 0, 0, 1, 2, 5)) if mean >= 1 else 0
        carried_in = min(rng.choice((0, 0, 0, 1, 3, 4)), processed + carried_out) if mean >= 1 else 0
        numbers["processed_total", column] = processed
        numbers["carried_out", column] = carried_out
        numbers["carried_in", column] = carried_in
        numbers["new", column] = processed + carried_out - carried_in
    for row in rows:
        numbers[row, "total"] = sum(numbers[row, c] for c in APPLICANTS)
    return numbers


def disputes(rng: random.Random, book: RuleBook, edition: str) -> Numbers:
    """Table 4: every group adds up."""
    form = book.editions[edition]["tables"]["disputes"]
    numbers: Numbers = {}
    for group in form["groups"]:
        busy = rng.random() < 0.4
        for column in form["columns"][:-1]:
            few = rng.choice((0, 0, 1, 2, 5, 12, 30)) if busy else 0
            numbers[group["key"], column["key"]] = few
        numbers[group["key"], "total"] = sum(v for (g, _), v in numbers.items() if g == group["key"])
    return numbers


def disclosure(rng: random.Random, book: RuleBook, edition: str) -> dict[Key, str]:
    """Table 2 (2021 edition: the stock is no smaller than the flow); no rules (规章)."""
    numbers: dict[Key, str] = {}
    for block in book.editions[edition]["tables"]["disclosure"]["blocks"]:
        for row in block["rows"]:
            for column in block["columns"]:
                value = 0 if row["key"] == "regulations" else rng.choice((0, 0, 3, 17, 240, 5120))
                numbers[row["key"], column["key"]] = str(value)
    if edition == "2021":
        numbers["normative_documents", "in_force"] = str(
            int(numbers["normative_documents", "issued"]) + rng.randrange(40)
        )
        numbers["fees", "amount"] = rng.choice(("0", "38.5", "7730.28", "412"))
    return numbers


def printed_numbers(rng: random.Random, book: RuleBook, edition: str) -> dict[str, dict[Key, str]]:
    """All three tables as printed text."""
    return {
        "requests": {k: str(v) for k, v in requests(rng, book, edition).items()},
        "disputes": {k: str(v) for k, v in disputes(rng, book, edition).items()},
        "disclosure": disclosure(rng, book, edition),
    }


def form_table(
    book: RuleBook, edition: str, key: str, printed: Mapping[Key, object], *, missing: tuple[str, ...] = ()
) -> FormTable:
    """A FormTable as the readers would give it for these printed cells."""
    form: Mapping[str, Any] = book.editions[edition]["tables"][key]
    cells: dict[Key, FormCell] = {}
    rows = list(dict.fromkeys(r for r, _ in printed))
    for (row, column), value in printed.items():
        text = str(value)
        parsed = parse_cell(text)
        place = Place(
            section=form["section"],
            paragraph=9,
            quote=text,
            table=key,
            row=row,
            column=column,
            cell=(rows.index(row), len([k for k in cells if k[0] == row])),
        )
        cells[row, column] = FormCell(parsed.value, parsed.state, place, text, parsed.unit)
    return FormTable(
        key, "read", edition, cells, missing_rows=missing, place=Place(section=form["section"], table=key)
    )


def slips(rng: random.Random, value: int) -> Iterator[int]:
    """Other numbers that a slip makes of ``value``: a digit dropped, doubled, swapped with its neighbour,
    shifted."""
    text = str(value)
    made = []
    for i in range(len(text)):
        if len(text) > 1:
            made.append(text[:i] + text[i + 1 :])
        made.append(text[: i + 1] + text[i] + text[i + 1 :])
        if i + 1 < len(text):
            made.append(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
    made += [text + "0", text[:-1] or "0"]
    made.append(text[:-1] + rng.choice([d for d in "0123456789" if d != text[-1]]))
    rng.shuffle(made)
    for other in made:
        if int(other) != value:
            yield int(other)


def corrupted(rng: random.Random, numbers: Mapping[Key, int]) -> tuple[Key, Numbers]:
    """One cell spoiled by a slip that makes another number: the cell and the table with it."""
    key = rng.choice(sorted(numbers))
    return key, {**numbers, key: next(slips(rng, numbers[key]))}
