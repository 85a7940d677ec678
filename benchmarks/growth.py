"""How time grows with hostile text: 4 times the text should take about 4 times as long (16 where it is quadratic).

    python -m benchmarks.growth

For each set of patterns, for reading contacts and periods, and for words and sentences: the worst of the texts of
``tests/support/hostile_texts.py``, as a ratio measured in one run. Ends with status 1 where one is above LIMIT.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from checker import data
from checker.document import Paragraph
from checker.language import get_language
from checker.report.contacts import read_contacts
from checker.report.period import read_announced, read_dated, read_period
from tests.support.hostile_texts import HOSTILE

LIMIT = 9.0
SIZE = 1500
RUNS = 3
LANGUAGE = get_language()


def growth(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """How many times longer four times the text takes."""

    def least(text: str) -> float:
        best = float("inf")
        for _ in range(RUNS):
            LANGUAGE._docs.clear()
            start = time.process_time()
            work(text)
            best = min(best, time.process_time() - start)
        return best

    work(make(10))
    return least(make(4 * size)) / max(least(make(size)), 0.002)


def facts(text: str) -> None:
    given: list[tuple[int | None, Paragraph]] = [(0, Paragraph(0, text))]
    read_contacts(given, LANGUAGE)
    read_period(given, LANGUAGE)
    read_announced(given, LANGUAGE)
    read_dated(given, ())


def main() -> int:
    works: dict[str, Callable[[str], object]] = {
        f"patterns {p.stem}": lambda text, name=p.stem: LANGUAGE.find(name, text)
        for p in sorted((data.folder("rules") / "patterns").glob("*.yml"))
    }
    works["contacts and periods"] = facts
    works["words and sentences"] = lambda text: (LANGUAGE.words(text), LANGUAGE.sentences(text))
    worst = 0.0
    for name, work in works.items():
        ratio, text = max((growth(work, make, SIZE), text) for text, make in HOSTILE.items())
        worst = max(worst, ratio)
        print(f"{name:<28} worst {ratio:5.1f}  ({text})", flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
