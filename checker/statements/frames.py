"""A sentence as statements: every number with what it counts, what happened to it, when and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from checker.statements.clause import DONE, GOT, ClauseReader
from checker.statements.links import (
    Clause,
    about_others,
    goes_back,
    left_over,
    lists_outcomes,
    respectively,
    rows_of,
    still_disputes,
    topic_after_disputes,
)
from checker.statements.model import DISCLOSURE, DISPUTES, Metric, State, Statement
from checker.statements.scopes import Reporter
from checker.statements.tokens import Token

_LEAD: Final = 6  # words that begin a sentence


def clauses(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The marks before a clause and its tokens; 、 joins a list and does not end a clause."""
    clause: list[Token] = []
    marks = before = ""
    for token in tokens:
        if token.sort == "mark" and token.text != "、":
            if clause:
                yield before, clause
                clause, marks = [], ""
            marks += token.text
        else:
            if not clause:
                before = marks
            clause.append(token)
    if clause:
        yield before, clause


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, read. Offsets are into the folded text of its paragraph."""

    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    told: frozenset[tuple[Decimal, str]] = frozenset()
    """Numbers and units of the paragraph before this sentence."""
    noticed: bool = False
    """Notices of a fee were stated here or before in the paragraph."""


def read_sentence(tokens: Sequence[Token], paragraph: State, reporter: Reporter) -> Sentence:
    """One sentence as clauses and statements; ``paragraph`` carries the topic to the next one."""
    told = frozenset(paragraph.values)
    state = paragraph.sentence(platform=any(t.tags.keys() & {"topic", "channel"} for t in tokens[:_LEAD]))
    state.topic = _topic(tokens, state)
    out: list[Statement] = []
    read: list[Clause] = []
    brackets = _Brackets(state)
    for number, (marks, clause) in enumerate(clauses(_without_asides(tokens))):
        first = len(out)
        lead = brackets.pass_marks(marks, read[-1].tokens if read else (), clause[0])
        period, scope = ClauseReader([*lead, *clause], number, state, reporter, out).read()
        out[first:] = respectively(clause, out[first:], state, reporter)
        state.rows = rows_of(clause) or state.rows
        read.append(Clause(tuple(clause), state.topic, period, scope, marks))
    out = _weighed(out, read, tokens)
    _pass_on(out, state, paragraph)
    return Sentence(tuple(tokens), tuple(read), tuple(out), told, paragraph.noticed)


def _topic(tokens: Sequence[Token], state: State) -> str | None:
    """What a sentence is about when it begins, after what the paragraph was about."""
    topic = state.topic
    if topic in DISPUTES and topic != state.home and not still_disputes(tokens):
        topic = topic_after_disputes(tokens, state)
    if topic in (*DISCLOSURE, "processing_fee", "open") and lists_outcomes(tokens):
        topic = "request"
    if topic == "foreign" and goes_back(tokens, state.asked or state.home == "request"):
        topic = "request"
    return topic


class _Brackets:
    """What stands in brackets says nothing about what follows them."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._outside: list[tuple[str | None, str, str, Metric | None, bool, bool]] = []
        self._interrupted: list[list[Token]] = []

    def pass_marks(self, marks: str, last: Sequence[Token], following: Token) -> list[Token]:
        """The words before a bracket that go on behind it (满足条件（…）的3件); ``last`` is the clause before the marks."""
        state = self.state
        lead: list[Token] = []
        for mark in marks:
            if mark == "(":
                open_ended = bool(last) and not any(t.quantity for t in last)
                self._interrupted.append(list(last) if open_ended else [])
                self._outside.append(
                    (state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere)
                )
                if last and last[-1].sort == "time" and last[-1].end + 1 == following.start:
                    state.period = last[-1].tags["period"]  # 较2023年(241件)
            elif mark == ")" and self._outside:
                lead = self._interrupted.pop()
                state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere = (
                    self._outside.pop()
                )
        return lead if marks == ")" else []


def _weighed(out: list[Statement], read: Sequence[Clause], tokens: Sequence[Token]) -> list[Statement]:
    """The statements after a look at the sentence as a whole."""
    for i, s in enumerate(out[1:], 1):
        falls = any("to" in t.tags for t in s.left) and any("from" in t.tags for t in out[i - 1].left)
        if falls and out[i - 1].clause == s.clause:
            out[i - 1] = replace(out[i - 1], period="prev")  # 由241件降至205件
    out = list(left_over(list(about_others(out, read)), read))
    if any("outside" in t.tags for t in tokens):
        out = [replace(s, scope="part") for s in out]  # 上述数据未纳入本报告
    out = [replace(s, scope="part") if _office(s, tokens) else s for s in out]
    judged = next((t.start for t in tokens if "judging" in t.tags), None)
    if judged is not None and not any("accused" in t.tags for t in tokens):
        out = [
            replace(s, metric=None) if s.start > judged and s.metric and s.metric.family == "disputes" else s
            for s in out
        ]  # 作为县政府复议机构，审结106件，其中政府信息公开类19件
    if any("view" in t.tags for t in tokens):
        loose = [s for s in out if s.metric in (*GOT, DONE) and not any("strong" in t.tags for t in s.left)]
        out = [replace(s, metric=None) if s in loose else s for s in out]  # 从地域看，本市申请人提交188件
    if any(t.tags.get("period") == "other" for t in tokens):
        out = [replace(s, period="other") if any("cumulative" in t.tags for t in s.left) else s for s in out]
    return out


def _pass_on(out: Sequence[Statement], state: State, paragraph: State) -> None:
    """Tell the paragraph what its next sentence has to know."""
    paragraph.topic = state.topic
    if state.lead == "request" and state.topic in (*DISCLOSURE, "foreign"):
        aside = any(s.parts and s.topic == state.topic for s in out)
        if aside or state.home == "request":
            paragraph.topic = (
                "request"  # 申请事项涉及规划许可3件: the next sentence is about applications again
            )
    paragraph.asked |= any(s.metric is not None and s.metric.family == "requests" and s.counts for s in out)
    paragraph.noticed |= any(
        s.metric is not None and s.metric.key == "notices" and s.quantity.value > 0 for s in out
    )


def _office(s: Statement, tokens: Sequence[Token]) -> bool:
    """部机关收到714件，其余由12个派出机构受理: beside its branches the organ's own office is a part of it."""
    if not any("office" in t.tags for t in s.left):
        return False
    rest = next((t.end for t in tokens if "rest" in t.tags and t.start >= s.end), None)
    return rest is not None and any(t.start >= rest and t.tags.get("scope") == "part" for t in tokens)


def _without_asides(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without brackets that hold no number: 收到申请（含网络、信函）251件."""
    out: list[Token] = []
    opened: list[int] = []
    for token in tokens:
        out.append(token)
        if token.sort == "mark" and token.text == "(":
            opened.append(len(out) - 1)
        elif token.sort == "mark" and token.text == ")" and opened:
            del out[opened.pop() :]
        elif token.quantity is not None:
            opened.clear()
    return out
