"""Numbers of a sentence that only make sense beside each other, and words that lead up to a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from checker.statements.applications import carried
from checker.statements.meaning import meaning
from checker.statements.model import DISCLOSURE, DISPUTES, Metric, State, Statement
from checker.statements.scopes import Reporter, scope_of
from checker.statements.tokens import Token
from checker.statements.words import words


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what it is about (after it was read), and the period and scope that hold at its end."""

    tokens: tuple[Token, ...]
    topic: str | None
    period: str
    scope: str
    marks: str = ""
    """The marks before it."""


def about_others(statements: Sequence[Statement], read: Sequence[Clause]) -> Iterator[Statement]:
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


def left_over(statements: Sequence[Statement], read: Sequence[Clause]) -> Iterator[Statement]:
    """其余10件因仍在办理期限内，结转下年: the verb of a rest stands in the next clause."""
    for s in statements:
        after = read[s.clause + 1].tokens if s.clause + 1 < len(read) else ()
        goes = any(t.tags.get("period") == "next" or t.tags.get("carry") == "out" for t in after)
        rest = any("rest" in t.tags or (goes and "apart" in t.tags) for t in s.left)
        if s.metric is None and s.role == "level" and rest:
            free = s.topic in (None, "request") and not any(t.quantity for t in after)
            if free and any("carry" in t.tags or t.tags.get("verb") == "unfinished" for t in after):
                s = replace(s, metric=carried(after), topic="request")
        yield s


def respectively(
    clause: Sequence[Token], statements: Sequence[Statement], state: State, reporter: Reporter
) -> list[Statement]:
    """A、B、C分别为x、y、z: each number with its own noun. Numbers whose noun cannot be told lose their metric."""
    at = next((i for i, t in enumerate(clause) if "respectively" in t.tags), None)
    if at is None:
        return list(statements)
    after = [s for s in statements if s.start > clause[at].start]
    if after and after[0].role in ("delta", "growth", "growth_up", "growth_down"):  # 分别减少16件和22件
        return [
            replace(s, metric=None, role="delta") if s in after and s.role == "level" and s.bare else s
            for s in statements
        ]
    listed = [s for s in after if s.role == "level"]
    if len(listed) < 2 or not all(s.bare for s in listed[1:]):
        return list(statements)
    items = _shared_verb(_items(clause[:at], len(listed)))
    if len(items) == 1 and all(
        any(t.sort == "time" and t.start > clause[at].start for t in s.left) for s in listed
    ):
        items = items * len(listed)  # 申请量分别为2022年83件、2023年81件: one noun, each number with its year
    if len(items) == 1 and len(state.rows) == len(listed):
        items = [
            [*row, *items[0]] for row in state.rows
        ]  # …，废止数分别为4件和8件: the rows of the clause before
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
            for f in [scope_of(item, j, reporter)]
        ]
        dated = [t for t in statement.left if t.sort == "time" and t.start > clause[at].start]
        periods = [t.tags["period"] for t in (dated or item) if "period" in t.tags]
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
    told = [s for s in out if s.start >= listed[0].start and s.metric is not None]
    if len(listed) > 2 and len(told) == 1 and told[0].start == listed[-1].start:
        out[-1] = replace(out[-1], metric=None)  # 省、市、县、乡四级新收申请分别为…: one noun for all
    return sorted(out, key=lambda s: s.start)


def _shared_verb(items: list[list[Token]]) -> list[list[Token]]:
    """规章和规范性文件本年制发数分别为…: rows of documents before one verb, which holds for each."""
    rows = [next((n for n, t in enumerate(i) if t.tags.get("subject") in DISCLOSURE), None) for i in items]
    if len(items) < 2 or None in rows or any("verb" in t.tags for item in items[:-1] for t in item):
        return items
    verb = items[-1][int(rows[-1] or 0) + 1 :]
    return [*([*item, *verb] for item in items[:-1]), items[-1]]


