"""One number against the cells that it can mean, and what the rest of its sentence says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from checker.statements.frames import Sentence
from checker.statements.model import DISPUTES, Metric, Statement
from checker.statements.problems import Problem, Unread
from checker.statements.readings import CARRIED, RULES, Reading, Readings

_CASES: Final = frozenset({"件", "宗", "起", "例", "笔", ""})
_PERSONS: Final = frozenset({"名", "人", "家", "户", "位", "个"})


def compare(
    s: Statement, sentence: Sentence, readings: Readings, units: dict[str, frozenset[str]], unrelated: bool
) -> Problem | Unread | None:
    metric = s.metric
    if metric is None and s.quantity.kind == "money" and any("sole" in t.tags for t in sentence.tokens):
        metric = Metric("money", "fees")
    if metric is None or metric.soft or not s.counts or (unrelated and metric.family == "disputes"):
        return None
    if s.again and s.metric is not None:
        return None
    if s.quantity.kind == "count" and s.quantity.unit not in units.get(
        readings.table_of(metric), frozenset()
    ):
        return None
    if metric.family == "processing_fee":
        return _fee(s, metric, readings)
    if metric.key == "withdrawn":
        return _withdrawn(s, sentence, readings)
    options: Sequence[Reading] = readings.of(metric)
    if (
        metric.family == "disclosure"
        and s.quantity.unit in ("项", "个")
        and options
        and "previous" in {c for r, c in readings.tables["disclosure"].cells if r == metric.key.split(".")[0]}
    ):
        return None  # the 2019 edition counts items beside decisions
    if (
        metric.family == "disputes"
        and any("new" in t.tags for t in s.left)
        and any("carry" in t.tags for t in sentence.tokens)
    ):
        return None
    if (
        metric.family == "disputes"
        and metric.key.endswith(".total")
        and s.parts
        and s.implicit
        and not _about(s)
    ):
        return None  # 其中市政府受理9件
    if metric.key.endswith(".corrected") and not any(
        o is not s and o.metric and o.metric.family == "disputes" for o in sentence.statements
    ):
        return None  # 纠错 counts stand for more than one table column
    options = _fixed(s, sentence, options, metric)
    if metric.family == "disputes" and s.implicit:
        options = [*options, *_wider(s, sentence, metric, readings)]
    if not options or any(s.quantity.fits(v) for r in options for v in r.values):
        return None
    if s.parts and metric.family == "requests" and metric.key not in CARRIED and not _sole(s, sentence):
        return None  # 其中当日办结 35 件
    if metric.key == "finished" and _of_new(s, readings):
        return None
    if metric.key in ("any_other", "others") and _complement(s, sentence, readings):
        return None
    if (
        metric.family in ("outcomes", "applicants")
        and s.quantity.unit not in _CASES
        and not _same_unit(s, sentence)
    ):
        return None  # 1260份公文，其中不予公开540份
    if _part_of_told(s, metric, sentence, readings):
        return None
    if metric.family in ("requests", "outcomes") and _people(s, sentence):
        few = not options[0].values or s.quantity.value < options[0].value
        if few or s.quantity.bound != "exact":
            return None  # 3名申请人提交23件, 有9个部门收件超过20件
    same = [o for o in sentence.statements if o.metric == metric and o.counts and o.quantity.bound == "exact"]
    if len(same) > 1 and sum(o.quantity.value for o in same) in {v for r in options for v in r.values}:
        return None  # two ways of upholding, one row
    rule = "N03" if metric.family == "requests" and metric.key in CARRIED else RULES[metric.family]
    if any(not r.values for r in options):
        return Unread(rule, s.start, s.end, options[0].table, metric)
    first = options[0]
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


def _about(s: Statement) -> bool:
    return any("about" in t.tags for t in s.left)


def _wider(s: Statement, sentence: Sentence, metric: Metric, readings: Readings) -> Iterator[Reading]:
    """Where the kind of dispute stands in another clause, the result may be of a kind named further off as well."""
    group, result = metric.key.split(".")
    first = sentence.clauses[0].tokens
    alone = not any(t.tags.get("subject") in DISPUTES and t.start < s.start for t in sentence.tokens)
    if group in ("direct_suit", "suit_after_review"):
        yield from readings.of(Metric("disputes", f"suit.{result}"))
    elif (alone and first and result in ("total", "concluded", "pending")) or group == "disputes":
        for other in ("review", "suit", "disputes"):
            yield from readings.of(Metric("disputes", f"{other}.{result}"))


def _sole(s: Statement, sentence: Sentence) -> bool:
    """其中办结305件，结转17件 divides the whole: the parts are the year's own numbers. So does 其中局机关收到33件."""
    if any("scope" in t.tags for t in s.left):
        return True
    plain = not any(t.sort == "text" or t.tags.keys() & {"due", "unit", "average"} for t in s.left)
    others = {
        o.metric.key
        for o in sentence.statements
        if o is not s
        and o.metric
        and o.metric.family == "requests"
        and o.counts
        and abs(o.clause - s.clause) < 3
    }
    assert s.metric is not None
    pair = {"finished": {"carried_out", "unfinished", "carried"}, "received": {"carried_in"}}
    return plain and bool(others & pair.get(s.metric.key, set()))


