"""What the rules across documents must say of a generated province, by plain arithmetic on what was printed.

Nothing of the product is asked but the thresholds of its rules; texts are known by how they were made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from checker.rulebook import RuleBook
from checker.specimen import Specimen

TABLES = ("requests", "disputes", "disclosure")
Key = tuple[str, str]


@dataclass
class Unit:
    """An agency: ``parent`` is the government that adds its numbers, ``city`` where it is."""

    name: str
    kind: str
    level: str
    parent: str | None
    city: str


@dataclass
class Filed:
    """A line of the roster: the report that the agency handed in for ``year``, which is about ``reported``.

    ``form`` is the format ("" where another line's file is named again). ``state``: written, twice (the same bytes as
    the first), no_file, lost_file, cut_off, locked.
    """

    file: str | None
    year: int
    reported: int
    form: str
    specimen: Specimen
    state: str = "written"
    faults: list[str] = field(default_factory=list)

    @property
    def there(self) -> bool:
        return self.state not in ("no_file", "lost_file")

    @property
    def readable(self) -> bool:
        return self.state in ("written", "twice")

    def table(self, name: str) -> dict[Key, Decimal | None]:
        """Numbers by cell; a blank is None."""
        return {k: Decimal(v) if v else None for k, v in self.specimen.cells[name].items()}


Who = tuple[str, str | None, int]
"""Agency, parent, year: how an answer is told from another's."""


def expected(listed: Sequence[tuple[Unit, list[Filed]]], book: RuleBook) -> dict[str, Any]:
    """Rule -> agency -> what it must say, as JSON."""
    by_year: dict[tuple[int, int], list[Filed]] = {}
    members: dict[str, list[int]] = {}
    for n, (unit, filed) in enumerate(listed):
        members.setdefault(unit.parent or "", []).append(n)
        for f in filed:
            by_year.setdefault((n, f.year), []).append(f)
    out: dict[str, Any] = {"G01": [], "G03": [], "X": [], "G02": _copied(listed)}
    for (n, year), filed in sorted(by_year.items()):
        unit = listed[n][0]
        who = {"agency": unit.name, "parent": unit.parent, "year": year}
        said, unsaid = _roster(filed)
        if said or unsaid:
            out["G03"].append({**who, "found": said, "open": unsaid})
        before = by_year.get((n, year - 1))
        if before and _report(filed) and _report(before):
            out["X"].append({**who, **_pair(filed, before, book)})
        below = members.get(unit.name, [])
        if below:
            names = [listed[m][0].name for m in below]
            out["G01"].append({**who, **_sums(filed, [by_year[m, year] for m in below], names, unit, book)})
    return out


def _report(filed: Sequence[Filed]) -> Filed | None:
    return next((f for f in filed if f.readable), None)


def _roster(filed: Sequence[Filed]) -> tuple[list[str], int]:
    """Variants of G03 that must be found, and how many things could not be checked."""
    there = [f for f in filed if f.there]
    if not there:
        return ["missing"], 0
    said = ["duplicate"] if len(there) > 1 else []
    unsaid = 0
    for f in there:
        if not f.readable:
            unsaid += 1
            continue
        if f.reported != f.year:
            said.append("wrong_year")
        if f.specimen.dated is None:
            unsaid += 1
        elif _day(f.specimen.dated) > (f.year + 1, 1, 31):
            said.append("late")
    return sorted(said), unsaid


def _day(printed: str) -> tuple[int, int, int]:
    year, rest = printed.split("年")
    month, day = rest.removesuffix("日").split("月")
    return int(year), int(month), int(day)


def _pair(filed: Sequence[Filed], before: Sequence[Filed], book: RuleBook) -> dict[str, Any]:
    """X01-X04 on two years of one agency."""
    now, then = _report(filed), _report(before)
    assert now is not None and then is not None
    if now.reported != then.reported + 1:
        return {"comparable": False}
    a, b = now.table("requests"), then.table("requests")
    off = sorted(c for r, c in a if r == "carried_in" and a[r, c] != b["carried_out", c])
    stock = []
    d, e = now.table("disclosure"), then.table("disclosure")
    for row in ("regulations", "normative_documents"):
        due = (e[row, "in_force"] or 0) + (d[row, "issued"] or 0) - (d[row, "repealed"] or 0)
        if due != d[row, "in_force"]:
            stock.append(row)
    params = book.rules["X04"].params
    same = [t for t in TABLES if _same(now.table(t), then.table(t), params)]
    texts = {"repeats": "copied", "repeats_much": "alike"}
    repeated = [v for f, v in texts.items() if f in now.faults]
    return {"comparable": True, "X01": off, "X02": stock, "X03": repeated, "X04": same}


