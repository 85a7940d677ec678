"""Figures of the arithmetic: valid tables, single-cell corruptions, blanks, several errors at once.

    python -m benchmarks.corruptions [--count 2000] [--seed 7] [--road 200]

Tables are drawn by tests/support/numbers.py over both editions. ``--road`` takes so many through the whole
road (Markdown -> document -> report -> rules T01-T09).
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field

from checker import readers, rulebook, specimen
from checker.arithmetic.diagnose import diagnose
from checker.arithmetic.model import Diagnosis
from checker.rulebook import RuleBook
from tests.support import numbers as draw

EDITIONS = ("2019", "2021")


@dataclass
class Tally:
    """What became of one kind of trial."""

    trials: int = 0
    one: int = 0
    right: int = 0
    none: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        times = sorted(self.milliseconds)
        middle, worst = statistics.median(times), times[-1]
        return (
            f"{name:38} {self.trials:6} trials  none {self.none:5}  one {self.one:5}"
            f"  named right {self.right:5}"
            f"  ({self.right / self.trials:6.2%})  median {middle:.2f} ms  worst {worst:.1f} ms"
        )


def judged(
    book: RuleBook, edition: str, key: str, printed: dict[draw.Key, object], tally: Tally
) -> Diagnosis:
    """The diagnosis of a printed table, timed."""
    table = draw.form_table(book, edition, key, printed)
    started = time.perf_counter()
    found = diagnose(book.editions[edition]["tables"][key], table)
    tally.milliseconds.append((time.perf_counter() - started) * 1000)
    tally.trials += 1
    tally.none += not found.causes
    tally.one += len(found.causes) == 1
    return found


def corruptions(book: RuleBook, rng: random.Random, count: int) -> dict[str, Tally]:
    """Single corruptions of tables 3 and 4, in proportion to their cells; the valid tables beside them
    (right: none)."""
    names = (
        "valid reports, table 3",
        "valid reports, table 4",
        "corrupted, table 3 (cell)",
        "corrupted, table 4 (group)",
    )
    tallies = {name: Tally() for name in names}
    for _ in range(count):
        edition = rng.choice(EDITIONS)
        tables = {
            "requests": draw.requests(rng, book, edition),
            "disputes": draw.disputes(rng, book, edition),
        }
        for key, number in (("requests", 3), ("disputes", 4)):
            tally = tallies[f"valid reports, table {number}"]
            tally.right += not judged(book, edition, key, dict(tables[key]), tally).causes
        cells = [(t, k) for t, numbers in tables.items() for k in numbers]
        key, _cell = rng.choice(cells)
        spoiled, numbers = draw.corrupted(rng, tables[key])
        name = "corrupted, table 3 (cell)" if key == "requests" else "corrupted, table 4 (group)"
        found = judged(book, edition, key, dict(numbers), tallies[name])
        if len(found.causes) == 1:
            (cause,) = found.causes
            if key == "requests":
                tallies[name].right += cause.place == spoiled and cause.expected == tables[key][spoiled]
            else:
                tallies[name].right += cause.place[0] == spoiled[0]
    return tallies


def table_four(book: RuleBook, rng: random.Random, count: int) -> Tally:
    """Corruptions of table 4 alone, which the draw above meets rarely."""
    tally = Tally()
    for _ in range(count):
        edition = rng.choice(EDITIONS)
        spoiled, numbers = draw.corrupted(rng, draw.disputes(rng, book, edition))
        found = judged(book, edition, "disputes", dict(numbers), tally)
        tally.right += len(found.causes) == 1 and found.causes[0].place[0] == spoiled[0]
    return tally


def blanks(book: RuleBook, rng: random.Random, count: int, cells: int) -> Tally:
    """Cells left blank: the arithmetic says nothing beside T05 ("named right" counts that)."""
    tally = Tally()
    for _ in range(count):
        edition, key = rng.choice(EDITIONS), rng.choice(("requests", "disputes"))
        numbers = (
            draw.requests(rng, book, edition) if key == "requests" else draw.disputes(rng, book, edition)
        )
        printed: dict[draw.Key, object] = dict(numbers)
        for spot in rng.sample(sorted(numbers), min(cells, len(numbers))):
            printed[spot] = ""
        tally.right += not judged(book, edition, key, printed, tally).causes
    return tally


def several(book: RuleBook, rng: random.Random, count: int, cells: int) -> Tally:
    """Several corrupted cells of table 3: named right where all of them are, and nothing else."""
    tally = Tally()
    for _ in range(count):
        edition = rng.choice(EDITIONS)
        numbers = draw.requests(rng, book, edition)
        spots = rng.sample(sorted(numbers), cells)
        printed = {**numbers, **{s: next(draw.slips(rng, numbers[s])) for s in spots}}
        found = judged(book, edition, "requests", dict(printed), tally)
        tally.right += {c.place for c in found.causes} == set(spots)
    return tally


def road(book: RuleBook, rng: random.Random, count: int) -> Counter[str]:
    """Valid and corrupted reports as Markdown through readers, report and the rules on tables."""
    from checker.checks import cells as _cells
    from checker.checks import registry, totals
    from checker.checks.context import Context
    from checker.language import get_language
    from checker.report.build import build

    wanted = {totals.__name__, _cells.__name__}
    checks = [c for c in registry.CHECKS if c.run.__module__ in wanted]
    tally: Counter[str] = Counter()
    for _ in range(count):
        year = rng.choice((2020, 2023))
        edition = book.edition_due(year) or "2021"
        made = specimen.make(book, {}, year=year)
        for key, printed in draw.printed_numbers(rng, book, edition).items():
            made.cells[key] = dict(printed)
        for spoil in (False, True):
            spot = None
            if spoil:
                key = rng.choice(("requests", "requests", "requests", "disputes"))
                spot = rng.choice(sorted(made.cells[key]))
                made.cells[key][spot] = str(next(draw.slips(rng, int(made.cells[key][spot]))))
            document = readers.read(specimen.markdown(book, made).encode(), path="x.md", engine="auto")
            report = build(document, book, get_language(()))
            ctx = Context(report=report, document=document, rules=book, language=get_language(()))
            found = [i for c in checks for i in c.run(ctx) if hasattr(i, "severity") and i.rule < "T05"]
            if not spoil:
                tally["valid"] += 1
                tally["valid with a finding"] += bool(found)
                continue
            assert spot is not None
            tally["corrupted"] += 1
            tally["corrupted with one finding"] += len(found) == 1
            place = found[0].place if found else None
            named = place is not None and (place.row, place.column if key == "requests" else spot[1]) == spot
            tally["corrupted, cell or group named"] += named
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--road", type=int, default=200)
    options = parser.parse_args()
    book, rng = rulebook.load(), random.Random(options.seed)
    for name, tally in corruptions(book, rng, options.count).items():
        print(tally.line(name))
    print(table_four(book, rng, options.count).line("corrupted, table 4 alone (group)"))
    for cells in (1, 3, 10):
        print(blanks(book, rng, max(1, options.count // 4), cells).line(f"{cells} cells blank (no finding)"))
    for cells in (2, 3, 5):
        print(several(book, rng, max(1, options.count // 8), cells).line(f"{cells} cells corrupted, table 3"))
    for name, number in road(book, rng, options.road).items():
        print(f"whole road: {name:35} {number}")


if __name__ == "__main__":
    main()
