"""Parts against their whole inside a sentence: lists whose members the tables do not know.

Members that have a cell (outcomes, applicants, results of disputes) are compared one by one; here are lists of
channels, kinds of published items and the like, which only arithmetic can judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checker.statements.likeness import slip
from checker.statements.model import Metric, Statement
from checker.statements.readings import Readings
from checker.statements.words import words


@dataclass(frozen=True, slots=True)
class Excess:
    """Parts that add to more than their whole (or, ``short``, a full list of channels that adds to less)."""

    parts: tuple[Statement, ...]
    whole: Decimal
    total: Decimal
    stated: bool
    short: bool = False
    of: Statement | None = None
    """The statement of the whole, where the sentence has one."""
    summed: bool = False
    """The whole is a sum stated behind its parts."""
    within: bool = False
    """One number is said to be a part of another, smaller one."""

    @property
    def due(self) -> Decimal:
        """What should stand there: the whole, or the sum of the parts where the sum is printed behind them."""
        return self.total if self.summed else self.whole

    @property
    def said(self) -> Decimal:
        return self.whole if self.summed else self.total

    @property
    def variant(self) -> str:
        """The message of N05 that says it."""
        if self.summed:
            return "sum"
        if self.within:
            return "within"
        if self.short:
            return "short"
        return "exceeds" if self.stated else "channels"


def excesses(
    statements: Sequence[Statement], readings: Readings, breaks: Sequence[int] = ()
) -> Iterator[Excess]:
    """The lists of a sentence whose parts exceed the whole that stands before them or, for channels, in table 3.

    ``breaks``: the clauses that begin behind a semicolon.
    """
    for whole, parts in _runs(statements, frozenset(breaks)):
        total = sum((p.quantity.value for p in parts), Decimal(0))
        channels = all(p.channel for p in parts)
        if whole:
            size = sum((w.quantity.value for w in whole), Decimal(0))
            known = whole[-1].metric
            if not channels and parts[-1].clause != parts[0].clause:
                total = max(
                    p.quantity.value for p in parts
                )  # 其中网上办理4102件，即办件3360件: they may overlap
            if channels and known is not None and known.family != "requests":
                continue
            if total > size and (len(parts) > 1 or parts[0].parts):
                yield Excess(tuple(parts), size, total, True, of=whole[-1])
            elif channels and len(parts) > 2 and total < size and not any(p.parts for p in parts):
                yield Excess(tuple(parts), size, total, True, True, whole[-1])
        elif channels and len(parts) > 1 and all(p.counts for p in parts):
            values = readings.values(Metric("requests", "received"))
            if values and total > max(values):
                yield Excess(tuple(parts), values[0], total, False)


def every_channel(statements: Sequence[Statement], readings: Readings) -> Iterator[Excess]:
    """均通过网络、信函、当面三种方式提出，其中网络768件、信函398件、当面17件: as many numbers as ways, which make the whole.

    The whole is the number before them or what table 3 has; parts that make far more or less count another thing.
    """
    for n, s in enumerate(statements):
        ways = sum("channel" in t.tags for t in s.left)
        parts = statements[n + 1 : n + 1 + ways]
        if s.quantity.unit not in words("ways") or not 1 < ways == s.quantity.value == len(parts):
            continue
        if (
            not all(_plain(p) and p.scope == "self" and p.period == "this" for p in parts)
            or parts[0].clause - s.clause > 1
        ):
            continue
        total = sum((p.quantity.value for p in parts), Decimal(0))
        before = [
            o for o in statements[:n] if o.metric is not None and o.metric.family == "requests" and o.counts
        ]
        wholes = [before[-1].quantity.value] if before else readings.values(Metric("requests", "received"))
        if wholes and total not in wholes and slip(total, wholes[0]):
            yield Excess(
                tuple(parts),
                wholes[0],
                total,
                bool(before),
                total < wholes[0],
                before[-1] if before else None,
            )


def wrong_sums(statements: Sequence[Statement]) -> Iterator[Excess]:
    """网上71件、信函34件、当面5件，合计108件; 部门24个、乡镇12个，合计38个: a sum behind the numbers right before it."""
    for n, s in enumerate(statements):
        if not (s.bare and _plain(s) and s.left and all("whole" in t.tags for t in s.left)):
            continue
        run: list[Statement] = []
        for o in reversed(statements[:n]):
            apart = (run[-1] if run else s).clause - o.clause > 1
            if apart or not _plain(o) or o.whole or o.quantity.unit != s.quantity.unit or _kind(o) is None:
                break
            run.append(o)
        sums = [sum((o.quantity.value for o in run[:k]), Decimal(0)) for k in range(2, len(run) + 1)]
        if sums and s.quantity.value not in sums and slip(s.quantity.value, sums[-1]):
            yield Excess(tuple(reversed(run)), s.quantity.value, sums[-1], True, of=s, summed=True)


def beyond(statements: Sequence[Statement]) -> Iterator[Excess]:
    """24个部门中有27个公开了权责清单: a part of the number before it that is larger."""
    for n, (whole, s) in enumerate(pairwise(statements)):
        divided = any("within" in t.tags for t in whole.right) and s.clause - whole.clause <= 1
        joint = n > 0 and statements[n - 1].clause == whole.clause  # 22个部门、9个街道中
        own = any(t.sort == "text" or "filler" not in t.tags for t in s.left)
        own = own or any(t.tags.keys() & {"unit", "subject"} for t in s.right[:1])  # 9个街道中建成专区14个
        alike = s.quantity.unit == whole.quantity.unit != "" and not own
        counted = (
            s.role in ("level", "limit") and s.metric is None and _whole_number(s) and _whole_number(whole)
        )
        if divided and alike and counted and not joint and s.quantity.value > whole.quantity.value:
            yield Excess((s,), whole.quantity.value, s.quantity.value, True, of=whole, within=True)


def _plain(s: Statement) -> bool:
    """Whether a number can be added up."""
    return s.role in ("level", "list") and _whole_number(s)


def _whole_number(s: Statement) -> bool:
    """Whether it is a count to the last digit."""
    return s.quantity.kind == "count" and s.quantity.bound == "exact" and s.quantity.quantum == 1


def _kind(s: Statement) -> str | None:
    """What a member of a list is: a channel, something that no table counts, or (None) something compared by itself."""
    if s.role != "level" or not _plain(s) or s.sum:
        return None
    if any("within" in t.tags for t in s.right):
        return None  # 169件新收申请中: a whole
    if s.channel:
        return "channel"
    if s.metric is None or s.metric.soft:
        return "open"
    return None


def _runs(
    statements: Sequence[Statement], breaks: frozenset[int]
) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """Wholes (coordinate ones together) and the list that follows them."""
    whole: list[Statement] = []
    parts: list[Statement] = []
    for n, s in enumerate(statements):
        kind = _kind(s)
        first = not parts
        member = kind is not None and (s.parts or kind == "channel")
        if member and whole and s.quantity.unit != whole[-1].quantity.unit:
            member = False
        if member and first and whole and kind == "open":
            member = statements[n - 1] is whole[-1] and any("parts" in t.tags for t in s.left)
        if member and not first:
            # 门户网站843条、微信公众号312条、微博67条: a channel and names that we do not know, in one list
            alike = kind == _kind(parts[-1]) or (s.parts and s.clause == parts[-1].clause)
            member = alike and _together(parts, s)
            if kind == "open" and s.clause != parts[-1].clause and s.clause in breaks:
                member = False
        if member:
            parts.append(s)
            continue
        if s.quantity.kind == "percent":
            continue
        if parts:
            yield whole, parts
            parts, whole = [], []
        plain = s.role == "level" and s.quantity.kind == "count" and s.quantity.bound == "exact"
        if plain and whole and whole[-1].clause == s.clause and whole[-1].quantity.unit == s.quantity.unit:
            whole = [*whole, s]
        elif plain:
            whole = [s]
        elif s.quantity.kind in ("count", "money"):
            whole = []
    if parts:
        yield whole, parts


def _together(parts: Sequence[Statement], s: Statement) -> bool:
    """Whether a number goes on with a list: behind 、 as the ones before, or clause by clause from the first on."""
    if len(parts) == 1:
        return True
    return (parts[-1].clause == parts[-2].clause) == (parts[-1].clause == s.clause)
