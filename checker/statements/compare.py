"""One number against the cells that it can mean, and what the rest of its sentence says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.statements.frames import Sentence
from checker.statements.likeness import like
from checker.statements.model import DISPUTES, Metric, Statement
from checker.statements.parts import part, unsettled
from checker.statements.problems import Problem, Unread
from checker.statements.readings import CARRIED, RULES, Reading, Readings
from checker.statements.words import words


def compare(
    s: Statement, sentence: Sentence, readings: Readings, units: dict[str, frozenset[str]], unrelated: bool
) -> Problem | Unread | None:
    """What is wrong with a number; None where it fits, is not this report's own, or may be a part of something."""
    metric = s.metric
    if metric is None and s.quantity.kind == "money" and any("sole" in t.tags for t in sentence.tokens):
        metric = Metric("money", "fees")
    if metric is None and _where_none(s, readings, units):
        first = readings.of(Metric("requests", "received"))[0]
        return Problem("N02", "reverse", s.start, s.end, first.value, s.quantity.value, first)
    if metric is None or metric.soft or not s.counts or (unrelated and metric.family == "disputes"):
        return None
    if s.again and s.metric is not None:
        return None
    counted = s.quantity.kind != "count" or s.quantity.unit in units.get(
        readings.table_of(metric), frozenset()
    )
    if not counted:
        return None
    if metric.family == "processing_fee":
        return _fee(s, metric, readings)
    if metric.key == "withdrawn":
        return _withdrawn(s, sentence, readings)
    if unsettled(s, metric, sentence, readings):
        return None
    options = _fixed(s, sentence, readings.of(metric), metric)
    if metric.key == "received" and any("people" in t.tags for t in s.left):
        options = [*options, *readings.of(Metric("applicants", "rows", "natural_person"))]  # 收到公民申请4件
    if metric.family == "applicants":
        options = [*_of_whole(s, sentence, options, readings), *_of_result(s, sentence, metric, readings)]
    if metric.family == "disputes" and s.implicit:
        options = [*options, *_wider(s, sentence, metric, readings)]
    if not options or any(s.quantity.fits(v) for r in options for v in r.values):
        return None
    if part(s, metric, sentence, readings, options):
        return None
    rule = "N03" if metric.family == "requests" and metric.key in CARRIED else RULES[metric.family]
    if any(not r.values for r in options):
        return Unread(rule, s.start, s.end, options[0].table)
    first = next((r for r in options if like(s.quantity, filter(None, r.values))), options[0])
    value = s.quantity.value
    if metric == Metric("requests", "received"):
        if not value:
            return Problem("N02", "default", s.start, s.end, first.value, value, first)
        if not first.value:
            return Problem("N02", "reverse", s.start, s.end, first.value, value, first)
    if rule == "N06" and not value and metric.key.endswith(".total"):
        return Problem("N06", "none", s.start, s.end, first.value, value, first)
    got = rule == "N01" and metric.key in ("received", "handled")
    return Problem(rule, "default", s.start, s.end, first.value, value, first, received=got)


def _of_whole(
    s: Statement, sentence: Sentence, options: Sequence[Reading], readings: Readings
) -> Sequence[Reading]:
    """新收26件，其中自然人23件: the rows whose total the sentence names before, where it names one."""
    told = {
        o.quantity.value for o in sentence.statements
        if o.end <= s.start and o.counts and o.metric is not None and o.metric.family == "requests"
    }  # fmt: skip
    totals = readings.of(Metric("applicants", "rows"))
    if len(totals) != len(options) or any("carry" in t.tags for t in s.left):
        return options
    named = [r for r, whole in zip(options, totals, strict=True) if told & set(whole.values)]
    return named or options


def _of_result(s: Statement, sentence: Sentence, metric: Metric, readings: Readings) -> Sequence[Reading]:
    """予以公开96件（自然人73件、企业16件）: the applicants of the result that stands before them."""
    before = [
        o for o in sentence.statements if o.end <= s.start and o.metric and o.metric.family != "applicants"
    ]
    last = before[-1].metric if before else None
    return (
        readings.of(Metric("outcomes", last.key, metric.column)) if last and last.family == "outcomes" else ()
    )


