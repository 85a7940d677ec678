"""A sentence as statements: every number with what it counts, what happened to it, when and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from checker.statements.links import (
    Clause,
    about_others,
    goes_back,
    left_over,
    lists_outcomes,
    note_topic,
    respectively,
    rows_of,
    still_disputes,
    sum_of,
    topic_after_disputes,
)
from checker.statements.meaning import meaning
from checker.statements.metrics import MEANINGFUL
from checker.statements.model import DISCLOSURE, DISPUTES, Metric, State, Statement
from checker.statements.readings import CARRIED
from checker.statements.scopes import Reporter, scope_of
from checker.statements.tokens import Token
from checker.statements.words import words

_LEAD: Final = 6  # words that begin a sentence
_DONE: Final = Metric("requests", "finished")
_GOT: Final = (Metric("requests", "received"), Metric("requests", "handled"))


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


def read_sentence(tokens: Sequence[Token], state: State, reporter: Reporter) -> Sentence:
    """One sentence as clauses and statements; ``state`` carries the topic to the next one."""
    out: list[Statement] = []
    read: list[Clause] = []
    told = frozenset(state.values)
    state.period, state.scope, state.metric, state.parts, state.elsewhere = "this", "self", None, False, False
    state.opening = state.delta = False
    state.pending = ()
    state.within = state.published = state.classes = False
    state.platform = any(t.tags.keys() & {"topic", "channel"} for t in tokens[:_LEAD])
    state.lead = state.year = None
    state.listed.clear()
    state.rows = []
    if state.topic in DISPUTES and state.topic != state.home and not still_disputes(tokens):
        state.topic = topic_after_disputes(tokens, state)
    if state.topic in (*DISCLOSURE, "processing_fee", "open") and lists_outcomes(tokens):
        state.topic = "request"
    if state.topic == "foreign" and goes_back(tokens, state.asked or state.home == "request"):
        state.topic = "request"
    outside: list[tuple[str | None, str, str, Metric | None, bool, bool]] = []
    interrupted: list[list[Token]] = []
    for number, (marks, clause) in enumerate(clauses(_without_asides(tokens))):
        first = len(out)
        lead: list[Token] = []
        for mark in marks:  # what stands in brackets says nothing about what follows them
            if mark == "(":
                open_ended = bool(read) and not any(t.quantity for t in read[-1].tokens)
                interrupted.append(list(read[-1].tokens) if open_ended else [])
                outside.append(
                    (state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere)
                )
                last = read[-1].tokens[-1] if read else None
                if last is not None and last.sort == "time" and last.end + 1 == clause[0].start:
                    state.period = last.tags["period"]  # 较2023年(241件)
            elif mark == ")" and outside:
                lead = interrupted.pop()
                state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere = (
                    outside.pop()
                )
        if marks != ")":
            lead = []
        period, scope = _clause([*lead, *clause], number, state, reporter, out)
        out[first:] = respectively(clause, out[first:], state, reporter)
        state.rows = rows_of(clause) or state.rows
        read.append(Clause(tuple(clause), state.topic, period, scope, marks))
    for i, s in enumerate(out[1:], 1):
        if (
            any("to" in t.tags for t in s.left)
            and out[i - 1].clause == s.clause
            and any("from" in t.tags for t in out[i - 1].left)
        ):
            out[i - 1] = replace(out[i - 1], period="prev")
    out = list(about_others(out, read))
    out = list(left_over(out, read))
    if state.lead == "request" and state.topic in (*DISCLOSURE, "foreign"):
        aside = any(s.parts and s.topic == state.topic for s in out)
        if aside or state.home == "request":
            state.topic = "request"  # 申请事项涉及规划许可3件: the next sentence is about applications again
    state.asked = state.asked or any(s.metric and s.metric.family == "requests" and s.counts for s in out)
    if any("outside" in t.tags for t in tokens):
        out = [replace(s, scope="part") for s in out]  # 上述数据未纳入本报告
    out = [replace(s, scope="part") if _office(s, tokens) else s for s in out]
    if any("view" in t.tags for t in tokens):
        loose = [s for s in out if s.metric in (*_GOT, _DONE) and not any("strong" in t.tags for t in s.left)]
        out = [replace(s, metric=None) if s in loose else s for s in out]  # 从地域看，本市申请人提交188件
    if any(t.tags.get("period") == "other" for t in tokens):
        out = [replace(s, period="other") if any("cumulative" in t.tags for t in s.left) else s for s in out]
    state.noticed = state.noticed or any(
        s.metric and s.metric.key == "notices" and s.quantity.value for s in out
    )
    return Sentence(tuple(tokens), tuple(read), tuple(out), told, state.noticed)


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


def _clause(
    clause: list[Token], number: int, state: State, reporter: Reporter, out: list[Statement]
) -> tuple[str, str]:
    at = [i for i, t in enumerate(clause) if t.quantity is not None]
    published = False
    local_scope = state.scope
    period, leading, begin, scope_set = state.period, True, 0, False
    parts, listing = state.parts, any("parts" in t.tags for t in clause) or state.opening
    state.opening = not at and any("parts" in t.tags for t in clause[-2:])
    pending, state.pending = state.pending, ()
    if not at and any("share" in t.tags for t in clause):
        state.pending = tuple(clause)  # 自然人占比最高，达80.8%
    for n, i in enumerate([*at, len(clause)]):
        left = clause[begin:i]
        if not n and pending and at and clause[at[0]].text.endswith("%"):
            left = [*pending, *left]
        if n and left and left[0].sort == "mark":
            left = left[1:]
        elif n:  # 8件维持、1件确认违法: what stands before 、 belongs to the number before
            comma = next((k for k, t in enumerate(left) if t.sort == "mark"), -1)
            left = left[comma + 1 :]
        carry = any("carry" in t.tags or ("verb" in t.tags and t.tags["verb"] == "unfinished") for t in left)
        for j, token in enumerate(left):
            tags = token.tags
            if "back" in tags and state.year in ("prev", "other"):
                period = state.period = state.year
                continue  # 2022年办理198件，当年引发复议11件
            if "period" in tags:
                disputed = any(t.tags.get("subject") in DISPUTES for t in (*left, *clause[i + 1 : i + 3]))
                if (
                    carry
                    and tags["period"] in ("prev", "next")
                    and not (disputed and tags["period"] == "prev")
                ):
                    leading = False
                    continue
                named = tags["period"]
                following = left[j + 1 : j + 4]
                if named in ("this", "prev") and any(t.tags.get("period") == "other" for t in following):
                    continue
                if token.sort == "time":
                    state.year = named
                glued = j > 0 and left[j - 1].end == token.start and token.sort == "word"
                if named == "this" and glued and left[j - 1].tags.get("period") in ("prev", "other", "next"):
                    continue  # 去年全年, 2022年年底
                if named == "this" and period == "part" and token.sort == "word" and "full" not in tags:
                    continue  # 截至6月30日，本年度新收30件
                period = named
                if (leading and "compare" not in tags and named != "plan") or "since" in tags:
                    state.period = named
            elif "whole" in tags and period == "part":
                period = state.period = "this"
            elif ("scope" in tags or "unit" in tags) and not any("share" in t.tags for t in left[:j]):
                found = scope_of(left, j, reporter)
                if found:
                    local_scope, scope_set = found, True
            if token.sort in ("word", "time", "text") and not (
                "filler" in tags or "whole" in tags or tags.get("scope") == "self" or "period" in tags
            ):
                leading = leading and token.sort == "text" and len(token.text) < 2
            if "parts" in tags:
                parts = state.parts = True
            elif not listing and tags.get("verb") in (
                "received",
                "handled",
                "finished",
                "published",
                "issued",
            ):
                parts = state.parts = False
        if i == len(clause):
            note_topic(left, state)
            break
        last = at[n + 1] if n + 1 < len(at) else len(clause)
        right = clause[i + 1 : last]
        cut = next((k for k, t in enumerate(right) if t.sort == "mark"), len(right))
        closed = cut < len(right) or n + 1 == len(at)
        right = right[:cut] if n + 1 < len(at) else right
        if n and _unit(clause[at[n - 1]]) in words("working_days"):
            out.append(
                replace(
                    _statement(clause[i], [], [], number, state, period, local_scope, parts, closed),
                    metric=None,
                    role="other",
                )
            )
            begin = i + 1
            continue
        statement = _statement(clause[i], left, right, number, state, period, local_scope, parts, closed)
        if state.within and statement.metric in _GOT:
            statement = replace(statement, metric=None)
        if out and _of_another(out[-1], statement, left, state):
            statement = replace(statement, metric=None)
        state.within = state.within or any("within" in t.tags for t in right)
        if statement.role == "level" and not any("compare" in t.tags for t in left):
            _hold_on(statement, state, out)
        out.append(statement)
        if (
            statement.metric
            and statement.metric.family == "disclosure"
            and n
            and _listed(clause[begin - 1 : i])
        ):
            published_here = published
        else:
            published_here = published = any(
                t.tags.get("verb") == "published" or "opens" in t.tags or "topic" in t.tags for t in left
            )
        divides = statement.parts and state.published  # 公示处罚1126件，其中当场处罚310件
        if (published_here or divides) and statement.metric and statement.metric.family == "disclosure":
            statement = out[-1] = replace(statement, metric=None)
            state.published = True
        elif not statement.parts:
            state.published = False
        carries = statement.metric is not None and statement.metric.key in ("carried_out", "unfinished")
        if any("except" in t.tags for t in clause[:i]) and not carries:
            out[-1] = replace(statement, metric=None, role="other")
            begin = i + 1
            continue
        if statement.bare and statement.whole and statement.role == "level" and len(state.listed) > 1:
            statement = out[-1] = replace(statement, metric=sum_of(state.listed), sum=True)
            state.listed.clear()
        elif statement.metric is not None and statement.role == "level":
            state.listed.append(statement.metric)
        if statement.role == "level":
            state.metric = statement.metric or (state.metric if statement.bare else None)
            state.delta = False
        elif statement.role.startswith("growth"):
            state.delta = True
        elif statement.role == "delta":
            state.delta = True
            own = [t for t in left if "compare" not in t.tags]
            if any(t.tags.keys() & MEANINGFUL for t in own):
                state.metric = meaning(clause[i].quantity, own, [], state).metric  # type: ignore[arg-type]
        begin = i + 1
        if statement.role != "level":
            period = state.period
    if at and scope_set:
        state.scope = local_scope
    return period, local_scope


def _hold_on(s: Statement, state: State, before: Sequence[Statement]) -> None:
    """回头看2022年办理的198件，予以公开85件: a sentence that begins in another period stays in it."""
    if s.metric is None or s.metric.key in CARRIED:
        return
    if s.period == "this":
        state.period = "this" if any("to" in t.tags for t in s.left) else state.period
    elif s.period in ("prev", "other") and not any(o.counts and o.metric is not None for o in before):
        state.period = s.period


def _of_another(last: Statement, s: Statement, left: Sequence[Token], state: State) -> bool:
    """被纠错的3件复议、1件诉讼; 主动公开文件164件、依申请公开287件: what leads the list says what all of it counts."""
    if s.metric is None:
        return False
    classes = state.classes and s.metric.family == "outcomes"
    if not classes and (last.metric is not None or s.clause - last.clause > 1):
        return False
    before = {k: v for t in last.left for k, v in t.tags.items()}
    if s.clause == last.clause and not left and "loss" in before and s.metric.family == "disputes":
        return not s.metric.key.endswith("pending")
    named = len(left) == 1 and left[0].text in words("open_classes")
    if named and before.get("verb") == "published" and "topic" not in before:
        state.classes = classes = True
    return classes


def _unit(token: Token) -> str:
    return token.quantity.unit if token.quantity else ""


def _listed(between: Sequence[Token]) -> bool:
    """Whether only 、 and a noun stand between two numbers: the verb before the first holds for the second."""
    return not any("verb" in t.tags for t in between)


def _statement(
    token: Token, left: list[Token], right: list[Token], clause: int, state: State, period: str, scope: str,
    parts: bool, closed: bool,
) -> Statement:  # fmt: skip
    quantity = token.quantity
    assert quantity is not None
    if any("judging" in t.tags for t in left):
        state.elsewhere = True
    found = meaning(quantity, left, right, state, closed)
    if found.elsewhere is not None:
        state.elsewhere = found.elsewhere
    if found.topic is not None:
        state.topic = found.topic
        state.lead = state.lead or found.topic
    own = any(t.tags.keys() & MEANINGFUL for t in left)
    again = (quantity.value, quantity.unit) in state.values and not own
    state.values.add((quantity.value, quantity.unit))
    kinds = {t.tags["period"] for t in left if "period" in t.tags and "compare" not in t.tags}
    if found.metric is not None and {"prev", "this"} <= kinds and found.metric.family == "disputes":
        found = replace(found, metric=None)  # 去年受理、今年审结的3件
    implicit = not any(t.tags.get("subject") in DISPUTES for t in (*left, *right))
    if found.metric is not None and found.metric.key in ("carried_in", "carried_out", "unfinished"):
        held = state.period == "prev" and found.metric.key != "carried_in"
        period = period if period in ("part", "plan", "other") or held else "this"
    if found.reset:
        period = "this"
    return Statement(
        token.start, token.end, quantity, clause, found.metric, found.topic or state.topic, period, scope, found.role,
        parts and not any("apart" in t.tags for t in left), found.channel, any("whole" in t.tags for t in left), found.bare, tuple(left), tuple(right), again, implicit,
    )  # fmt: skip
