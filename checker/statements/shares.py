"""Shares: what a percentage is a part of, and whether any part and whole near it give it.

A share is judged only where its part is known: a number right before it, a noun that has a row (自然人占…), or the sum
of the list before it. Its whole is the one it names (占新收310件的…), or any whole of the sentence or of the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from checker.statements.applications import MEANINGFUL
from checker.statements.arithmetic import Wrong, fit
from checker.statements.meaning import meaning
from checker.statements.model import Metric, State, Statement
from checker.statements.quantity import Quantity
from checker.statements.readings import Readings
from checker.statements.tokens import Token

_ONE: Final = Quantity(Decimal(1), Decimal(1), "件", "count")
_NAMED: Final = frozenset({"outcomes", "applicants", "disputes"})
_ALL: Final = frozenset({"received", "handled", "finished"})
_LIST: Final = 6  # a sum of more numbers than this is not looked for
_UNKNOWN: Final = frozenset({"against", "channel", "topic", "foreign", "unit", "loss", "none"})


def wrong_share(
    s: Statement, before: Sequence[Statement], readings: Readings, told: Iterable[tuple[Decimal, str]] = ()
) -> Wrong | None:
    """The share ``s`` behind the statements ``before`` where it fits nothing."""
    levels = [
        o for o in before
        if o.role in ("level", "list") and o.quantity.kind == "count" and o.quantity.bound == "exact"
    ]  # fmt: skip
    run = [s, *(o for o in before if o.clause == s.clause and o.quantity.kind == "percent")]
    if any("respectively" in t.tags for o in run for t in o.left):
        return None  # see paired_shares
    if any(t.tags.get("period") in ("prev", "other") for t in s.left):
        return None
    base: Statement | None = None
    if levels and levels[-1].clause == s.clause and any("share" in t.tags for t in levels[-1].left):
        base = levels.pop()  # 占新收310件的56%
    elif levels and any("share" in t.tags and t.start < levels[-1].start for t in s.left):
        base = levels.pop()  # 占法人申请总数（23件）的52.2%
    words = list(base.left if base else s.left)
    if before and before[-1].quantity.kind == "percent" and before[-1].clause == s.clause:
        if any("to" in t.tags for t in s.left) and not any("share" in t.tags for t in s.left):
            words = [
                t for t in before[-1].left if "period" not in t.tags and "from" not in t.tags
            ]  # 占比由82.4%降至79.1%
    cut = next((i for i, t in enumerate(words) if "share" in t.tags), len(words))
    noun, whole = words[:cut], words[cut + 1 :]
    if base is None and any(t.tags.keys() & {"scope", "unit"} for t in noun):
        return None  # 全县新收181件，我局占13.3%: the part is not told
    named = _named(noun, s)
    near = levels[-1] if levels and s.clause - levels[-1].clause <= 1 else None
    if any(t.sort == "text" or t.tags.keys() & _UNKNOWN for t in noun) and not (
        named and "+" in named.column
    ):
        return None
    if base is None and any(t.sort == "text" for t in whole):
        return None
    if near is not None and near.period != "this" and base is None and near.clause >= s.clause - 1:
        return None  # 2022年予以公开90件，占44.3%: of that year's own
    tops, operands, metric = _tops(noun, named, near, levels, readings, s)
    if not tops or (near is None and named is None):
        return None
    if metric is None and named is None and near is not None:
        ours = near.channel or near.parts or near.sum or near.topic == "request" or base is not None
        if not ours or (near.scope != "self" and base is None and len(levels) < 2):
            return None
    wholes = [
        o for o in levels
        if o not in operands and near is not None and o.quantity.unit == near.quantity.unit and not _sibling(o, near, before)
    ]  # fmt: skip
    if base is not None:
        values = [base.quantity.value]
        operands = [*operands, base]
    else:
        values = _bases(s, metric or named, near, whole, readings)
        stated = [
            o.quantity.value
            for o in (wholes or [o for o in levels if o not in operands and near is None])
            if named is None or o.counts
        ]
        own = metric is not None or named is not None
        values = [*values, *stated] if own else [*stated, *values]
    also = [(t, b) for t in tops for b in _bases(s, metric or named, near, whole, readings)] if base else []
    also += [(t, b) for t in tops for b in _groups(metric or named, readings)]
    kind = (metric or named or Metric("requests", "")).family
    also += [(t, b) for t in tops for b in _any_total(readings, kind == "disputes")]
    if metric is None:
        also += [(t, b) for t in tops for b, unit in told if near is None or unit == near.quantity.unit]
    return fit(s, "share", [(t, b) for t in tops for b in values], [*operands, *wholes], also)


def _groups(metric: Metric | None, readings: Readings) -> list[Decimal]:
    """What the row or column is a part of on the way to the total: 不掌握166件，占无法提供的89.2%."""
    if metric is None:
        return []
    if metric.family == "applicants":
        return readings.values(Metric("applicants", "rows", "legal"))
    heads = {key.split("_")[0] for key in metric.key.replace("|", "+").split("+") if "_" in key}
    if metric.family != "outcomes" or len(heads) != 1:
        return []
    return readings.values(Metric("outcomes", {"other": "others"}.get(head := heads.pop(), head)))


def _any_total(readings: Readings, disputes: bool) -> list[Decimal]:
    """Every total that a share may be of, whatever its words: of applications and of disputes."""
    metrics = [Metric("requests", key) for key in ("received", "finished", "handled")]
    if disputes:
        kinds = ("review", "suit", "disputes")
        metrics += [Metric("disputes", f"{kind}.{key}") for kind in kinds for key in ("total", "concluded")]
    return [v for m in metrics for v in readings.values(m)]


def _sibling(o: Statement, near: Statement, before: Sequence[Statement]) -> bool:
    """Whether a number is a member of the same list, so no whole: it has a share of its own, or counts as ``near`` does."""
    after = next((x for x in before if x.start >= o.end), None)
    if (
        after is not None
        and after.quantity.kind == "percent"
        and after is not near
        and after.clause - o.clause < 2
    ):
        return True
    if o.channel and near.channel:
        return True
    if o.clause == near.clause and (o.metric is None or near.metric is None):
        return True
    return o.metric is not None and near.metric is not None and o.metric.family == near.metric.family and (
        o.metric.family in ("outcomes", "applicants")
    )  # fmt: skip


def _named(noun: Sequence[Token], s: Statement) -> Metric | None:
    if not any(t.tags.keys() & MEANINGFUL for t in noun):
        return None
    found = meaning(_ONE, list(noun), [], State(topic=s.topic)).metric
    return found if found and found.family in _NAMED else None


def _tops(
    noun: Sequence[Token], named: Metric | None, near: Statement | None, levels: Sequence[Statement],
    readings: Readings, s: Statement,
) -> tuple[list[Decimal], list[Statement], Metric | None]:  # fmt: skip
    """What the share can be of: the named row, the number before it, or (合计占) the list before it."""
    tops: list[Decimal] = []
    operands: list[Statement] = []
    metric = named
    if named is not None:
        tops += readings.values(named)
    if near is not None and (named is None or near.clause == s.clause):
        tops.append(near.quantity.value)
        operands.append(near)
        metric = metric or near.metric
        if near.metric is not None and near.metric.family in _NAMED:
            tops += readings.values(near.metric)
    if near is not None and named is None:  # A、B、C分别收到 a、b、c 件，占…
        same = [o for o in levels if o.clause == near.clause and o.quantity.unit in (near.quantity.unit, "")]
        if len(same) > 1:
            tops.append(sum((x.quantity.value for x in same), Decimal(0)))
    if near is not None and any(t.tags.keys() & {"whole", "sums"} for t in noun):
        run = [near]
        for o in reversed(levels[:-1]):
            if len(run) >= _LIST:
                break
            if o.quantity.unit != near.quantity.unit:
                continue
            run.append(o)
            tops.append(sum((x.quantity.value for x in run), Decimal(0)))
        tops = [*tops[1:], tops[0]] if len(tops) > 1 and named is None else tops
        operands = run
    return tops, operands, metric


def _bases(
    s: Statement, metric: Metric | None, near: Statement | None, whole: Sequence[Token], readings: Readings
) -> list[Decimal]:
    """The totals of the tables that the share can be of."""
    if metric is not None:
        family = metric.family
    else:
        family = "requests" if s.topic == "request" or (near is not None and near.channel) else ""
    if family == "disputes" and any(t.tags.get("subject") == "request" for t in whole):
        family = "requests"  # 分别占申请量的6.5%、3.3%
    if not family and any(t.tags.get("verb") in _ALL for t in whole) and s.topic in (None, "request"):
        family = "requests"  # 占答复总数的2.3%
    if family in ("outcomes", "applicants", "requests"):
        order = ["received", "finished"]
        if family == "outcomes" and not any("intake" in t.tags for t in whole):
            order.reverse()
        if metric is not None and metric.key in ("carried_in", "carried_out", "finished"):
            order.append("handled")
        return [v for key in order for v in readings.values(Metric("requests", key))]
    if family == "disputes" and metric is not None:
        group, result = metric.key.split(".")
        group = "disputes" if result == "total" else group
        return readings.values(Metric("disputes", f"{group}.total"))
    return []


def paired_shares(statements: Sequence[Statement], readings: Readings) -> Iterator[Wrong]:
    """自然人170件、法人45件，分别占79.1%和20.9%; 予以公开、部分公开分别占…: each percentage with its own part."""
    n = 0
    while n < len(statements):
        first = statements[n]
        n += 1
        if first.quantity.kind != "percent" or not any("respectively" in t.tags for t in first.left):
            continue
        run = [first]
        while (
            n < len(statements)
            and statements[n].quantity.kind == "percent"
            and statements[n].clause == first.clause
        ):
            run.append(statements[n])
            n += 1
        at = next(i for i, t in enumerate(first.left) if "respectively" in t.tags)
        if not any("share" in t.tags for t in first.left) or any(
            s.scope != "self" or s.period != "this" for s in run
        ):
            continue
        yield from _paired(run, at, statements[: n - len(run)], readings)


def _paired(
    run: Sequence[Statement], at: int, before: Sequence[Statement], readings: Readings
) -> Iterator[Wrong]:
    nouns, whole = run[0].left[:at], run[0].left[at + 1 :]
    listed = [o for o in before if o.role == "level" and o.quantity.kind == "count"][-len(run) :]
    named = _each(nouns, run[0])
    parts: list[tuple[Metric | None, Statement | None]] = []
    if len(named) == len(run) and all(named):
        parts = [(m, None) for m in named]
    elif (
        not named and len(listed) == len(run) and all(o.metric and o.metric.family in _NAMED for o in listed)
    ):
        parts = [(o.metric, o) for o in listed]
    for s, (metric, part) in zip(run, parts, strict=False):
        assert metric is not None
        tops = [part.quantity.value] if part else []
        tops += readings.values(metric)
        bases = _bases(s, metric, part, whole, readings)
        wrong = fit(s, "share", [(t, b) for t in tops for b in bases], [part] if part else ())
        if wrong:
            yield wrong


def _each(nouns: Sequence[Token], s: Statement) -> list[Metric | None]:
    """The metric of every noun of a list; none where the list has no noun that is counted."""
    items: list[list[Token]] = [[]]
    for token in nouns:
        if token.sort == "mark" or "link" in token.tags:
            items.append([])
        elif "share" not in token.tags:
            items[-1].append(token)
    known = [i for i in items if any(t.tags.keys() & MEANINGFUL or t.sort == "text" for t in i)]
    return [_named(i, s) for i in known]
