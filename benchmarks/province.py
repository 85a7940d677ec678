"""A generated province: agencies in a tree, two years of reports, five formats, a roster, and faults whose truth is known.

    python -m benchmarks.province DIR [--documents 5000] [--seed 7] [--jobs 2]

Writes DIR/roster.csv, DIR/roster.xlsx (the same lines), DIR/files/, and DIR/truth.json: the faults by file, and what the
rules across documents must say (:mod:`benchmarks.province_truth`). Governments print the sum of the agencies below them;
carried-over numbers and stocks follow from the year before; texts are their own. The faults spoil that on purpose.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import province_texts as texts
from benchmarks.province_reports import Draft, printed
from benchmarks.province_truth import TABLES, Filed, Unit, expected
from checker import rulebook
from checker.places import codes
from checker.rulebook import RuleBook
from tests.support import numbers, writers

PROVINCE = "13"  # 河北省: eleven cities, some 160 counties
YEARS = (2023, 2024)
FORMATS = ("pdf", "docx", "pdf", "html", "pdf", "markdown", "pdf", "docx", "pdf", "text")
DEPARTMENTS = (
    "教育局", "水利局", "财政局", "民政局", "司法局", "审计局", "统计局", "农业农村局", "交通运输局", "卫生健康局", "应急管理局",
    "医疗保障局", "退役军人事务局", "市场监督管理局", "文化广电和旅游局", "生态环境局", "信访局", "商务局", "林业局", "住房和城乡建设局",
)  # fmt: skip
TOWNS = ("城关镇人民政府", "新集镇人民政府", "大营镇人民政府")
"""Every county has them: names that a roster tells apart by the parent alone."""

FAULTS = {
    "spoilt": 8, "blank": 1, "no_file": 1, "lost_file": 1, "late": 2, "undated": 2, "twice": 1, "two_versions": 1,
    "other_years_file": 1, "wrong_year": 1, "copies": 3, "half_copies": 1, "repeats": 2, "repeats_much": 2,
    "carries_wrong": 2, "carries_columns": 1, "stock_wrong": 2, "same_table": 2, "cut_off": 1, "locked": 1,
}  # fmt: skip
"""Faults of agencies, in per cent; the rest have none. Governments have their own: every fourth sum is wrong."""
FILING = (
    "no_file",
    "lost_file",
    "twice",
    "two_versions",
    "other_years_file",
    "wrong_year",
    "cut_off",
    "locked",
)
"""Those that lie in what is handed in, not in the report."""


def units(documents: int) -> list[Unit]:
    """The agencies, parents first: a province, its cities, their counties, and departments and towns below."""
    count = max(8, documents // len(YEARS))
    below = 5 if count < 120 else 13 if count < 2000 else 17
    cities, counties = _regions()
    used = max(1, min(len(cities), count // (16 * (below + 1))))
    top = Unit("河北省人民政府", "government", "省级", None, "河北省")
    out = [top]

    def government(region: str, level: str, parent: str, city: str) -> None:
        name = f"{region}人民政府"
        out.append(Unit(name, "government", level, parent, city))
        towns = TOWNS[: below // 4] if level == "县级" else ()
        offices = [f"{region}人民政府办公室", *(region + d for d in DEPARTMENTS)][: below - len(towns)]
        out.extend(
            Unit(n, "office" if n.endswith("办公室") else "department", level, name, city) for n in offices
        )
        out.extend(Unit(n, "township", "乡级", name, city) for n in towns)

    for city in cities[:used]:
        government(city, "市级", top.name, city)
    for city, county in (c for c in counties if c[0] in cities[:used]):
        if len(out) >= count:
            break
        government(county, "县级", f"{city}人民政府", city)
    return out[:count]


def _regions() -> tuple[list[str], list[tuple[str, str]]]:
    """Cities, and (city, county) with counties of one name told apart by their city's."""
    ours = {
        n: sorted(c for c in cs if c[:2] == PROVINCE)
        for n, cs in codes().items()
        if n not in ("市辖区", "河北省")
    }
    by_code = {c: n for n, cs in ours.items() for c in cs}
    cities = [n for c, n in sorted(by_code.items()) if c.endswith("00") and c[2:4] != "00"]
    counties = []
    for name, own in ours.items():
        for code in own:
            city = by_code.get(code[:4] + "00")
            if city and not code.endswith("00"):
                counties.append((code, (city, name if len(own) == 1 else city + name)))
    # Counties city by city in turn, so that a small province has some of each.
    counties.sort(key=lambda c: (c[0][4:], c[0][:4]))
    return cities, [c for _, c in counties]


