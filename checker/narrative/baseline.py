"""The keyword baseline: the same answer as the classifier's, by the lists of ``rules/narrative/baseline.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from checker.narrative.clauses import split
from checker.narrative.data import table
from checker.narrative.section import is_weak, reasons


@dataclass(frozen=True, slots=True)
class Guess:
    """A clause as the lists see it."""

    span: tuple[int, int]
    role: str
    specificity: str | None
    answers: tuple[int, ...] = ()


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = table("baseline")

    def any_of(words: list[str], *, raw: bool = False) -> re.Pattern[str]:
        return re.compile("|".join(map(str, words) if raw else map(re.escape, words)))

    return (
        any_of(data["problem"]), any_of(data["measure"]), any_of(data["concrete"], raw=True),
        re.compile(data["year_only"]), frozenset(data["stock"]),
    )  # fmt: skip


def guess(text: str) -> tuple[list[Guess], bool]:
    """The clauses as the lists see them, and whether the section is weak."""
    problem, measure, concrete, years, stock = _lists()
    out: list[Guess] = []
    turned = False
    grams: list[frozenset[str]] = []
    for clause in split(text):
        folded = clause.folded
        turned = turned or bool(re.match(r"(?:下一步|今后|下步|针对|改进)", folded))
        is_measure, is_problem = bool(measure.search(folded)), bool(problem.search(folded))
        role = "other"
        if is_problem and not (turned and is_measure):
            role = "problem"
        elif is_measure:
            role = "measure"
        specific = bool(concrete.search(years.sub("", folded)))
        own = frozenset(folded[i : i + 2] for i in range(len(folded) - 1)) - stock
        answers = tuple(
            j for j, g in enumerate(out) if role == "measure" and g.role == "problem" and len(own & grams[j]) >= 1
        )
        grams.append(own)
        specificity = None if role == "other" else "specific" if specific else "vague"
        out.append(Guess(clause.span, role, specificity, answers))
    return out, is_weak(reasons(out))
