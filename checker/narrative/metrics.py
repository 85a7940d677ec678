"""Figures for labelled against found clauses and sections. Pure functions on small records."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Judged:
    """One narrative with what was found in it.

    ``gold`` and ``found`` hold (role, specificity) of clauses, ``match`` gold index → found index, ``gold_links`` and
    ``found_links`` pairs (measure, problem) in the gold's indices (found links that touch an unmatched clause stand under
    ``loose_links``).
    """

    id: str
    group: str
    kind: str
    length: int
    borderline: bool
    weak: bool
    probability: float
    said_weak: bool
    gold_reasons: tuple[str, ...]
    found_reasons: tuple[str, ...]
    gold: tuple[tuple[str, str | None], ...] = ()
    found: tuple[tuple[str, str | None], ...] = ()
    match: dict[int, int] = field(default_factory=dict)
    gold_links: frozenset[tuple[int, int]] = frozenset()
    found_links: frozenset[tuple[int, int]] = frozenset()
    loose_links: int = 0
    linked: bool = True

    def by_score(self, threshold: float) -> Judged:
        """The same narrative with the verdict that the score alone gives."""
        return replace(self, said_weak=self.probability >= threshold)


Figure = Callable[[Sequence[Judged]], float]


def f1(hits: int, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall; 0 where nothing was hit."""
    return 2 * hits / (found + gold) if found + gold and hits else 0.0


def role_f1(items: Sequence[Judged]) -> float:
    """Macro-F1 over problem, measure, other; a clause cut wrongly is missed and false at once."""
    scores = []
    for role in ("problem", "measure", "other"):
        hits = sum(j.gold[g][0] == role and j.found[f][0] == role for j in items for g, f in j.match.items())
        scores.append(f1(hits, sum(r == role for j in items for r, _ in j.found), sum(r == role for j in items for r, _ in j.gold)))
    return sum(scores) / len(scores)


def specificity_f1(role: str) -> Figure:
    """Macro-F1 over specific and vague among clauses of ``role``; a wrong role or cut counts as missed and false."""

    def figure(items: Sequence[Judged]) -> float:
        scores = []
        for kind in ("specific", "vague"):
            label = (role, kind)
            hits = sum(j.gold[g] == label and j.found[f] == label for j in items for g, f in j.match.items())
            scores.append(f1(hits, sum(x == label for j in items for x in j.found), sum(x == label for j in items for x in j.gold)))
        return sum(scores) / 2

    return figure


def specificity_given_role(role: str) -> Figure:
    """The same among clauses whose role was found right: the specificity classifier by itself."""

    def figure(items: Sequence[Judged]) -> float:
        scores = []
        pairs = [(j.gold[g][1], j.found[f][1]) for j in items for g, f in j.match.items() if j.gold[g][0] == role == j.found[f][0]]
        for kind in ("specific", "vague"):
            hits = sum(a == b == kind for a, b in pairs)
            scores.append(f1(hits, sum(b == kind for _, b in pairs), sum(a == kind for a, _ in pairs)))
        return sum(scores) / 2

    return figure


def pairing_f1(items: Sequence[Judged]) -> float:
    """F1 of (measure, problem) pairs."""
    own = [j for j in items if j.linked]
    hits = sum(len(j.gold_links & j.found_links) for j in own)
    return f1(hits, sum(len(j.found_links) + j.loose_links for j in own), sum(len(j.gold_links) for j in own))


def balanced_accuracy(items: Sequence[Judged]) -> float:
    """Mean of the shares of weak and of adequate sections that were told right."""
    shares = []
    for label in (True, False):
        own = [j for j in items if j.weak is label]
        if own:
            shares.append(sum(j.said_weak is label for j in own) / len(own))
    return sum(shares) / len(shares) if shares else 0.0


def weak_f1(items: Sequence[Judged]) -> float:
    return f1(sum(j.weak and j.said_weak for j in items), sum(j.said_weak for j in items), sum(j.weak for j in items))


def brier(items: Sequence[Judged]) -> float:
    """Mean squared error of the probability of weak."""
    return sum((j.probability - j.weak) ** 2 for j in items) / len(items) if items else 0.0


def reason_f1(reason: str) -> Figure:
    def figure(items: Sequence[Judged]) -> float:
        hits = sum(reason in j.gold_reasons and reason in j.found_reasons for j in items)
        return f1(hits, sum(reason in j.found_reasons for j in items), sum(reason in j.gold_reasons for j in items))

    return figure


def interval(items: Sequence[Judged], figure: Figure, rounds: int = 400, seed: int = 20260101) -> tuple[float, float]:
    """95 % bootstrap interval over groups."""
    values = sorted(figure(sample) for sample in _samples(items, rounds, seed))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def gain(
    items: Sequence[Judged], others: Sequence[Judged], figure: Figure, rounds: int = 400, seed: int = 20260101
) -> tuple[float, float, float]:
    """How much better ``items`` are than ``others`` (same narratives): difference and its paired 95 % interval."""
    by_id = {j.id: j for j in others}
    values = sorted(figure(s) - figure([by_id[j.id] for j in s]) for s in _samples(items, rounds, seed))
    return figure(items) - figure(others), values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def _samples(items: Sequence[Judged], rounds: int, seed: int) -> list[list[Judged]]:
    rng = random.Random(seed)
    groups: dict[str, list[Judged]] = {}
    for j in items:
        groups.setdefault(j.group, []).append(j)
    names = sorted(groups)
    return [[j for _ in names for j in groups[rng.choice(names)]] for _ in range(rounds)]


def spearman(items: Sequence[Judged]) -> float:
    """Rank correlation of probability and length."""
    xs, ys = _ranks([j.probability for j in items]), _ranks([float(j.length) for j in items])
    n = len(xs)
    if n < 3:
        return 0.0
    mx, my = sum(xs) / n, sum(ys) / n
    cov = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    vx, vy = sum((x - mx) ** 2 for x in xs), sum((y - my) ** 2 for y in ys)
    return float(cov / (vx * vy) ** 0.5) if vx and vy else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]:
            j += 1
        for k in range(i, j + 1):
            ranks[order[k]] = (i + j) / 2
        i = j + 1
    return ranks


def calibration(items: Sequence[Judged], bins: int = 5) -> list[tuple[str, int, float, float]]:
    """(range, number, mean probability, share weak) by equal ranges of probability."""
    out = []
    for b in range(bins):
        low, high = b / bins, (b + 1) / bins
        own = [j for j in items if low <= j.probability < high or (b == bins - 1 and j.probability == 1)]
        if own:
            mean = sum(j.probability for j in own) / len(own)
            out.append((f"{low:.1f}–{high:.1f}", len(own), mean, sum(j.weak for j in own) / len(own)))
    return out


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's κ of two labellings."""
    n = len(pairs)
    if not n:
        return 0.0
    labels = sorted({x for p in pairs for x in p})
    agree = sum(a == b for a, b in pairs) / n
    chance = sum(sum(a == x for a, _ in pairs) * sum(b == x for _, b in pairs) for x in labels) / n**2
    return (agree - chance) / (1 - chance) if chance < 1 else 1.0