def drafts(book: RuleBook, unit: Unit, rng: random.Random) -> dict[int, Draft]:
    """Two years of an agency that reports for itself; the second follows from the first."""
    out: dict[int, Draft] = {}
    before: Draft | None = None
    for year in YEARS:
        table = numbers.requests(rng, book, "2021")
        cells = {
            "requests": {k: str(v) for k, v in _follow(table, before).items()},
            "disputes": {k: str(v) for k, v in numbers.disputes(rng, book, "2021").items()},
            "disclosure": _disclosure(rng, book, before),
        }
        before = out[year] = Draft(
            year, cells, texts.deeds(rng, 10), texts.problems(rng, 8), f"{year + 1}年1月{rng.randint(8, 30)}日",
            rng.random() < 0.6,
        )  # fmt: skip
    return out


def _follow(table: numbers.Numbers, before: Draft | None) -> numbers.Numbers:
    """The numbers with what the year before carried over; more is granted where more came in than was done."""
    if before is None:
        return table
    for column in numbers.APPLICANTS:
        carried = int(before.cells["requests"]["carried_out", column])
        new = table["processed_total", column] + table["carried_out", column] - carried
        if new < 0:
            table["granted", column] -= new
            table["processed_total", column] -= new
            new = 0
        table["carried_in", column], table["new", column] = carried, new
    for row in {r for r, _ in table}:
        table[row, "total"] = sum(table[row, c] for c in numbers.APPLICANTS)
    return table


def _disclosure(rng: random.Random, book: RuleBook, before: Draft | None) -> dict[numbers.Key, str]:
    cells = numbers.disclosure(rng, book, "2021")
    stock = (
        int(before.cells["disclosure"]["normative_documents", "in_force"]) if before else rng.randint(5, 90)
    )
    issued, repealed = rng.randint(0, 6), rng.randint(0, min(3, stock))
    after = stock + issued - repealed if before else stock + issued
    for column, value in (("issued", issued), ("repealed", repealed), ("in_force", after)):
        cells["normative_documents", column] = str(value)
    for row in ("licences", "penalties", "coercion"):
        cells[row, "decisions"] = str(rng.choice((0, rng.randint(1, 60), rng.randint(60, 4000))))
    return cells


def summed(below: Sequence[dict[int, Draft]], rng: random.Random) -> dict[int, Draft]:
    """A government's two years: the sums of the agencies below it, and texts of its own."""
    out = {}
    for year in YEARS:
        cells: dict[str, dict[numbers.Key, str]] = {}
        parts = [b[year].sound or b[year].cells for b in below]
        for table in TABLES:
            cells[table] = {k: str(sum(Decimal(p[table][k]) for p in parts)) for k in parts[0][table]}
        out[year] = Draft(
            year,
            cells,
            texts.deeds(rng, 10),
            texts.problems(rng, 8),
            f"{year + 1}年1月{rng.randint(8, 30)}日",
            True,
        )
    return out


