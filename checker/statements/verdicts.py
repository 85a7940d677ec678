"""Claims without a number against the tables: none received, nothing carried, all settled, no fee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.statements.claims import Said
from checker.statements.frames import Sentence
from checker.statements.links import Clause
from checker.statements.model import DISPUTES, Metric, Statement
from checker.statements.problems import Problem
from checker.statements.readings import CARRIED, Reading, Readings
from checker.statements.tokens import Token

_OF_SOME: Final = frozenset({"all_settled", "disputes_settled", "none"})
"""Claims that 其余 limits to a rest."""


def verdict(
    said: Said, clause: Clause, sentence: Sentence, readings: Readings, unrelated: bool
) -> Problem | None:
    """What is wrong with a claim; None where it is right, not the reporter's own this year, or leaves something out."""
    if clause.period != "this" or clause.scope != "self" or _limited(said, clause, sentence):
        return None
    if said.claim == "none":
        return _positive("N02", "default", said, readings.of(Metric("requests", "received"))[:1])
    if said.claim == "nothing_carried":
        return _positive("N03", "none", said, readings.of(Metric("requests", said.subject)))
    if said.claim in ("no_fee", "no_notice"):
        if said.claim == "no_fee" and sentence.noticed:
            return None  # the notices are told; that nothing was paid is no contradiction
        return _positive("N09", "default", said, readings.of(Metric("processing_fee", "notices")))
    if said.claim == "no_disputes":
        kinds = said.subject.split("+")
        group = kinds[0] if len(kinds) == 1 else "disputes" if "review" in kinds else "suit"
        options = readings.of(Metric("disputes", f"{group}.total"))
        return None if unrelated else _positive("N06", "none", said, options)
    if said.claim == "disputes_settled":
        return None if unrelated else _pending(said, sentence, readings)
    last = _last_level(said, clause, sentence)
    if said.claim == "all_one":
        return _all_one(said, sentence, last, readings)
    return _settled(said, clause, sentence, last, readings)


def _limited(said: Said, clause: Clause, sentence: Sentence) -> bool:
    """Whether words of the sentence leave something out of what is claimed."""
    marks = {k for t in sentence.tokens for k in t.tags}
    if "except" in marks and (said.claim != "all_settled" or "carry" in marks):
        return True  # 除结转件外，均已办结
    if said.claim in _OF_SOME and any("rest" in t.tags for t in clause.tokens):
        return True
    return said.claim == "all_settled" and any(
        t.tags.get("period") in ("next", "part", "other") and t.start < said.start for t in sentence.tokens
    )  # 截至2024年3月，2023年受理的申请已全部办结


def _last_level(said: Said, clause: Clause, sentence: Sentence) -> Statement | None:
    """The number that stands last before a claim; brackets that close before it and figures to compare with aside."""
    aside: set[int] = set()
    at = sentence.clauses.index(clause)
    if ")" in clause.marks:
        opened = max((n for n in range(at) if "(" in sentence.clauses[n].marks), default=at)
        aside = set(range(opened, at))
    before = [
        s for s in sentence.statements
        if s.end <= said.start and s.role == "level" and s.clause not in aside
        and not (s.period == "prev" and any("compare" in t.tags for t in s.left))
    ]  # fmt: skip
    return before[-1] if before else None


def _positive(rule: str, variant: str, said: Said, options: Sequence[Reading]) -> Problem | None:
    """A problem where the cell that is said to be empty holds something, in every reading of it."""
    if not options or not options[0].values or min(options[0].values) <= 0:
        return None
    return Problem(rule, variant, said.start, said.end, options[0].value, None, options[0])


def _all_one(said: Said, sentence: Sentence, last: Statement | None, readings: Readings) -> Problem | None:
    """Every application from one kind of applicant, or with one result, where the table has others."""
    kind, key = said.subject.split(":")
    if last is None:
        if kind == "outcome" or not any(t.tags.keys() & {"claimant", "strong"} for t in sentence.tokens):
            return None
    else:
        plain = last.counts and not last.parts and not last.channel
        if not plain or last.metric is None or last.metric.family != "requests" or last.metric.key in CARRIED:
            return None
    if kind == "outcome":
        part, whole, rows = Metric("outcomes", key), Metric("requests", "finished"), 1
    else:
        part, whole, rows = Metric("applicants", "rows", key), Metric("applicants", "rows"), 3
    ones, alls = readings.of(part), readings.of(whole)[:rows]
    for one, every in zip(ones[:rows], alls, strict=False):
        if not one.values or not every.values or set(one.values) & set(every.values):
            return None
    if not ones or (last is not None and readings.fit(last.quantity, part)):
        return None
    return Problem("N05", "all", said.start, said.end, ones[0].value, None, ones[0])


