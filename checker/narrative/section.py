"""From clauses to the section: the guide's reasons, hard for what is shown and soft for the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from checker.narrative.weights import Scores

Reason = Literal["R1", "R2", "R3", "R4"]
SOFT = ("problem", "answer", "checkable", "adequate", "clauses")
"""The soft facts of a section, in the order of the weights of the section score."""


class Labelled(Protocol):
    """A clause with its labels, from hand or machine."""

    @property
    def role(self) -> str: ...
    @property
    def specificity(self) -> str | None: ...
    @property
    def answers(self) -> Sequence[int]: ...


def reasons(clauses: Sequence[Labelled]) -> tuple[Reason, ...]:
    """Every reason of the guide (unit 2) that holds."""
    problems = [c for c in clauses if c.role == "problem"]
    measures = [c for c in clauses if c.role == "measure"]
    out: list[Reason] = []
    if not problems:
        out.append("R1")
    elif all(c.specificity == "vague" for c in problems):
        out.append("R2")
    if (problems and not any(c.answers for c in measures)) or (not problems and not measures):
        out.append("R3")
    if measures and all(c.specificity == "vague" for c in measures):
        out.append("R4")
    return tuple(out)


def is_weak(found: Sequence[str]) -> bool:
    """Weak iff R1, or R3, or (R2 and R4)."""
    return "R1" in found or "R3" in found or ("R2" in found and "R4" in found)


def logit(p: float) -> float:
    """Log odds, kept finite."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def soft(scores: Scores, said: Sequence[int], links: Mapping[tuple[int, int], float]) -> tuple[float, ...]:
    """The facts of SOFT as log odds, the number of clauses as its logarithm.

    ``said`` are the clauses that are no headings, ``links`` (measure, problem) → probability that it answers. The best
    clause decides each fact; the best of many is higher than the best of few by chance alone, which the number of clauses
    makes good (without it the score falls with length: Spearman -0.25 within each label, with it under 0.1).
    """
    roles = scores.roles
    problem = max((roles[i][0] for i in said), default=0.0)
    answer = max((min(roles[m][1], roles[p][0]) * a for (m, p), a in links.items()), default=0.0)
    specific_problem = max((roles[i][0] * scores.as_problem[i] for i in said), default=0.0)
    specific_measure = max((roles[i][1] * scores.as_measure[i] for i in said), default=0.0)
    checkable = 1 - (1 - specific_problem) * (1 - specific_measure)
    return logit(problem), logit(answer), logit(checkable), logit(answer * checkable), log(max(len(said), 1))