def spoil(fault: str, both: dict[int, Draft], other: Sequence[Draft], rng: random.Random) -> None:
    """Works a fault into an agency's two years. ``other`` are drafts of agencies without faults, to copy from."""
    first, last = both[YEARS[0]], both[YEARS[-1]]
    draft = rng.choice((first, last))
    table = last.cells["requests"]
    if fault in ("spoilt", "blank"):
        draft.sound = {t: dict(c) for t, c in draft.cells.items()}
        clean = {k: int(v) for k, v in draft.cells["requests"].items()}
        rows = {k: v for k, v in clean.items() if k[0] not in ("carried_in", "carried_out")}
        key, made = numbers.corrupted(rng, rows)
        draft.cells["requests"][key] = str(made[key]) if fault == "spoilt" else ""
    elif fault == "late":
        draft.dated = f"{draft.year + 1}年2月{rng.randint(10, 26)}日"
    elif fault == "undated":
        draft.dated = None
    elif fault in ("copies", "half_copies"):
        source = next(o for o in other if o.year == draft.year)
        keep = 8 if fault == "copies" else 4
        if rng.random() < 0.5:
            draft.deeds = [*_renumbered(source.deeds[:keep], rng), *draft.deeds[keep:]]
        else:
            draft.problems = [*_renumbered(source.problems[: keep - 1], rng), *draft.problems[keep - 1 :]]
    elif fault in ("repeats", "repeats_much"):
        if rng.random() < 0.5:
            last.deeds = first.deeds if fault == "repeats" else [*first.deeds[:6], *last.deeds[6:]]
            last.common = first.common
        else:
            last.problems = (
                first.problems if fault == "repeats" else [*first.problems[:5], *last.problems[5:]]
            )
        draft = last
    elif fault == "carries_wrong":
        _move(table, "natural_person", rng.randint(1, 4))
        draft = last
    elif fault == "carries_columns":
        carried = rng.randint(1, 3)  # the total must hold: the year before carried all of them for people
        _move(first.cells["requests"], "natural_person", 0, carried)
        _move(table, "business", carried)
        draft = last
    elif fault == "stock_wrong":
        key = ("normative_documents", "in_force")
        last.cells["disclosure"][key] = str(int(last.cells["disclosure"][key]) + rng.randint(1, 9))
        draft = last
    elif fault == "same_table":
        last.cells["disputes"] = dict(first.cells["disputes"])
        draft = last
    draft.faults.append(fault)


def _renumbered(sentences: Sequence[str], rng: random.Random) -> list[str]:
    return [re.sub(r"[0-9]+", lambda _: str(rng.randint(2, 90)), t) for t in sentences]


def _move(table: dict[numbers.Key, str], column: str, into: int, out: int = 0) -> None:
    """``into`` more carried in, and ``out`` more carried out, of a column; every identity still holds."""
    done = max(into - out, 0)
    changes = {
        "carried_in": into,
        "carried_out": out,
        "granted": done,
        "processed_total": done,
        "new": max(out - into, 0),
    }
    for row, more in changes.items():
        for c in (column, "total"):
            table[row, c] = str(int(table[row, c]) + more)


def missum(both: dict[int, Draft], rng: random.Random) -> None:
    """A government's sum that is not one, though its own identities hold."""
    draft = rng.choice([*both.values()])
    if rng.random() < 0.6:
        for row in ("granted", "processed_total", "new"):
            for column in ("natural_person", "total"):
                draft.cells["requests"][row, column] = str(int(draft.cells["requests"][row, column]) + 2)
    else:
        key = ("licences", "decisions")
        draft.cells["disclosure"][key] = str(int(draft.cells["disclosure"][key]) + rng.randint(1, 30))
    draft.faults.append("missum")


def province(
    documents: int, seed: int, formats: Sequence[str] = FORMATS, dense: float = 1.0
) -> Iterator[tuple[Unit, list[Filed]]]:
    """Agencies with what the roster lists for each, a line a year (two where an agency handed in twice).

    ``dense`` multiplies the share of agencies with a fault.
    """
    book = rulebook.load()
    every = units(documents)
    members: dict[str, list[int]] = {}
    for n, unit in enumerate(every):
        members.setdefault(unit.parent or "", []).append(n)
    rngs = [random.Random(f"{seed}/{n}") for n in range(len(every))]
    made: dict[int, dict[int, Draft]] = {}
    leaves = [n for n, u in enumerate(every) if u.name not in members]
    weights = [w * dense for w in FAULTS.values()]
    faults = {n: rngs[n].choices([*FAULTS, ""], [*weights, 100 - sum(weights)])[0] for n in leaves}
    for n in leaves:
        made[n] = drafts(book, every[n], rngs[n])
    sound = [n for n in leaves if not faults[n]]
    copied = cycle(random.Random(seed).sample(sound, len(sound)))
    for n in leaves:
        if faults[n] and faults[n] not in FILING:
            source = made[next(copied)] if "copies" in faults[n] else {}
            spoil(faults[n], made[n], [*source.values()], rngs[n])
    for n in reversed(range(len(every))):  # the lowest governments first
        if n not in made:
            made[n] = summed([made[m] for m in members[every[n].name]], rngs[n])
            if rngs[n].random() < 0.25:
                missum(made[n], rngs[n])
    for n, unit in enumerate(every):
        forms = {y: formats[(n + 3 * k) % len(formats)] for k, y in enumerate(YEARS)}
        yield unit, list(_filed(book, unit, n, made[n], forms, faults.get(n, ""), rngs[n]))