def _where_none(s: Statement, readings: Readings, units: dict[str, frozenset[str]]) -> bool:
    """收到村民提出的政府信息公开申请3件: whatever narrows it, there are none at all where table 3 is empty."""
    if (
        not s.counts
        or not s.quantity.value
        or s.quantity.unit not in units.get("requests", frozenset()) - {""}
    ):
        return False
    around = (*s.left, *s.right)
    tags = {k for t in around for k in t.tags}
    if (
        s.quantity.kind != "count"
        or not any(t.tags.get("verb") == "received" for t in around)
        or "strong" not in tags
    ):
        return False
    if tags & {"foreign", "none", "compare", "topic", "loss", "carry", "within"}:
        return False
    every = readings.of(Metric("requests", "handled"))
    return len(every) > 1 and all(r.values and not max(r.values) for r in every)


def _wider(s: Statement, sentence: Sentence, metric: Metric, readings: Readings) -> Iterator[Reading]:
    """Where the kind of dispute stands in another clause, the result may be of a kind named further off as well."""
    group, result = metric.key.split(".")
    kinds: set[str] = set()
    for clause in sentence.clauses[: s.clause + 1]:
        named = {t.tags["subject"] for t in clause.tokens if t.tags.get("subject") in DISPUTES}
        kinds = named or kinds
    if "review" in kinds and len(kinds) > 1 and result not in ("total", "pending", "concluded"):
        for other in ("review", "suit", "disputes"):  # 22件复议、13件诉讼全部审结，其中被纠错4件
            yield from readings.of(Metric("disputes", f"{other}.{result}"))
    first = sentence.clauses[0].tokens
    alone = not any(t.tags.get("subject") in DISPUTES and t.start < s.start for t in sentence.tokens)
    if group in ("direct_suit", "suit_after_review"):
        yield from readings.of(Metric("disputes", f"suit.{result}"))
    elif (alone and first and result in ("total", "concluded", "pending")) or group == "disputes":
        for other in ("review", "suit", "disputes"):
            yield from readings.of(Metric("disputes", f"{other}.{result}"))


def _withdrawn(s: Statement, sentence: Sentence, readings: Readings) -> Problem | None:
    """Withdrawn applications have no cell of their own; where they are said to stand under 其他处理, no more than that."""
    options = readings.of(Metric("outcomes", "others"))[:1]
    said = any(t.tags.get("outcome") == "others" and t.start > s.end for t in sentence.tokens)
    if not said or not options or not options[0].values or s.quantity.value <= max(options[0].values):
        return None
    return Problem("N05", "default", s.start, s.end, options[0].value, s.quantity.value, options[0])


def _fixed(s: Statement, sentence: Sentence, options: Sequence[Reading], metric: Metric) -> Sequence[Reading]:
    """The readings that the sentence itself leaves open.

    收到 a 件，办结 b 件，结转 c 件 speaks of the year's own sum: then b is what was processed. 新收 beside what was
    carried in is new alone.
    """
    if metric.family != "requests":
        return options
    said = {
        o.metric.key
        for o in sentence.statements
        if o is not s and o.metric and o.metric.family == "requests" and o.counts and not o.metric.soft
    }
    if (
        metric.key == "finished"
        and said & {"carried_out", "carried", "unfinished"}
        and said & {"received", "handled", "carried_in"}
    ):
        return options[:1]
    if metric.key == "received" and "carried_in" in said and any("new" in t.tags for t in s.left):
        return options[:1]
    return options


def _fee(s: Statement, metric: Metric, readings: Readings) -> Problem | Unread | None:
    if metric.key == "notices":
        if s.quantity.unit not in words("notices"):
            return None
        options = readings.of(metric)
        if not options or any(s.quantity.value >= v for r in options for v in r.values):
            return None
        if not options[0].values:
            return Unread("N09", s.start, s.end, "requests")
        return Problem("N09", "notices", s.start, s.end, options[0].value, s.quantity.value, options[0])
    options = readings.of(Metric("money", "fees"))
    charged = any(t.tags.get("verb") == "charged" for t in s.left)
    if not charged or not options or not options[0].values or s.quantity.value <= max(options[0].values):
        return None
    return Problem("N09", "amount", s.start, s.end, options[0].value, s.quantity.value, options[0])