def rows_of(clause: Sequence[Token]) -> list[list[Token]]:
    """The rows of table 2 that a list before 分别 names, for a next clause that only has another verb."""
    at = next((i for i, t in enumerate(clause) if "respectively" in t.tags), None)
    if at is None:
        return []
    rows = [[t for t in item if t.tags.get("subject") in DISCLOSURE] for item in _items(clause[:at], 0)]
    return rows if all(rows) else []


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


def sum_of(metrics: Sequence[Metric]) -> Metric | None:
    """What 合计 behind a list adds up: both kinds of suits, all outcomes, all applicants; None for other lists."""
    families = {m.family for m in metrics}
    if families == {"disputes"} and all(m.key.endswith(".total") for m in metrics):
        groups = {m.key.split(".")[0] for m in metrics}
        if groups == {"direct_suit", "suit_after_review"}:
            return Metric("disputes", "suit.total")
        return Metric("disputes", "disputes.total", soft="review" not in groups or len(groups) < 2)
    keys = list(dict.fromkeys(m.key for m in metrics))
    if families == {"outcomes"} and {m.column for m in metrics} == {"total"}:
        if any("|" in key for key in keys):
            return None  # one of several: no sum of it can be told
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


def note_topic(tokens: Sequence[Token], state: State) -> None:
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
    behind = tokens[tokens.index(last) + 1 :][:1]
    level = "level" in last.tags or any("whole" in t.tags or t.text in words("amounts") for t in behind)
    narrowed = any(
        t.tags.keys() & {"applicant", "outcome", "carry", "compare"} for t in tokens[: tokens.index(last)]
    )
    if subject == "request" and (level or got) and not narrowed:
        state.metric = Metric("requests", "received")
    elif subject in DISPUTES and "level" in last.tags:
        state.metric = Metric("disputes", f"{subject}.total")


def still_disputes(tokens: Sequence[Token]) -> bool:
    """Whether a sentence behind one about disputes goes on about them: only words of courts and results show it."""
    named = next((n for n, t in enumerate(tokens) if t.tags.get("subject") in DISPUTES), None)
    first = next((n for n, t in enumerate(tokens) if t.tags.get("subject") == "request"), len(tokens))
    if named is not None:
        return named < first or any("causes" in t.tags for t in tokens[:named])
    told = any(
        (t.tags.keys() & {"court", "stage", "heard"} or t.tags.get("loss") == "yes")
        or ("result" in t.tags and "outcome" not in t.tags)
        for t in tokens
    )
    return told and first == len(tokens)


def topic_after_disputes(tokens: Sequence[Token], state: State) -> str | None:
    """What a sentence behind one about disputes is about: applications by their own words, else left open."""
    if state.home in (*DISPUTES, "request"):
        return state.home
    own = any(
        t.tags.keys() & {"carry", "applicant", "new"} or ("outcome" in t.tags and "weak" not in t.tags)
        or t.tags.get("subject") == "request"
        for t in tokens
    )  # fmt: skip
    return "request" if own else "open"


def lists_outcomes(tokens: Sequence[Token]) -> bool:
    """Whether a sentence lists results of applications and speaks of no other thing: 予以公开96件、不予公开36件."""
    if any(t.tags.get("subject", "request") != "request" or "foreign" in t.tags for t in tokens):
        return False
    return len({t.tags["outcome"] for t in tokens if "outcome" in t.tags and "weak" not in t.tags}) > 1


def goes_back(tokens: Sequence[Token], told: bool) -> bool:
    """Whether a sentence speaks of applications again without their full name: 全年新收申请…, 上年结转….

    ``told``: the paragraph or its heading spoke of them; without that both must stand here.
    """
    if any("foreign" in t.tags for t in tokens):
        return False
    carries = any("carry" in t.tags for t in tokens)
    new = any("new" in a.tags and b.tags.get("subject") == "request" for a, b in pairwise(tokens))
    return (carries or new) if told else (carries and new)
