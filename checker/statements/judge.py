"""One sentence against the tables: what fits no reading, one problem a root cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from checker.statements.claims import claims_of
from checker.statements.compare import compare
from checker.statements.doubts import doubtful
from checker.statements.elsewhere import LEAST
from checker.statements.frames import Sentence
from checker.statements.lists import beyond, every_channel, excesses, wrong_sums
from checker.statements.model import DISPUTES, Metric, Statement
from checker.statements.problems import Problem, Unread, plain
from checker.statements.ratios import wrong_ratios
from checker.statements.readings import Readings
from checker.statements.tokens import Token
from checker.statements.verdicts import verdict

RESULTS: Final = ("upheld", "corrected", "other")


def judge(sentence: Sentence, readings: Readings, units: dict[str, frozenset[str]]) -> list[Problem | Unread]:
    """Everything wrong in one sentence, in reading order; consequences of one root cause left out."""
    found: list[Problem | Unread] = []
    sentence = _own(sentence, readings)
    unrelated = any("unrelated" in t.tags for t in sentence.tokens)
    for statement in sentence.statements:
        result = compare(statement, sentence, readings, units, unrelated)
        if result is not None and not (
            isinstance(result, Problem) and doubtful(result, statement, sentence, readings)
        ):
            found.append(result)
    found = _largest(found)
    found += _results(sentence, readings, unrelated)
    wrong = [p for p in found if isinstance(p, Problem)]
    breaks = [n for n, c in enumerate(sentence.clauses) if ";" in c.marks]
    lists = (
        *excesses(sentence.statements, readings, breaks),
        *every_channel(sentence.statements, readings),
        *wrong_sums(sentence.statements),
        *beyond(sentence.statements),
    )
    for excess in lists:
        if any(_inside(p, (*excess.parts, excess.of) if excess.of else excess.parts) for p in wrong):
            continue
        last = excess.of if excess.summed and excess.of else excess.parts[-1]
        start = excess.of.start if excess.within and excess.of else _label_start(excess.parts[0])
        found.append(
            Problem("N05", excess.variant, start, last.end, excess.due, excess.said,
                    fields={"total": plain(excess.total), "whole": plain(excess.whole)})
        )  # fmt: skip
    for ratio in wrong_ratios(sentence.statements, readings, sentence.told):
        s = ratio.statement
        if any(p.start < o.end and o.start < p.end for o in ratio.operands for p in wrong):
            continue
        found.append(
            Problem("N08", ratio.kind, s.start, s.end, ratio.expected, s.quantity.value,
                    fields={"numerator": plain(ratio.numerator), "base": plain(ratio.base)})
        )  # fmt: skip
    for clause in sentence.clauses:
        for said in claims_of(clause.tokens, clause.topic):
            problem = verdict(said, clause, sentence, readings, unrelated)
            if problem is not None:
                found.append(problem)
    return _one_a_cause(sorted(found, key=lambda p: (p.start, p.rule)))


def _own(sentence: Sentence, readings: Readings) -> Sentence:
    """全市公安机关作出许可164250件、处罚4738件、强制862件: what fits the tables twice is the reporter's, whoever is named."""
    shown: Counter[tuple[str, str]] = Counter()
    for s in sentence.statements:
        others = s.scope != "self" and s.metric is not None and s.period == "this" and s.role == "level"
        if others and s.metric and s.quantity.value >= LEAST and readings.fit(s.quantity, s.metric):
            shown[s.scope, s.metric.family] += 1
    if not shown:
        return sentence
    return replace(
        sentence,
        statements=tuple(
            replace(s, scope="self") if s.metric and shown[s.scope, s.metric.family] > 1 else s
            for s in sentence.statements
        ),
    )


def _largest(found: list[Problem | Unread]) -> list[Problem | Unread]:
    """Of several numbers received that fit nothing the largest: the others may be parts of it."""
    known = [p.actual for p in found if isinstance(p, Problem) and p.received and p.actual is not None]
    return [
        p for p in found
        if not (isinstance(p, Problem) and p.rule == "N01" and p.received and p.actual is not None and p.actual < max(known))
    ]  # fmt: skip


def _inside(problem: Problem, parts: Sequence[Statement]) -> bool:
    return any(p.start <= problem.start < p.end for p in parts)


def _label_start(statement: Statement) -> int:
    words = [t for t in statement.left if t.sort in ("word", "text") and "parts" not in t.tags]
    return words[0].start if words else statement.start


def _one_a_cause(found: list[Problem | Unread]) -> list[Problem | Unread]:
    """A number repeated in its sentence, and the second claim of one kind, are no causes of their own."""
    out: list[Problem | Unread] = []
    seen: set[tuple[object, ...]] = set()
    for item in found:
        if isinstance(item, Problem):
            if _cancels(item, out):
                continue
            if (item.rule, item.variant) == ("N03", "none") and ("N04", "default") in seen:
                continue  # 全部办结，无结转: what was carried out denies both
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


def _results(sentence: Sentence, readings: Readings, unrelated: bool) -> Iterator[Problem]:
    """复议1件，复议机关决定维持: the result of the only case, or of all, without a number of its own."""
    if unrelated:
        return
    for total in sentence.statements:
        metric = total.metric
        if (
            metric is None
            or metric.family != "disputes"
            or not total.counts
            or total.quantity.bound != "exact"
        ):
            continue
        group, kind = metric.key.split(".")
        if kind not in ("total", "concluded") or not readings.fit(total.quantity, metric):
            continue
        named = _result_told(total, sentence)
        if named is None:
            continue
        options = readings.of(Metric("disputes", f"{group}.{named.tags['result']}"))
        if options and options[0].values and not any(total.quantity.fits(v) for v in options[0].values):
            yield Problem("N06", "result", named.start, named.end, None, None, options[0],
                          {"value": plain(options[0].value), "count": plain(total.quantity.value)})  # fmt: skip


def _result_told(total: Statement, sentence: Sentence) -> Token | None:
    """The one result behind a number of cases, of the only case or of all; up to the next number or kind of dispute."""
    behind = [t for t in sentence.tokens if t.start >= total.end]
    end = next(
        (
            n for n, t in enumerate(behind)
            if "none" in t.tags or t.tags.get("subject") in DISPUTES or t.text == ";" or t.quantity is not None
        ),
        len(behind),
    )  # fmt: skip
    later = behind[:end]
    named = [t for t in later if t.tags.get("result") in RESULTS and "weak" not in t.tags]
    if len({t.tags["result"] for t in named}) != 1 or any("loss" in t.tags for t in later):
        return None
    clause = next((c for c in sentence.clauses if named[0] in c.tokens), None)
    if clause is None or any(t.quantity is not None and t.start > named[0].start for t in clause.tokens):
        return None  # 均已审结，其中维持17件: the result of a number of its own
    every = any("all" in t.tags and t.start < named[0].start for t in later)
    return named[0] if total.quantity.value == 1 or every else None
