"""The last doubts before a number that fits no reading becomes a finding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from checker.statements.elsewhere import told_elsewhere
from checker.statements.frames import Sentence
from checker.statements.likeness import like
from checker.statements.model import DECISIONS, DISPUTES, Metric, Statement
from checker.statements.problems import Problem
from checker.statements.readings import Readings
from checker.statements.tokens import Token

_LIKE: Final = frozenset({"N01", "N03", "N05", "N06", "N07"})
_TELLING: Final = 5
"""A smaller number fits a cell by chance too often to show alone what a sentence is about."""
_VAGUE: Final = frozenset(
    {
        "unit",
        "foreign",
        "rest",
        "from",
        "compare",
        "channel",
        "average",
        "topic",
        "none",
        "applicant",
        "outcome",
    }
)


def doubtful(problem: Problem, s: Statement, sentence: Sentence, readings: Readings) -> bool:
    """Whether a number says more likely something else than something wrong."""
    if told_elsewhere(problem, readings) and not (_plain(s, sentence) or _chain(s, sentence, readings)):
        return True
    if problem.rule not in _LIKE or problem.variant != "default" or s.metric is None:
        return False
    if s.quantity.kind != "count" or not problem.expected or not s.quantity.value:
        return False
    if s.metric.family == "disclosure" and s.metric.key.split(".")[0] not in DECISIONS:
        return False
    options = readings.of(s.metric) or ((problem.reading,) if problem.reading else ())
    due = [v for r in options for v in r.values if v]
    return not (like(s.quantity, due) or _beside_right_ones(s, sentence, readings) or _plain(s, sentence))


def _beside_right_ones(s: Statement, sentence: Sentence, readings: Readings) -> bool:
    """Whether other numbers of its kind stand in the sentence and are right, and this one is none of theirs misread."""
    assert s.metric is not None
    others = [
        o.quantity.value for o in sentence.statements
        if o is not s and o.counts and o.metric is not None and o.metric != s.metric and o.metric.family == s.metric.family
        and o.quantity.value and readings.fit(o.quantity, o.metric)
    ]  # fmt: skip
    return (len(others) > 1 or sum(others) >= _TELLING) and s.quantity.value not in _totals(s, readings)


def _chain(s: Statement, sentence: Sentence, readings: Readings) -> bool:
    """共接收224件，上年结转10件，办结247件，结转下年7件: whether two others of the four are told beside it and right."""
    right = {
        o.metric for o in sentence.statements
        if o is not s and o.counts and o.metric is not None and o.metric.family == "requests" and readings.fit(o.quantity, o.metric)
    }  # fmt: skip
    return s.metric is not None and s.metric.family == "requests" and len(right - {s.metric}) > 1


def _totals(s: Statement, readings: Readings) -> set[Decimal]:
    """What all of a kind together make, which a list of results may name in words that the rules do not know."""
    assert s.metric is not None
    if s.metric.family != "disputes":
        return set(readings.values(Metric("requests", "received")))
    kinds = ("review", "suit", "disputes")
    return {v for kind in kinds for v in readings.values(Metric("disputes", f"{kind}.total"))}


def _plain(s: Statement, sentence: Sentence) -> bool:
    """本机关全年收到政府信息公开申请402件: the first number, by its full name, and nothing before it that narrows it."""
    before = [t for t in sentence.tokens if t.start < s.start]
    if s.metric is None or any(t.quantity is not None or _narrows(t) for t in before):
        return False
    return _named(s.left, s.metric)


def _narrows(token: Token) -> bool:
    return (
        token.sort == "text"
        or bool(token.tags.keys() & _VAGUE)
        or token.tags.get("period", "this") != "this"
        or token.tags.get("scope", "self") != "self"
    )


def _named(left: Sequence[Token], metric: Metric) -> bool:
    if metric.key in ("carried_in", "carried_out"):
        return any(t.tags.get("carry") in ("in", "out") for t in left) or (
            any("carry" in t.tags for t in left)
            and any(t.tags.get("period") in ("prev", "next") for t in left)
        )
    if metric.family == "requests":
        return any(t.tags.get("subject") == "request" for t in left) and any("verb" in t.tags for t in left)
    subjects = {t.tags.get("subject") for t in left} & DISPUTES
    return metric.family == "disputes" and bool(subjects) and any("about" in t.tags for t in left)