def _filed(
    book: RuleBook, unit: Unit, n: int, both: dict[int, Draft], forms: dict[int, str], fault: str, rng: random.Random
) -> Iterator[Filed]:  # fmt: skip
    special = rng.choice(YEARS)
    for year, draft in both.items():
        form = forms[year]
        if fault == "blank" and form == "text":
            form = "docx"  # text copied from a page does not tell a blank from a merged cell
        if fault in ("cut_off", "locked") and year == special:
            form = "docx" if fault == "cut_off" else "pdf"
        name = f"files/{n:05d}-{year}a{Path(writers.NAMES[form]).suffix}"
        s = printed(book, unit, draft, n, rng)
        made = Filed(name, year, year, form, s, faults=list(draft.faults))
        if year == special and fault in ("no_file", "lost_file", "cut_off", "locked"):
            made.state = fault
            made.faults.append(fault)
            if fault == "no_file":
                made.file = None
        if year == YEARS[-1] and fault == "other_years_file":
            before = both[YEARS[0]]
            name = f"files/{n:05d}-{YEARS[0]}a{Path(writers.NAMES[forms[YEARS[0]]]).suffix}"
            made = Filed(name, year, YEARS[0], "", printed(book, unit, before, n, rng), faults=[fault])
        if year == YEARS[-1] and fault == "wrong_year":
            made.specimen = printed(book, unit, both[YEARS[0]], n, rng)
            made.reported = YEARS[0]
            made.faults.append(fault)
        yield made
        if year == special and fault in ("twice", "two_versions"):
            second = Filed(name.replace("a.", "b."), year, year, form, s, faults=[fault], state="twice")
            if fault == "two_versions":
                second.state = "written"
                second.specimen = printed(book, unit, draft, n, rng)
                _move(second.specimen.cells["requests"], "natural_person", 3)
            yield second


def write(job: tuple[str, Filed]) -> None:
    """Writes one file; runs in a child."""
    folder, filed = job
    book = rulebook.load()
    target = Path(folder) / str(filed.file)
    if filed.state == "twice":
        return  # a copy of the first, made when that is there
    content = writers.WRITERS[filed.form](book, filed.specimen)
    if filed.state == "cut_off":
        content = content[: len(content) // 2]
    if filed.state == "locked":
        content = locked(content)
    target.write_bytes(content)


def locked(content: bytes) -> bytes:
    """A PDF behind a password."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


COLUMNS = ("agency", "level", "parent", "kind", "year", "file", "due")


def generate(
    folder: Path,
    documents: int,
    seed: int = 7,
    jobs: int = 1,
    tick: Callable[[int], None] = lambda _: None,
    **more: Any,
) -> int:
    """Writes the province (``more`` as in :func:`province`); returns the number of files."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    listed = [*province(documents, seed, **more)]
    rows = [
        [u.name, u.level, u.parent or "", u.kind, f.year, f.file or "", f"{f.year + 1}-01-31"]
        for u, fs in listed
        for f in fs
    ]
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    (folder / "roster.csv").write_text(text.getvalue(), encoding="utf-8-sig")
    _xlsx(folder / "roster.xlsx", rows)
    work = [(str(folder), f) for _, fs in listed for f in fs if f.file and f.form and f.state != "lost_file"]
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            for n, _ in enumerate(pool.map(write, work, chunksize=8), 1):
                tick(n)
    else:
        for n, job in enumerate(work, 1):
            write(job)
            tick(n)
    for _, filed in work:
        if filed.state == "twice" and filed.file:
            content = (folder / filed.file.replace("b.", "a.")).read_bytes()
            (folder / filed.file).write_bytes(content)
    truth = {"faults": _faults(listed), "expected": expected(listed, rulebook.load())}
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(work)


def _faults(listed: Sequence[tuple[Unit, list[Filed]]]) -> list[dict[str, Any]]:
    return [
        {"agency": u.name, "parent": u.parent, "year": f.year, "file": f.file, "faults": f.faults}
        for u, fs in listed for f in fs if f.faults
    ]  # fmt: skip


def _xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        for r, row in enumerate([COLUMNS, *rows]):
            sheet.write_row(r, 0, row)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    count = generate(
        given.folder,
        given.documents,
        given.seed,
        given.jobs,
        lambda n: print(n, flush=True) if n % 500 == 0 else None,
    )
    print(f"{count} files in {given.folder}")


if __name__ == "__main__":
    main()
