"""Which measure takes up which problem: the same object, the same topic, the same place in the list, or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from checker.narrative.clauses import Clause
from checker.narrative.data import table
from checker.narrative.features import Seen, generic_terms

if TYPE_CHECKING:
    from checker.narrative.weights import Scores

PAIRED: Final = 40
"""Problems and measures that are paired, from the first on: reports have under fifteen of each, and pairs grow by
the product."""

NAMES: Final = (
    "bias", "terms", "terms2", "grams", "grams2", "topics", "topics2", "no_topic", "rank", "rank_even", "next",
    "after_turn", "single", "mend_all", "mend_lead", "disclosure", "carried", "stock", "stock_alone", "first",
    "foreign", "foreign_mend", "takes_up", "takes_up_single", "takes_up_rank", "takes_up_mend", "takes_up_only",
    "diagonal", "diagonal_near", "takes_up_near", "best", "best_foreign", "mend_before",
    "alien", "foreign_alien", "outside", "outside_single", "named_problem", "named_problem_stock", "named_problem_foreign",
    "named_both_foreign", "vague_named_foreign", "any_shared",
)  # fmt: skip


@cache
def _data() -> tuple[dict[str, list[tuple[str, str]]], re.Pattern[str]]:
    """Phrases with their topics by first character, and the words of disclosure."""
    data = table("topics")
    heads: dict[str, list[tuple[str, str]]] = {}
    for name, phrases in data["topics"].items():
        for phrase in map(str, phrases):
            heads.setdefault(phrase[0], []).append((phrase, name))
    return heads, re.compile("|".join(map(re.escape, data["disclosure"])))


def topics(text: str) -> frozenset[str]:
    """The topics of the data of which a word stands in the text."""
    heads = _data()[0]
    return frozenset(name for char in set(text) & heads.keys() for phrase, name in heads[char] if phrase in text)


def pairs(
    clauses: Sequence[Clause], seen: Sequence[Seen], problems: Sequence[int], measures: Sequence[int],
    common: frozenset[str], scores: Scores,
) -> list[tuple[int, int, tuple[float, ...]]]:  # fmt: skip
    """(measure, problem, features in the order of NAMES) for each problem that stands before or after each measure.

    ``common`` holds two-character strings too frequent to mean a shared object. ``scores`` are what
    the clause classifiers say.
    """
    problems, measures = problems[:PAIRED], measures[:PAIRED]
    about, generic = _data()[1], generic_terms()
    about_each = {i: topics(clauses[i].body) for i in {*problems, *measures}}
    grams = {i: frozenset(g for g in seen[i].grams if len(g) == 2 and g not in common) for i in about_each}
    terms = {i: seen[i].terms - generic for i in about_each}
    problem_set = set(problems)
    out: list[tuple[int, int, tuple[float, ...]]] = []
    since = 0
    last: int | None = None
    for rank, m in enumerate(measures):
        if last is None or any(last < p < m for p in problems):
            since = rank
        lead = any(
            k not in problem_set and "mend_all" in seen[k].counts for k in range(max(0, since and measures[since] - 2), m) if k not in measures
        )
        counts = seen[m].counts
        alike = [2 * len(terms[m] & terms[p]) + len(grams[m] & grams[p]) + len(about_each[m] & about_each[p]) for p in problems]
        most = max(alike, default=0)
        mend_before = last is not None and "mend_all" in seen[last].counts
        concrete = "deliverable" in counts or "named_document" in counts or "count" in counts
        stock = "stock_measure" in counts
        about_it = about.search(clauses[m].body) is not None
        alien = "other_work" in counts and not about_it
        named = scores.as_measure[m]
        for order, p in enumerate(problems):
            shared_terms = len(terms[m] & terms[p])
            shared_grams = len(grams[m] & grams[p])
            shared_topics = len(about_each[m] & about_each[p])
            carried = last is not None and last == m - 1 and len(about_each[last] & about_each[p]) > 0
            foreign = not (shared_terms or shared_grams or shared_topics)
            apart = abs((rank + 0.5) / len(measures) - (order + 0.5) / len(problems))
            near = apart <= 0.5 / min(len(problems), len(measures))
            mend, any_odds = "mend_all" in counts, max(-4.0, min(4.0, scores.takes_up[m]))
            outside = foreign and not about_it and not stock
            told = scores.as_problem[p]
            features = (
                1.0,
                float(shared_terms > 0), float(min(shared_terms, 4)),
                float(shared_grams > 0), float(min(shared_grams, 8)) / 2,
                float(shared_topics > 0), float(min(shared_topics, 4)),
                float(not about_each[m]),
                float(rank == order), float(rank == order and len(problems) == len(measures)),
                float(p == m - 1), float(p < m and last is not None and p > last),
                float(len(problems) == 1), float(mend), float(lead),
                float(about_it),
                float(carried), float(stock), float(stock and not concrete), float(rank == 0),
                float(foreign), float(foreign and mend), any_odds, any_odds * (len(problems) == 1),
                any_odds * (rank == order), any_odds * mend, any_odds * (len(measures) == 1),
                1 - apart, float(near), any_odds * near, float(most > 0 and alike[order] == most), float(most == 0),
                float(mend_before),
                float(alien), float(foreign and alien), float(outside), float(outside and len(problems) == 1),
                told, told * stock, told * foreign, told * named * foreign, (1 - told) * named * foreign, float(most > 0),
            )  # fmt: skip
            out.append((m, p, features))
        last = m
    return out