def _same(a: dict[Key, Decimal | None], b: dict[Key, Decimal | None], params: Any) -> bool:
    if {k: v or 0 for k, v in a.items()} != {k: v or 0 for k, v in b.items()}:
        return False
    telling = [
        v
        for (r, c), v in a.items()
        if v and r not in params["not_telling"] and c not in params["not_telling"]
    ]
    return sum(math.log2(1 + abs(float(v))) for v in telling) >= params["bits"]


def _sums(
    filed: Sequence[Filed], below: Sequence[Sequence[Filed]], names: Sequence[str], unit: Unit, book: RuleBook
) -> dict[str, Any]:
    """G01: by table, who cannot be added, whose blanks are left out, and the cells whose sum is another."""
    if _report(filed) is None:
        return {"readable": False}
    out: dict[str, Any] = {"readable": True}
    left = book.rules["G01"].params["not_added"]
    for table in TABLES:
        absent = [n for n, m in zip(names, below, strict=True) if not _known(m, table)]
        if not _known(filed, table):
            absent = [unit.name]
        if absent:
            out[table] = {"absent": sorted(absent)}
            continue
        own = filed[0].table(table)
        parts = [(n, m[0].table(table)) for n, m in zip(names, below, strict=True)]
        blank = {n for n, p in [*parts, (unit.name, own)] for k, v in p.items() if v is None}
        off = []
        for key, value in own.items():
            numbers = [p[key] for _, p in parts]
            if f"{table}.{key[0]}" in left or value is None or None in numbers:
                continue
            if sum(n for n in numbers if n is not None) != value:
                off.append(list(key))
        out[table] = {"off": sorted(off), "blank": sorted(blank)}
    return out


def _known(filed: Sequence[Filed], table: str) -> bool:
    """A readable report of the right year, and none that says otherwise."""
    read = [f for f in filed if f.readable]
    return (
        bool(read)
        and read[0].reported == read[0].year
        and all(f.table(table) == read[0].table(table) for f in read)
    )


def _copied(listed: Sequence[tuple[Unit, list[Filed]]]) -> list[dict[str, Any]]:
    """Sections that two agencies share for the most part: by the sentences, none of which two agencies have by chance."""
    share = 0.7
    by_sentence: dict[tuple[int, str], list[tuple[int, int]]] = {}
    sizes: dict[tuple[int, int, int], int] = {}
    for n, (_, filed) in enumerate(listed):
        for year in sorted({f.year for f in filed}):
            report = _report([f for f in filed if f.year == year])
            if report is None:
                continue
            for number in (1, 5):
                for sentence in _sentences(report.specimen, number):
                    by_sentence.setdefault((number, sentence), []).append((n, year))
    shared: dict[tuple[int, tuple[int, int], tuple[int, int]], int] = {}
    for (number, sentence), having in by_sentence.items():
        if len(having) > 12:
            continue  # wording of the whole province
        for who in having:
            sizes[number, *who] = sizes.get((number, *who), 0) + len(sentence)
        for i, one in enumerate(having):
            for other in having[i + 1 :]:
                if one[0] != other[0]:
                    shared[number, one, other] = shared.get((number, one, other), 0) + len(sentence)
    out = []
    for (number, one, other), length in sorted(shared.items()):
        if 2 * length >= share * (sizes[number, *one] + sizes[number, *other]):
            out.append({
                "section": number,
                "members": [{"agency": listed[n][0].name, "parent": listed[n][0].parent, "year": y} for n, y in (one, other)],
            })  # fmt: skip
    return out


def _sentences(s: Specimen, number: int) -> set[str]:
    """The sentences of a section that are not of the form itself."""
    stock = ("共收到政府信息公开申请", "渠道保持畅通", "责任追究")
    every = "".join(s.sections[number]).replace("）", "。").split("。")
    return {re.sub("[0-9]+", "#", t) for t in every if len(t) > 16 and not any(w in t for w in stock)}