def _pending(said: Said, sentence: Sentence, readings: Readings) -> Problem | None:
    kinds = {
        s.metric.key.split(".")[0]
        for s in sentence.statements
        if s.metric and s.metric.family == "disputes" and s.end <= said.start
    }
    named = {
        t.tags["subject"]
        for t in sentence.tokens
        if t.tags.get("subject") in DISPUTES and t.start <= said.end
    }
    kinds = kinds | named or ({said.subject} if said.subject in DISPUTES else set())
    if not kinds or any(_still(t, kinds, sentence) for t in sentence.tokens):
        return None
    group = next(iter(kinds)) if len(kinds) == 1 else "disputes" if kinds & {"review", "disputes"} else "suit"
    return _positive("N10", "default", said, readings.of(Metric("disputes", f"{group}.pending")))


def _still(token: Token, kinds: set[str], sentence: Sentence) -> bool:
    """Whether a word says that disputes of the same kind are pending: 诉讼45件已全部审结；复议90件，仍在审理6件."""
    if token.tags.get("result") != "pending":
        return False
    named = [
        t.tags["subject"]
        for t in sentence.tokens
        if t.tags.get("subject") in DISPUTES and t.end <= token.start
    ]
    suits = DISPUTES - {"review", "disputes"}
    apart = bool(named) and (
        (named[-1] == "review" and kinds <= suits) or (named[-1] in suits and kinds == {"review"})
    )
    return not apart


def _received_before(s: Statement, sentence: Sentence) -> bool:
    """Whether what was received stands before what was carried in: 新收15件，上年结转4件，均已办结 speaks of both."""
    return any(
        o.metric == Metric("requests", "received") and o.counts and o.end <= s.start
        for o in sentence.statements
    )


def _got(s: Statement) -> bool:
    """全年收到的申请和上年结转的7件申请按时办结率100%."""
    return any(t.tags.get("verb") == "received" for t in s.left)


def _names_all(clause: Clause, last: Statement) -> bool:
    """本年度申请全部办理完毕, 申请按时办结率100%: the clause says itself that all applications of the year are meant."""
    named = next((n for n, t in enumerate(clause.tokens) if t.tags.get("subject") == "request"), None)
    if named is None or any(t.start == last.start for t in clause.tokens):
        return False
    rate = (
        "rate" in clause.tokens[named].tags and last.metric is not None and last.metric.family == "requests"
    )
    return rate or any(t.tags.get("period") == "this" for t in clause.tokens[:named])


def _settled(
    said: Said, clause: Clause, sentence: Sentence, last: Statement | None, readings: Readings
) -> Problem | None:
    requests = [s.metric for s in sentence.statements if s.metric and s.metric.family == "requests"]
    here = any(t.tags.get("subject") == "request" for t in clause.tokens)
    if not (here or clause.topic == "request" or requests):
        return None
    if any(m.key in ("carried_out", "unfinished") for m in requests):
        return None
    if last is not None and not _names_all(clause, last) and not _of_all(last, clause, sentence, readings):
        return None
    return _positive("N04", "default", said, readings.of(Metric("requests", "carried_out")))


def _of_all(last: Statement, clause: Clause, sentence: Sentence, readings: Readings) -> bool:
    """Whether the number before 均已办结 is that of all applications, so that none can be left over."""
    if last.metric is not None and last.metric.family == "applicants":
        wholes = [
            s
            for s in sentence.statements
            if s.end <= last.start and s.metric and s.metric.family == "requests"
        ]
        last = wholes[-1] if wholes else last  # 收到33件，其中自然人27件、企业6件，均已办结
    if not last.counts or last.channel or (last.parts and not last.again):
        return False
    if last.metric is None or last.metric.family != "requests":
        return False
    if last.metric.key in CARRIED:
        apart = not any(t.start == last.start for t in clause.tokens)
        together = any("together" in t.tags for t in last.left) and _received_before(last, sentence)
        joined = together or (any("link" in t.tags for t in last.left) and _got(last))
        return last.metric.key == "carried_in" and (joined or (apart and _received_before(last, sentence)))
    done = readings.of(Metric("requests", "finished"))[:1]
    if last.metric.key == "finished" and done and last.quantity.value in done[0].values:
        return last.quantity.value == readings.total("new")  # 办结19件，均已办结: of those 19
    return True
