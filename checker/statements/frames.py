"""A sentence as statements: every number with what it counts, what happened to it, when and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from checker.statements.meaning import meaning
from checker.statements.metrics import MEANINGFUL, carried
from checker.statements.model import DISCLOSURE, DISPUTES, Metric, State, Statement
from checker.statements.tokens import Token

_LEVELS: Final = frozenset("省市区县州旗")
NAME_TOKENS: Final = 12  # an organ's name is at most so many words


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: decides whether 全市 or a named office is the reporter itself."""

    agency: str
    kind: str

    def is_self(self, name: str) -> bool:
        """Whether a printed name (of two characters or more) is the reporter or a short form of it."""
        if len(name) < 2 or not self.agency:
            return False
        base = self.agency.removesuffix("办事处").removesuffix("人民政府")
        short = self.agency.replace("人民政府", "政府").removesuffix("公室").removesuffix("公厅")
        own = (self.agency, base, self.agency.replace("人民政府", "政府"), short)
        if any(o.endswith(name) or name.endswith(o) for o in own):
            return True
        return len(name) == 2 and name[0] in _LEVELS and self.agency.endswith(name[1])

    def area(self, mark: str) -> str:
        """Whether 全市, 全区 … is the reporter itself ("self") or wider or open ("wide")."""
        if self.kind in ("government", "township"):
            base = self.agency.removesuffix("人民政府").removesuffix("政府").removesuffix("办事处")
            if (
                base.endswith(mark)
                or (mark == "州" and base.endswith("自治州"))
                or (mark == "县" and base.endswith("自治县"))
            ):
                return "self"
            if mark == "区" and base.endswith(("自治区", "开发区", "示范区", "管委会", "管理委员会")):
                return "self"
        return "wide"


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
class Clause:
    """A clause with what it is about (after it was read), and the period and scope that hold at its end."""

    tokens: tuple[Token, ...]
    topic: str | None
    period: str
    scope: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, read. Offsets are into the folded text of its paragraph."""

    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    statements: tuple[Statement, ...]
    noticed: bool = False
    """Notices of a fee were stated here or before in the paragraph."""


def read_sentence(tokens: Sequence[Token], state: State, reporter: Reporter) -> Sentence:
    """One sentence as clauses and statements; ``state`` carries the topic to the next one."""
    out: list[Statement] = []
    read: list[Clause] = []
    state.period, state.scope, state.metric, state.parts, state.elsewhere = "this", "self", None, False, False
    state.opening = state.delta = False
    state.pending = ()
    state.lead = None
    state.listed.clear()
    if state.topic == "foreign" and (state.asked or state.home == "request") and _back(tokens):
        state.topic = "request"
    outside: list[tuple[str | None, str, str, Metric | None, bool, bool]] = []
    for number, (marks, clause) in enumerate(clauses(_without_asides(tokens))):
        first = len(out)
        for mark in marks:  # what stands in brackets says nothing about what follows them
            if mark == "(":
                outside.append(
                    (state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere)
                )
            elif mark == ")" and outside:
                state.topic, state.period, state.scope, state.metric, state.parts, state.elsewhere = (
                    outside.pop()
                )
        period, scope = _clause(clause, number, state, reporter, out)
        out[first:] = respectively(clause, out[first:], state, reporter)
        read.append(Clause(tuple(clause), state.topic, period, scope))
    for i, s in enumerate(out[1:], 1):
        if (
            any("to" in t.tags for t in s.left)
            and out[i - 1].clause == s.clause
            and any("from" in t.tags for t in out[i - 1].left)
        ):
            out[i - 1] = replace(out[i - 1], period="prev")
    out = list(_about_others(out, read))
    out = list(_left_over(out, read))
    if state.lead == "request" and state.topic in (*DISCLOSURE, "foreign"):
        aside = any(s.parts and s.topic == state.topic for s in out)
        if aside or state.home == "request":
            state.topic = "request"  # 申请事项涉及规划许可3件: the next sentence is about applications again
    state.asked = state.asked or any(s.metric and s.metric.family == "requests" and s.counts for s in out)
    if any(t.tags.get("period") == "other" for t in tokens):
        out = [replace(s, period="other") if any("cumulative" in t.tags for t in s.left) else s for s in out]
    state.noticed = state.noticed or any(
        s.metric and s.metric.key == "notices" and s.quantity.value for s in out
    )
    return Sentence(tuple(tokens), tuple(read), tuple(out), state.noticed)


def _back(tokens: Sequence[Token]) -> bool:
    """Whether a sentence speaks of applications again without their full name: 全年新收申请…, 上年结转…."""
    if any("foreign" in t.tags for t in tokens):
        return False
    pairs = zip(tokens, tokens[1:], strict=False)
    return any("carry" in t.tags for t in tokens) or any(
        "new" in a.tags and b.tags.get("subject") == "request" for a, b in pairs
    )


def _about_others(statements: Sequence[Statement], read: Sequence[Clause]) -> Iterator[Statement]:
    """Reviews and suits of the organ at large, told from those about disclosure by what stands beside them.

    行政复议57件，其中涉及政府信息公开的14件; 行政复议21件，均为…处罚类案件，此外政府信息公开类复议3件.
    """
    told: dict[str, set[int]] = {}
    divided = -1
    for i, s in enumerate(statements):
        if _about(s):
            if s.metric is not None and _disputes(s):
                told.setdefault(s.metric.key, set()).add(s.clause)
            if any("parts" in t.tags for t in s.left):
                divided = i
    apart = max(
        (
            n for n, c in enumerate(read)
            if any("allof" in t.tags for t in c.tokens[:2]) and any("foreign" in t.tags for t in c.tokens)
            and not any("about" in t.tags for t in c.tokens)
        ), default=-1,
    )  # fmt: skip
    for i, s in enumerate(statements):
        before = statements[i - 1] if i else None
        if s.metric is not None and _disputes(s) and not _about(s) and s.role == "level":
            shared = bool(told.get(s.metric.key, set()) - {s.clause})
            if shared or divided > i or apart > s.clause:
                s = replace(s, metric=None, topic="foreign")
        if s.metric is None and before is not None and _about(s) and any("parts" in t.tags for t in s.left):
            kinds = [t.tags["subject"] for t in (*before.left, *s.left) if t.tags.get("subject") in DISPUTES]
            if kinds and s.role == "level" and s.quantity.unit == before.quantity.unit:
                s = replace(s, metric=Metric("disputes", f"{kinds[-1]}.total"), topic=kinds[-1], scope="self")
        yield s


def _disputes(s: Statement) -> bool:
    return s.metric is not None and s.metric.family == "disputes" and s.metric.key.endswith(".total")


def _about(s: Statement) -> bool:
    return any("about" in t.tags for t in s.left)


def _left_over(statements: Sequence[Statement], read: Sequence[Clause]) -> Iterator[Statement]:
    """其余10件因仍在办理期限内，结转下年: the verb of a rest stands in the next clause."""
    for s in statements:
        after = read[s.clause + 1].tokens if s.clause + 1 < len(read) else ()
        if s.metric is None and s.role == "level" and any("rest" in t.tags for t in s.left):
            free = s.topic in (None, "request") and not any(t.quantity for t in after)
            if free and any("carry" in t.tags or t.tags.get("verb") == "unfinished" for t in after):
                s = replace(s, metric=carried(after), topic="request")
        yield s


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


def respectively(
    clause: Sequence[Token], statements: Sequence[Statement], state: State, reporter: Reporter
) -> list[Statement]:
    """A、B、C分别为x、y、z: each number with its own noun. Numbers whose noun cannot be told lose their metric."""
    at = next((i for i, t in enumerate(clause) if "respectively" in t.tags), None)
    if at is None:
        return list(statements)
    listed = [s for s in statements if s.start > clause[at].start and s.role == "level"]
    if len(listed) < 2 or not all(s.bare for s in listed[1:]):
        return list(statements)
    items = _items(clause[:at], len(listed))
    out = [s for s in statements if s not in listed]
    inner = State(topic=state.topic if state.topic == "request" or state.topic in DISPUTES else None)
    for n, statement in enumerate(listed):
        if len(items) != len(listed):
            out.append(replace(statement, metric=None, role="list"))
            continue
        item = items[n]
        scopes = [
            f
            for j, t in enumerate(item)
            if "unit" in t.tags or "scope" in t.tags
            for f in [_scope(item, j, reporter)]
        ]
        periods = [t.tags["period"] for t in item if "period" in t.tags]
        found = meaning(statement.quantity, item, [], inner)
        inner.topic = found.topic or inner.topic
        inner.metric = found.metric or inner.metric
        period = statement.period
        if periods and not (found.metric and found.metric.key.startswith("carried")):
            period = periods[-1]
        elif (found.metric and found.metric.key.startswith("carried")) or any(
            "period" in t.tags for i in items for t in i
        ):
            period = "this"
        out.append(
            replace(statement, metric=found.metric, channel=found.channel, period=period, bare=False,
                    scope=next((s for s in scopes if s), statement.scope))
        )  # fmt: skip
    return sorted(out, key=lambda s: s.start)


def _items(tokens: Sequence[Token], wanted: int) -> list[list[Token]]:
    """The members of a list before 分别."""
    items: list[list[Token]] = [[]]
    for token in tokens:
        if token.sort == "mark" or "link" in token.tags:
            items.append([])
        else:
            items[-1].append(token)
    items = [i for i in items if i]
    if len(items) == 1 and wanted == 2:
        joint = [t for t in items[0] if t.tags.get("subject") == "disputes"]
        if joint:
            return [[replace(joint[0], tags={"subject": kind})] for kind in ("review", "suit")]
    return items


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
            if "period" in tags:
                if carry and tags["period"] in ("prev", "next"):
                    leading = False
                    continue
                named = tags["period"]
                following = left[j + 1 : j + 4]
                if named in ("this", "prev") and any(t.tags.get("period") == "other" for t in following):
                    continue
                period = named
                if (leading and "compare" not in tags and named != "plan") or "since" in tags:
                    state.period = named
            elif "whole" in tags and period == "part":
                period = state.period = "this"
            elif "scope" in tags or "unit" in tags:
                found = _scope(left, j, reporter)
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
            _note_topic(left, state)
            break
        last = at[n + 1] if n + 1 < len(at) else len(clause)
        right = clause[i + 1 : last]
        cut = next((k for k, t in enumerate(right) if t.sort == "mark"), len(right))
        closed = cut < len(right) or n + 1 == len(at)
        right = right[:cut] if n + 1 < len(at) else right
        if n and clause[at[n - 1]].text.endswith("工作日"):
            state_metric = state.metric
            out.append(
                replace(
                    _statement(clause[i], [], [], number, state, period, local_scope, parts, closed),
                    metric=None,
                    role="other",
                )
            )
            state.metric, begin = state_metric, i + 1
            continue
        statement = _statement(clause[i], left, right, number, state, period, local_scope, parts, closed)
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
        if published_here and statement.metric and statement.metric.family == "disclosure":
            statement = out[-1] = replace(statement, metric=None)
        carries = statement.metric is not None and statement.metric.key in ("carried_out", "unfinished")
        if any("except" in t.tags for t in clause[:i]) and not carries:
            out[-1] = replace(statement, metric=None, role="other")
            begin = i + 1
            continue
        if statement.bare and statement.whole and statement.role == "level" and len(state.listed) > 1:
            statement = out[-1] = replace(statement, metric=_sum_of(state.listed), sum=True)
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
            words = [t for t in left if "compare" not in t.tags]
            if any(t.tags.keys() & MEANINGFUL for t in words):
                state.metric = meaning(clause[i].quantity, words, [], state).metric  # type: ignore[arg-type]
        begin = i + 1
        if statement.role != "level":
            period = state.period
    if at and scope_set:
        state.scope = local_scope
    return period, local_scope


def _listed(between: Sequence[Token]) -> bool:
    """Whether only 、 and a noun stand between two numbers: the verb before the first holds for the second."""
    return not any("verb" in t.tags for t in between)


def _sum_of(metrics: Sequence[Metric]) -> Metric | None:
    """What 合计 behind a list adds up: both kinds of suits, all outcomes, all applicants; None for other lists."""
    families = {m.family for m in metrics}
    if families == {"disputes"} and all(m.key.endswith(".total") for m in metrics):
        groups = {m.key.split(".")[0] for m in metrics}
        if groups == {"direct_suit", "suit_after_review"}:
            return Metric("disputes", "suit.total")
        return Metric("disputes", "disputes.total", soft="review" not in groups or len(groups) < 2)
    keys = list(dict.fromkeys(m.key for m in metrics))
    if families == {"outcomes"} and {m.column for m in metrics} == {"total"}:
        return Metric("outcomes", "+".join(keys))
    if families == {"applicants"}:
        return Metric("applicants", "rows", "+".join(dict.fromkeys(m.column for m in metrics)))
    if (
        families == {"requests"}
        and "carried_in" in keys
        and set(keys) <= {"received", "handled", "carried_in"}
    ):
        return Metric("requests", "handled")
    if families == {"requests"} and set(keys) <= {"received", "handled"}:
        return Metric("requests", "received")
    return None


def _scope(tokens: Sequence[Token], at: int, reporter: Reporter) -> str | None:
    """self, wide or part as the word at ``at`` says; None where it says nothing."""
    token = tokens[at]
    if "unit" in token.tags:
        name = token.text
        for before in reversed(tokens[max(0, at - NAME_TOKENS) : at]):
            if before.end != token.start - (len(name) - len(token.text)) or before.sort not in (
                "text",
                "word",
            ):
                break
            if before.tags.get("scope") == "self":
                return "self"
            if before.sort == "word" and not (
                before.tags.keys() & {"unit", "subject", "about", "topic", "foreign"}
            ):
                break
            name = before.text + name
        if any(t.tags.get("scope") == "part" for t in tokens[max(0, at - 3) : at]):
            return "part"
        return "self" if reporter.is_self(name) else "part"
    scope = token.tags["scope"]
    if scope == "wide":
        return reporter.area(token.tags["area"])
    if scope == "levels":
        return "self" if reporter.kind in ("government", "unknown", "township") else "wide"
    return scope


def _note_topic(tokens: Sequence[Token], state: State) -> None:
    """What a stretch without a number is about, and what it announces: 申请量稳步增长，2023年达到310件."""
    _announce(tokens, state)
    touched = False
    for token in tokens:
        tags = token.tags
        touched = touched or "touches" in tags
        if touched and state.lead == "request":
            break  # 内容涉及…审批: still about applications
        if "judging" in tags:
            state.elsewhere = True
        if "foreign" in tags and tags["foreign"] != "activity":
            state.topic = "foreign"
        elif "subject" in tags and (tags["subject"] != "request" or "strong" in tags or state.topic is None):
            state.topic = tags["subject"]
        if state.lead is None and tags.get("foreign", "activity") == "activity" and "subject" in tags:
            state.lead = tags["subject"]


def _announce(tokens: Sequence[Token], state: State) -> None:
    """The count that a stretch without a number leads up to."""
    last = next((t for t in reversed(tokens) if "subject" in t.tags), None)
    if last is None or any(t.tags.keys() & {"none", "foreign", "channel", "unit", "rate"} for t in tokens):
        return
    subject = last.tags["subject"]
    got = any(t.tags.get("verb") == "received" for t in tokens)
    level = "level" in last.tags or any("whole" in t.tags for t in tokens[tokens.index(last) + 1 :][:1])
    narrowed = any(
        t.tags.keys() & {"applicant", "outcome", "carry", "compare"} for t in tokens[: tokens.index(last)]
    )
    if subject == "request" and (level or got) and not narrowed:
        state.metric = Metric("requests", "received")
    elif subject in DISPUTES and "level" in last.tags:
        state.metric = Metric("disputes", f"{subject}.total")


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
    implicit = not any(t.tags.get("subject") in DISPUTES for t in (*left, *right))
    if found.metric is not None and found.metric.key in ("carried_in", "carried_out", "unfinished"):
        period = period if period in ("part", "plan", "other") else "this"
    if found.reset:
        period = "this"
    return Statement(
        token.start, token.end, quantity, clause, found.metric, found.topic or state.topic, period, scope, found.role,
        parts and not any("apart" in t.tags for t in left), found.channel, any("whole" in t.tags for t in left), found.bare, tuple(left), tuple(right), again, implicit,
    )  # fmt: skip
