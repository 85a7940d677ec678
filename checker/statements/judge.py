"""One sentence against the tables: what fits no reading, one problem a root cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from checker.statements.claims import Said, claims_of
from checker.statements.frames import Clause, Sentence
from checker.statements.lists import excesses
from checker.statements.model import DISPUTES, Metric, Statement
from checker.statements.ratios import wrong_ratios
from checker.statements.readings import CARRIED, RULES, Reading, Readings

_CASES: Final = frozenset({"件", "宗", "起", "例", "笔", ""})
_PERSONS: Final = frozenset({"名", "人", "家", "户", "位", "个"})
RESULTS: Final = ("upheld", "corrected", "other")


@dataclass(frozen=True, slots=True)
class Problem:
    """A statement or claim that the tables, or its own sentence, contradict. Offsets are into the folded text."""

    rule: str
    variant: str
    start: int
    end: int
    expected: Decimal | None
    actual: Decimal | None = None
    reading: Reading | None = None
    fields: dict[str, str] = field(default_factory=dict)
    received: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement whose cells could not be read."""

    rule: str
    start: int
    end: int
    table: str
    metric: Metric


def judge(sentence: Sentence, readings: Readings, units: dict[str, frozenset[str]]) -> list[Problem | Unread]:
    """Everything wrong in one sentence, in reading order; consequences of one root cause left out."""
    found: list[Problem | Unread] = []
    unrelated = any("unrelated" in t.tags for t in sentence.tokens)
    for statement in sentence.statements:
        result = _compare(statement, sentence, readings, units, unrelated)
        if result is not None:
            found.append(result)
    found = _largest(found)
    found += _results(sentence, readings, unrelated)
    wrong = [p for p in found if isinstance(p, Problem)]
    for excess in excesses(sentence.statements, readings):
        if any(_inside(p, (*excess.parts, excess.of) if excess.of else excess.parts) for p in wrong):
            continue
        first, last = excess.parts[0], excess.parts[-1]
        variant = "short" if excess.short else "exceeds" if excess.stated else "channels"
        found.append(
            Problem("N05", variant, _label_start(first), last.end, excess.whole, excess.total,
                    fields={"total": _text(excess.total), "whole": _text(excess.whole)})
        )  # fmt: skip
    for ratio in wrong_ratios(sentence.statements, readings):
        s = ratio.statement
        if any(p.start < o.end and o.start < p.end for o in ratio.operands for p in wrong):
            continue
        found.append(
            Problem("N08", ratio.kind, s.start, s.end, ratio.expected, s.quantity.value,
                    fields={"numerator": _text(ratio.numerator), "base": _text(ratio.base)})
        )  # fmt: skip
    for clause in sentence.clauses:
        for said in claims_of(clause.tokens, clause.topic):
            problem = _claim(said, clause, sentence, readings, unrelated)
            if problem is not None:
                found.append(problem)
    return _one_a_cause(sorted(found, key=lambda p: (p.start, p.rule)))


def _largest(found: list[Problem | Unread]) -> list[Problem | Unread]:
    """Of several numbers received that fit nothing the largest: the others may be parts of it."""
    sizes = [p.actual for p in found if isinstance(p, Problem) and p.rule == "N01" and p.variant == "default"]
    known = [n for n in sizes if n is not None]
    return [
        p for p in found
        if not (isinstance(p, Problem) and p.rule == "N01" and p.received and p.actual is not None and p.actual < max(known))
    ]  # fmt: skip


def _inside(problem: Problem, parts: Sequence[Statement]) -> bool:
    return any(p.start <= problem.start < p.end for p in parts)


def _label_start(statement: Statement) -> int:
    words = [t for t in statement.left if t.sort in ("word", "text") and "parts" not in t.tags]
    return words[0].start if words else statement.start