def _of_new(s: Statement, readings: Readings) -> bool:
    """Whether a number settled is what the year's own new ones and nothing carried in make."""
    new, out = readings.total("new"), readings.total("carried_out")
    return new is not None and out is not None and s.quantity.fits(new - out)


def _complement(s: Statement, sentence: Sentence, readings: Readings) -> bool:
    """其他 N件 at the end of a list: whether it makes up the whole, be it several rows."""
    listed = Decimal(0)
    wholes = [v for r in readings.of(Metric("requests", "finished"))[:1] for v in r.values]
    for o in sentence.statements:
        if o is s:
            break
        if o.metric and o.metric.family == "outcomes" and o.counts and not o.sum:
            listed += o.quantity.value
    return listed + s.quantity.value in wholes


def _same_unit(s: Statement, sentence: Sentence) -> bool:
    return any(
        o.metric
        and o.metric.family == "requests"
        and o.quantity.unit == s.quantity.unit
        and o.clause != s.clause
        for o in sentence.statements
    )


def _part_of_told(s: Statement, metric: Metric, sentence: Sentence, readings: Readings) -> bool:
    """Whether the sentence has the total as well, and right: a smaller number of the kind is a part of it."""
    if metric.family == "requests":
        if metric.key not in ("received", "handled") or any("new" in t.tags for t in s.left):
            return False
        alike = {"received", "handled"}
    elif metric.family == "disclosure" and metric.key.endswith(".any"):
        alike = {metric.key}
    else:
        return False
    return any(
        o is not s and o.metric is not None and o.metric.key in alike and o.counts and not o.metric.soft
        and o.quantity.value > s.quantity.value
        and any(o.quantity.fits(v) for r in readings.of(o.metric) for v in r.values)
        for o in sentence.statements
    )  # fmt: skip


def _people(s: Statement, sentence: Sentence) -> bool:
    """Whether a number of persons or offices is the subject of the clause: what they asked for is a part."""
    before = [o for o in sentence.statements if o.clause == s.clause and o.end <= s.start]
    return bool(before) and (before[-1].quantity.unit in _PERSONS or not before[-1].quantity.unit)


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
        if s.quantity.unit not in ("件", "份", "次", "笔", "起", "个", "宗"):
            return None
        options = readings.of(metric)
        if not options or any(s.quantity.value >= v for r in options for v in r.values):
            return None
        if not options[0].values:
            return Unread("N09", s.start, s.end, "requests", metric)
        return Problem("N09", "notices", s.start, s.end, options[0].value, s.quantity.value, options[0])
    options = readings.of(Metric("money", "fees"))
    charged = any(t.tags.get("verb") == "charged" for t in s.left)
    if not charged or not options or not options[0].values or s.quantity.value <= max(options[0].values):
        return None
    return Problem("N09", "amount", s.start, s.end, options[0].value, s.quantity.value, options[0])
