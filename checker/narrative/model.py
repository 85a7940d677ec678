"""judge(text) -> NarrativeResult: what section five says, clause by clause, and how weak it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from checker.narrative.clauses import has_enumerators, split
from checker.narrative.features import Reading, Row, Seen, Words, reading
from checker.narrative.pairing import pairs
from checker.narrative.section import Reason, is_weak, reasons, sigmoid, soft

if TYPE_CHECKING:
    from checker.narrative.weights import Scores, Weights

Role = Literal["problem", "measure", "other"]
Specificity = Literal["specific", "vague"]
Verdict = Literal["weak", "adequate", "absent"]

THRESHOLD: Final = 0.5
NEAR: Final = 0.15
"""Within this distance of the threshold two careful readers may differ."""
LINKED: Final = 0.55
SHOWN_WORDS: Final = 5
ROLES: Final[tuple[Role, ...]] = ("problem", "measure", "other")
NOTHING: Final = frozenset({"无", "暂无", "没有", "略", "/", "-", "—", "——"})


class Speaks(Protocol):
    """What is needed of a language pipeline."""

    def words(self, text: str) -> list[tuple[str, int]]:
        """Words with their offsets."""
        ...


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause. ``answers`` are indices of the problems that a measure takes up; ``span`` are offsets into the
    section's text; ``probability`` is that of the role; ``weights`` are the words that drew it most towards its
    specificity, with what they weighed."""

    text: str
    role: Role
    specificity: Specificity | None
    answers: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)
    probability: float = 1.0
    weights: tuple[tuple[str, float], ...] = ()
    specific_probability: float | None = None


@dataclass(frozen=True, slots=True)
class NarrativeResult:
    """``verdict`` is weak where ``weak_probability`` reaches the threshold, but near it what the reasons say; absent
    (probability 1) where the section
    says nothing. ``reasons`` are the guide's R1–R4 as read off the clauses."""

    verdict: Verdict
    weak_probability: float
    clauses: tuple[ClauseResult, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def near_threshold(self) -> bool:
        """Whether two careful readers may differ."""
        return self.verdict != "absent" and abs(self.weak_probability - THRESHOLD) < NEAR

    def problems(self) -> tuple[int, ...]:
        return tuple(i for i, c in enumerate(self.clauses) if c.role == "problem")

    def measures(self) -> tuple[int, ...]:
        return tuple(i for i, c in enumerate(self.clauses) if c.role == "measure")

    def unanswered(self) -> tuple[int, ...]:
        """Problems that no measure takes up."""
        taken = {p for c in self.clauses for p in c.answers}
        return tuple(i for i in self.problems() if i not in taken)


def judge(text: str, language: Speaks, weights: Weights | None = None) -> NarrativeResult:
    """Reads a section five. ``weights`` default to the shipped model. Raises RuleBookError where that is damaged."""
    return read_and_judge(text, language.words, weights)


def read_and_judge(text: str, words: Words, weights: Weights | None = None) -> NarrativeResult:
    """The same with the words of any pipeline."""
    parts = split(text)
    if not parts or (len(parts) == 1 and parts[0].folded in NOTHING):
        return NarrativeResult("absent", 1.0, (), ("R1", "R3"))
    if weights is None:
        from checker.narrative.weights import shipped

        weights = shipped()
    shown = reading(parts, words)
    return decide(shown, unnumbered(text, shown, words), weights)


def unnumbered(text: str, shown: Reading, words: Words) -> Reading:
    """The section read as if it had no enumerators: ``shown`` where that makes no difference."""
    if not has_enumerators(text):
        return shown
    plain = split(text, numbered=False)
    return shown if tuple(plain) == shown.parts else reading(plain, words, shown)


def decide(shown: Reading, plain: Reading, weights: Weights) -> NarrativeResult:
    """The judgement of a section: clauses and reasons from the text as it is (``shown``), the score from the text without
    enumerators (``plain``), so that a file which lost them in conversion scores the same."""
    parts, seen, features = shown.parts, shown.seen, shown.rows
    scores = weights.score(features)
    roles = scores.roles
    chosen = [r.index(max(r)) for r in roles]
    links, values = soft_facts(shown, scores, weights)
    if plain is not shown:
        values = soft_facts(plain, weights.score(plain.rows), weights)[1]
    score = float(weights.section[0]) + sum(float(w) * v for w, v in zip(weights.section[1:], values, strict=True))
    probability = round(sigmoid(score), 4)
    answers: dict[int, list[int]] = {}
    for (m, p), a in links.items():
        if a >= LINKED and chosen[m] == 1 and chosen[p] == 0:
            answers.setdefault(m, []).append(p)
    clauses = []
    for i, part in enumerate(parts):
        role = ROLES[chosen[i]]
        specific = None if role == "other" else (scores.as_problem if role == "problem" else scores.as_measure)[i]
        specificity: Specificity | None = None if specific is None else ("specific" if specific >= 0.5 else "vague")
        clauses.append(ClauseResult(
            part.text, role, specificity, tuple(sorted(answers.get(i, ()))), part.span, round(roles[i][chosen[i]], 4),
            _telling(seen[i], features[i], role, specificity, weights), None if specific is None else round(specific, 4),
        ))  # fmt: skip
    found = reasons(clauses)
    weak = probability >= THRESHOLD
    if abs(probability - THRESHOLD) < NEAR:
        weak = is_weak(found)  # so that no verdict that could go either way contradicts the reasons shown for it
    return NarrativeResult("weak" if weak else "adequate", probability, tuple(clauses), found)


def soft_facts(section: Reading, scores: Scores, weights: Weights) -> tuple[dict[tuple[int, int], float], tuple[float, ...]]:
    """(measure, problem) → probability of answering, and the soft facts of the section.

    Clauses that could be in a role (probability 0.2) are paired, so that a score never jumps with one decision.
    """
    said = [i for i, c in enumerate(section.parts) if c.heading is None]
    problems = [i for i in said if scores.roles[i][0] >= 0.2]
    measures = [i for i in said if scores.roles[i][1] >= 0.2]
    found = pairs(section.parts, section.seen, problems, measures, weights.common, scores)
    odds = weights.links([f for _, _, f in found]).tolist()
    links = {(m, p): a for (m, p, _), a in zip(found, odds, strict=True) if m != p}
    return links, soft(scores, said, links)


def _telling(seen: Seen, row: Row, role: Role, specificity: Specificity | None, weights: Weights) -> tuple[tuple[str, float], ...]:
    """The words that drew the clause most towards what it was found to be."""
    if specificity is None:
        return ()
    sign = -1.0 if specificity == "vague" else 1.0
    value = row.blocks()[0][1]
    weighed = ((w, round(sign * value * weights.word(w, f"specific_{role}"), 4)) for w in seen.terms)
    return tuple(sorted((x for x in weighed if x[1] > 0), key=lambda x: (-x[1], x[0]))[:SHOWN_WORDS])