def _text(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _one_a_cause(found: list[Problem | Unread]) -> list[Problem | Unread]:
    """A number repeated in its sentence, and the second claim of one kind, are no causes of their own."""
    out: list[Problem | Unread] = []
    seen: set[tuple[object, ...]] = set()
    for item in found:
        if isinstance(item, Problem):
            if _cancels(item, out):
                continue
            key: tuple[object, ...] = (item.rule, item.actual)
            kind = (item.rule, item.variant) if item.actual is None else key
            none = item.rule in ("N01", "N02") and ("none", item.actual) in seen
            if kind in seen or none:
                continue
            seen.add(kind)
            if item.rule == "N02":
                seen.add(("none", item.actual))
        out.append(item)
    return out


def _cancels(item: Problem, before: Sequence[Problem | Unread]) -> bool:
    """A part that is as much too small as the part before it is too large: one slip, one finding."""
    if (
        item.rule != "N05"
        or item.actual is None
        or item.expected is None
        or item.variant != "default"
        or not before
    ):
        return False
    last = before[-1]
    if not isinstance(last, Problem) or last.rule != "N05" or last.actual is None or last.expected is None:
        return False
    return last.variant == "default" and item.actual - item.expected == last.expected - last.actual


def _compare(
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
    return bool(before) and before[-1].quantity.unit in _PERSONS


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


def _results(sentence: Sentence, readings: Readings, unrelated: bool) -> Iterator[Problem]:
    """复议1件，复议机关决定维持: the result of the only case, or of all, without a number of its own."""
    totals = [
        s for s in sentence.statements
        if s.metric and s.metric.family == "disputes" and s.counts and s.quantity.bound == "exact"
        and s.metric.key.split(".")[1] in ("total", "concluded")
    ]  # fmt: skip
    if len(totals) != 1 or unrelated:
        return
    total = totals[0]
    assert total.metric is not None
    if any(s is not total and s.role == "level" and s.quantity.kind == "count" for s in sentence.statements):
        return
    later = [t for t in sentence.tokens if t.start >= total.end]
    named = [t for t in later if t.tags.get("result") in RESULTS and "weak" not in t.tags]
    if len({t.tags["result"] for t in named}) != 1 or any(t.tags.keys() & {"none", "loss"} for t in later):
        return
    every = any("all" in t.tags and t.start < named[0].start for t in later)
    if total.quantity.value != 1 and not every:
        return
    options = readings.of(Metric("disputes", f"{total.metric.key.split('.')[0]}.{named[0].tags['result']}"))
    whole = readings.of(total.metric)
    if (
        not options
        or not options[0].values
        or not any(total.quantity.fits(v) for r in whole for v in r.values)
    ):
        return
    if not any(total.quantity.fits(v) for v in options[0].values):
        yield Problem("N06", "result", named[0].start, named[0].end, None, None, options[0],
                      {"value": _text(options[0].value), "count": _text(total.quantity.value)})  # fmt: skip


def _claim(
    said: Said, clause: Clause, sentence: Sentence, readings: Readings, unrelated: bool
) -> Problem | None:
    if clause.period not in ("this",) or clause.scope != "self":
        return None
    if any("except" in t.tags for t in sentence.tokens) and said.claim != "all_settled":
        return None
    if any("rest" in t.tags for t in clause.tokens) and said.claim in (
        "all_settled",
        "disputes_settled",
        "none",
    ):
        return None
    before = [s for s in sentence.statements if s.end <= said.start and s.role == "level"]
    last = before[-1] if before else None
    if said.claim == "none":
        return _positive("N02", "default", said, readings.of(Metric("requests", "received"))[:1])
    if said.claim == "nothing_carried":
        return _positive("N03", "none", said, readings.of(Metric("requests", said.subject)))
    if said.claim == "no_disputes":
        if unrelated:
            return None
        kinds = said.subject.split("+")
        group = kinds[0] if len(kinds) == 1 else "disputes" if "review" in kinds else "suit"
        return _positive("N06", "none", said, readings.of(Metric("disputes", f"{group}.total")))
    if said.claim == "no_fee" and sentence.noticed:
        return None  # the notices are told; that nothing was paid is no contradiction
    if said.claim in ("no_fee", "no_notice"):
        return _positive("N09", "default", said, readings.of(Metric("processing_fee", "notices")))
    if said.claim == "all_one":
        return _all_one(said, sentence, last, readings)
    if said.claim == "disputes_settled":
        return _pending(said, sentence, readings, unrelated)
    return _settled(said, clause, sentence, last, readings)


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
        pairs = [(Metric("outcomes", key), Metric("requests", "finished"), 1)]
    else:
        pairs = [(Metric("applicants", "rows", key), Metric("applicants", "rows"), 3)]
    for part, whole, several in pairs:
        for a, b in zip(readings.of(part)[:several] * several, readings.of(whole)[:several], strict=False):
            if not a.values or not b.values or set(a.values) & set(b.values):
                return None
    part_readings = readings.of(pairs[0][0])
    if not part_readings or (
        last is not None and any(last.quantity.fits(v) for r in part_readings for v in r.values)
    ):
        return None
    return Problem("N05", "all", said.start, said.end, part_readings[0].value, None, part_readings[0])


def _pending(said: Said, sentence: Sentence, readings: Readings, unrelated: bool) -> Problem | None:
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
    if unrelated or not kinds or any(t.tags.get("result") == "pending" for t in sentence.tokens):
        return None
    group = next(iter(kinds)) if len(kinds) == 1 else "disputes" if kinds & {"review", "disputes"} else "suit"
    return _positive("N10", "default", said, readings.of(Metric("disputes", f"{group}.pending")))


def _received_before(s: Statement, sentence: Sentence) -> bool:
    """Whether what was received stands before what was carried in: 新收15件，上年结转4件，均已办结 speaks of both."""
    return any(
        o.metric == Metric("requests", "received") and o.counts and o.end <= s.start
        for o in sentence.statements
    )


def _settled(
    said: Said, clause: Clause, sentence: Sentence, last: Statement | None, readings: Readings
) -> Problem | None:
    here = any(t.tags.get("subject") == "request" for t in clause.tokens)
    about = (
        here
        or clause.topic == "request"
        or any(s.metric and s.metric.family == "requests" for s in sentence.statements)
    )
    if not about or any(
        s.metric and s.metric.key in ("carried_out", "unfinished") for s in sentence.statements
    ):
        return None
    if last is not None:
        if not last.counts or last.role != "level" or last.channel or last.parts:
            return None
        both = (
            last.metric is not None and last.metric.key == "carried_in" and _received_before(last, sentence)
        )
        if (
            last.metric is None
            or last.metric.family != "requests"
            or (last.metric.key in CARRIED and not both)
        ):
            return None
        processed = readings.of(Metric("requests", "finished"))[:1]
        if last.metric.key == "finished" and processed and last.quantity.value in processed[0].values:
            new = readings.total("new")
            if new is None or last.quantity.value != new:
                return None
    return _positive("N04", "default", said, readings.of(Metric("requests", "carried_out")))
