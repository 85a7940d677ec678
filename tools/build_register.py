"""Builds the register of law: ``python tools/build_register.py ../shared/facts/statutes.tsv [--out DIR] [--report FILE]``.

In: the table of statutes, ``rules/statutes/core.yml`` (rows kept by hand, which decide) and
``rules/statutes/corrections.yml``. Out: ``national.jsonl`` and ``local.jsonl``, sorted and stable byte for byte, and
a report of everything changed, merged or left out. Ends with status 1 and writes nothing where the result is not valid.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import yaml

HERE: Final = Path(__file__).resolve().parent.parent
if str(HERE) not in sys.path:  # run as a script from a checkout
    sys.path.insert(0, str(HERE))

from checker.statutes.names import normalise_number, normalise_title
from checker.statutes.reading import digest
from checker.statutes.validate import validate

TABLE_STATE: Final = "2025-04-19"
KINDS: Final = {
    "行政法规": "administrative_regulation",
    "司法解释": "judicial_interpretation",
    "部门规章": "department_rule",
}
LAWS: Final = frozenset(
    ("刑法", "宪法", "宪法相关法", "民法典", "民法商法", "社会法", "经济法", "行政法", "诉讼与非诉讼程序法")
)
PLACES: Final = {
    "上海": "上海市",
    "北京": "北京市",
    "重庆": "重庆市",
    "山东": "山东省",
    "广东": "广东省",
    "河南": "河南省",
    "浙江": "浙江省",
}
LOCAL: Final = frozenset({"local_regulation", "local_rule", "local_document"})
# days between the date of adoption and of publication that still make one version, by kind
ONE_VERSION: Final = {"law": 0, "judicial_interpretation": 366, "local_regulation": 200}
ONE_VERSION_ELSE: Final = 62
BEGINS_WITHIN: Final = 400  # days from issue within which a text comes into force
LOCAL_ARTICLES: Final = 10  # a local 条例 with fewer articles was cut short when it was counted

Json = dict[str, Any]


@dataclass
class Report:
    """What the build changed, by heading, in order."""

    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, heading: str, note: str) -> None:
        self.notes[heading].append(note)

    def text(self) -> str:
        parts = []
        for heading, notes in self.notes.items():
            parts.append(f"## {heading} ({len(notes)})\n")
            parts += [f"- {n}\n" for n in notes]
        return "".join(parts)


# ------------------------------------------------------------------------------------------------ core.yml


def core_works(path: Path) -> tuple[list[Json], str, dict[str, str]]:
    """The works of ``core.yml`` in the form of the register, its ``state_of`` and its sources.

    Read without YAML's types, so that 2016-02 and 2014 stay the text they are.
    """
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    works = []
    for row in data["works"]:
        work: Json = {"id": row["id"], "kind": row["kind"]}
        put(work, "short_titles", row.get("short"))
        put(work, "generic_titles", row.get("generic"))
        for key in ("issuer", "place", "series"):
            put(work, key, row.get(key))
        work["status"] = row.get("status", "in_force")
        put(work, "replaced_by", row.get("replaced_by"))
        work["confidence"] = row["confidence"]
        work["source"] = row["source"]
        state = row.get("state_of", data["state_of"])
        put(work, "state_of", None if state == "unknown" else state)
        put(work, "note", row.get("note"))
        work["versions"] = core_versions(row.get("versions", []))
        works.append(work)
    return works, data["state_of"], data["sources"]


def core_versions(rows: list[Json]) -> list[Json]:
    """The versions of a work, each ended by the next one's first day unless it says otherwise."""
    versions: list[Json] = []
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else {}
        repealed, unsourced = row.get("repealed"), list(row.get("k", []))
        if not repealed and not row.get("gap") and following.get("in_force"):
            repealed = following["in_force"]
            if "in_force" in following.get("k", []):
                unsourced.append("repealed")
        version: Json = {}
        for key in ("number", "issued", "in_force"):
            put(version, key, row.get(key))
        put(version, "repealed", repealed)
        put(version, "articles", int(row["articles"]) if row.get("articles") else None)
        if "years" in row:
            version["years"] = [int(y) if y else None for y in row["years"]] + [None] * (
                2 - len(row["years"])
            )
        put(version, "unsourced", unsourced)
        put(version, "note", row.get("note"))
        versions.append(version)
    return versions


def put(target: Json, key: str, value: object) -> None:
    """Sets a key unless its value is empty: a blank is unknown and is not written."""
    if value:
        target[key] = value


# ------------------------------------------------------------------------------------------------ the table


@dataclass(frozen=True)
class Row:
    """A row of the table after corrections; dates are ISO text or empty."""

    kind: str
    place: str
    title: str
    version: str
    first: str
    in_force: str
    decrees: tuple[tuple[str, str], ...]  # (date, number as printed)
    articles: int | None


class Corrections:
    """The corrections kept by hand; remembers which were used, so that a stale one is told."""

    def __init__(self, path: Path) -> None:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        self.titles = {c["from"]: (c["to"], c["why"]) for c in data["titles"]}
        self.left_out = {c["title"]: c["why"] for c in data["left_out"]}
        self.rows_left_out = {(c["title"], c["version_date"]): c["why"] for c in data["rows_left_out"]}
        self.kinds = {c["title"]: (c["kind"], c["why"]) for c in data["kinds"]}
        self.articles = {c["title"]: c["why"] for c in data["articles"]}
        self.used: set[str] = set()

    def unused(self) -> list[str]:
        known = {
            *self.titles,
            *self.left_out,
            *(t for t, _ in self.rows_left_out),
            *self.kinds,
            *self.articles,
        }
        return sorted(known - self.used)


def iso(text: str, title: str, report: Report) -> str:
    """A date with half-width digits, or nothing where it is no date."""
    plain = normalize("NFKC", text)
    if plain != text:
        report.add("dates with full-width digits", f"{title}: {text}")
    try:
        return date.fromisoformat(plain).isoformat() if plain else ""
    except ValueError:
        report.add("dates that are none", f"{title}: {text}")
        return ""


def table_rows(path: Path, fix: Corrections, report: Report) -> list[Row]:
    """The rows of the table, corrected; what is left out goes to the report."""
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        for raw in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            title = " ".join(raw["title"].split())
            if title != raw["title"]:
                report.add("titles with doubled blanks", title)
            if title in fix.left_out:
                fix.used.add(title)
                report.add("titles left out", f"{title}: {fix.left_out[title]}")
                continue
            if title in fix.titles:
                fix.used.add(title)
                report.add("titles corrected", f"{title} → {fix.titles[title][0]}: {fix.titles[title][1]}")
                title = fix.titles[title][0]
            if (title, raw["version_date"]) in fix.rows_left_out:
                fix.used.add(title)
                report.add(
                    "rows left out",
                    f"{title} {raw['version_date']}: {fix.rows_left_out[title, raw['version_date']]}",
                )
                continue
            rows.append(corrected(raw, title, fix, report))
    return rows


def corrected(raw: dict[str, str], title: str, fix: Corrections, report: Report) -> Row:
    """One row with its kind, dates and number of articles put right."""
    printed = raw["kind"]
    place = next((full for short, full in PLACES.items() if printed.startswith(short)), "")
    kind = "local_regulation" if place else "law" if printed in LAWS else KINDS.get(printed, "")
    if title in fix.kinds:
        fix.used.add(title)
        kind, why = fix.kinds[title]
        report.add("kinds corrected", f"{title}: {printed} → {kind}: {why}")
    if not kind:
        raise SystemExit(f"{title}: kind {printed} is not known; add it to corrections.yml")
    articles = int(raw["articles"]) if raw["articles"] else None
    if articles and title in fix.articles:
        fix.used.add(title)
        report.add("numbers of articles taken as unknown", f"{title} ({articles}): {fix.articles[title]}")
        articles = None
    elif articles and place and title.endswith("条例") and articles < LOCAL_ARTICLES:
        report.add("numbers of articles taken as unknown", f"{title} ({articles}): too few for a 条例")
        articles = None
    version, first, in_force = (
        iso(raw[k], title, report) for k in ("version_date", "first_date", "in_force")
    )
    if version and first and first > version:
        if gap(version, first) <= ONE_VERSION_ELSE:
            version = first  # adopted, then published: the later day is that of issue
        else:
            report.add(
                "dates that contradict each other, taken as unknown",
                f"{title}: first {first}, version {version}",
            )
            version = first = ""
    decrees = tuple(
        (day, number) for day, _, number in (d.partition(" ") for d in raw["decrees"].split(";") if d)
    )
    return Row(kind, place, title, version, first, in_force, decrees, articles)


def days(early: str, late: str) -> int:
    """Days from ``early`` to ``late``, both ISO text."""
    return (date.fromisoformat(late) - date.fromisoformat(early)).days


def gap(one: str, other: str) -> int:
    return abs(days(one, other))


def moment(version: Json) -> tuple[str, str]:
    """Where a version stands in time: an undated text follows the first version, or leads where that is unknown."""
    return (
        version["issued"] or (version["after"] + "~" if "after" in version else ""),
        version.get("in_force", ""),
    )


def decree_series(rows: Iterable[Row]) -> set[tuple[str, int]]:
    """The (date, number) pairs that belong to the State Council's one series of decrees.

    The table prints 令第N号 without the issuer, and a regulation may have been issued by a ministry. The series of
    the State Council has run on since 1988 with hardly a number out of order, so its members are the longest rising
    chain, and whatever lies within three numbers of it; a ministry's number falls far below.
    """
    pairs = sorted(
        {(day, int(m[1])) for r in rows if r.kind == "administrative_regulation" for day, n in r.decrees
         if (m := re.fullmatch(r"令第(\d+)号", n))}
    )  # fmt: skip
    best: list[int] = []  # longest non-falling chain, quadratic is fine for 500 pairs
    previous: list[int] = []
    for i, (_, number) in enumerate(pairs):
        before = [(best[j], j) for j in range(i) if pairs[j][1] <= number]
        length, j = max(before, default=(0, -1))
        best.append(length + 1)
        previous.append(j)
    at = max(range(len(pairs)), key=lambda i: best[i], default=-1)
    chain = []
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    chain.reverse()
    members = set(chain)
    for day, number in pairs:
        around = [n for d, n in chain if gap(d, day) <= 45]
        if any(abs(n - number) <= 3 for n in around):
            members.add((day, number))
    return members


def decree(row: Row, day: str, number: str, series: set[tuple[str, int]], report: Report) -> str | None:
    """The full number of a decree printed without its issuer, or None where the issuer is not certain."""
    plain = normalise_number("国务院" + number) or ""
    value = int(re.sub(r"\D", "", plain) or 0)
    if row.kind == "law" and value:
        return f"主席令第{value}号"
    if row.kind == "administrative_regulation" and (day, value) in series:
        return plain
    report.add("decrees whose issuer is not known", f"{row.title}: {day} {number}")
    return None


def table_work(title: str, rows: list[Row], series: set[tuple[str, int]], report: Report) -> Json:
    """One work out of all rows of its title."""
    kind = rows[0].kind
    if len({r.kind for r in rows}) > 1:
        report.add("one title under several kinds", f"{title}: {', '.join(sorted({r.kind for r in rows}))}")
    if len(rows) > 1:
        report.add("rows of one title merged", f"{title} ({len(rows)})")
    near = ONE_VERSION.get(kind, ONE_VERSION_ELSE)
    found: list[Json] = []
    first = min((r.first for r in rows if r.first), default="")
    for row in sorted(rows, key=lambda r: (r.version, r.first, r.in_force, r.articles or 0)):
        version: Json = {"issued": row.version}
        begins_first = bool(first and row.in_force and 0 <= days(first, row.in_force) <= BEGINS_WITHIN)
        if row.in_force and row.version and row.in_force < row.version:
            where = "given to the first version" if begins_first else "dropped"
            report.add("first day before the version's date", f"{title}: {row.in_force} {where}")
            if begins_first:
                found.append({"issued": first, "in_force": row.in_force})
        elif row.in_force:
            version["in_force"] = row.in_force
        if row.articles:
            version["articles"] = row.articles
        if not row.version and row.first:
            if begins_first and row.first == first:
                version["issued"] = first  # issued and in force within a year: the first version
            else:
                version["after"] = row.first  # a text of unknown date, later than the first version
        found.append(version)
    if first and all(not v["issued"] or gap(first, v["issued"]) > near for v in found):
        found.append({"issued": first})
    versions = merged(found, near)
    for row in rows:
        for day, number in row.decrees:
            target = nearest(versions, day)
            if (target is not None and "number" in target) or not (
                full := decree(row, day, number, series, report)
            ):
                continue
            if target is None:
                report.add("versions known by their decree alone", f"{title}: {day} {number}")
                target = {}
                versions.append(target)
            target |= {"number": full, "issued": day}
    versions = sorted((v for v in versions if v["issued"] or v.keys() - {"issued", "after"}), key=moment)
    status = "in_force" if kind == "law" and first else "unknown"
    work: Json = {"id": title, "kind": kind}
    if kind == "judicial_interpretation" and title.startswith("最高人民"):
        work["short_titles"] = [re.sub(r"^最高人民法院(、最高人民检察院)?|^最高人民检察院", "", title)]
    if kind == "administrative_regulation" and any(
        v.get("number", "").startswith("国务院") for v in versions
    ):
        work["issuer"] = "国务院"
    elif court := re.match(r"最高人民法院、最高人民检察院|最高人民法院|最高人民检察院", title):
        work["issuer"] = court[0]
    put(work, "place", rows[0].place)
    work |= {"status": status, "confidence": "medium", "source": ["L1"], "state_of": TABLE_STATE}
    order = ("number", "issued", "in_force", "articles")
    work["versions"] = [{k: v[k] for k in order if v.get(k)} for v in versions]
    return work


def merged(found: list[Json], near: int) -> list[Json]:
    """Versions in order of time; those of one date, or so close that they are adoption and publication, made one."""
    versions: list[Json] = []
    for version in sorted(found, key=moment):
        last = versions[-1] if versions else None
        same = last is not None and (
            last["issued"] == version["issued"]
            or bool(last["issued"] and version["issued"] and gap(last["issued"], version["issued"]) <= near)
        )
        if last is None or not same:
            versions.append(dict(version))
            continue
        if not version["issued"] and last.get("articles") != version.get("articles"):
            versions.append(dict(version))  # two undated texts
            continue
        last["issued"] = version["issued"]
        for key in ("in_force", "articles"):
            if version.get(key):
                last[key] = max(last.get(key, version[key]), version[key])
    for version in versions:
        if version.get("in_force") and version["issued"] > version["in_force"]:
            del version["in_force"]
    return versions


def nearest(versions: list[Json], day: str) -> Json | None:
    """The version issued on ``day`` or at most a month and a half from it."""
    close = [v for v in versions if v["issued"] and gap(v["issued"], day) <= 45]
    return min(close, key=lambda v: gap(v["issued"], day), default=None)


# ------------------------------------------------------------------------------------------------ together


def build(table: Path, folder: Path) -> tuple[dict[str, str], Report]:
    """The contents of the two files by name, and the report."""
    report = Report()
    works, state_of, sources = core_works(folder / "core.yml")
    fix = Corrections(folder / "corrections.yml")
    rows = table_rows(table, fix, report)
    for title in fix.unused():
        report.add("corrections that matched nothing", title)
    by_title: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_title[row.title].append(row)
    core = {work["id"] for work in works}
    series = decree_series(rows)
    for title, group in sorted(by_title.items()):
        if title in core:
            report.add("rows replaced by core rows", f"{title} ({len(group)})")
        else:
            works.append(table_work(title, group, series, report))
    short_titles(works, report)
    works.sort(key=lambda work: work["id"])
    files = {}
    for name, local in (("national", False), ("local", True)):
        mine = [work for work in works if (work["kind"] in LOCAL) is local]
        used = {s for work in mine for s in work["source"]}
        header = {"register": name, "state_of": state_of, "rows": len(mine)}
        header |= {"sources": {k: v for k, v in sources.items() if k in used}}
        body = "".join(dumps(work) for work in mine)
        header["digest"] = digest(body.encode())
        files[f"{name}.jsonl"] = dumps(header) + body
    return files, report


def dumps(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def short_titles(works: list[Json], report: Report) -> None:
    """Takes away derived short titles that another work owns or shares; core rows keep theirs."""
    owners: dict[str, set[str]] = defaultdict(set)
    for work in works:
        for title in (work["id"], *work.get("short_titles", [])):
            owners[normalise_title(title)].add(work["id"])
    for work in works:
        kept = [t for t in work.get("short_titles", []) if len(owners[normalise_title(t)]) == 1]
        if lost := set(work.get("short_titles", [])) - set(kept):
            report.add(
                "short titles left out because two works share them",
                f"{work['id']}: {'、'.join(sorted(lost))}",
            )
            if kept:
                work["short_titles"] = kept
            else:
                del work["short_titles"]


def main() -> int:
    """Builds, validates, writes; the report goes to stdout or to ``--report``."""
    parser = argparse.ArgumentParser(description="Build the register of law.")
    parser.add_argument("table", type=Path)
    parser.add_argument(
        "--rules", type=Path, default=HERE / "rules" / "statutes", help="where core.yml stands"
    )
    parser.add_argument("--out", type=Path, help="where to write (default: --rules)")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    files, report = build(options.table, options.rules)
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch) / name for name in files]
        for path in paths:
            path.write_text(files[path.name], encoding="utf-8", newline="\n")
        if problems := validate(paths):
            print("\n".join(map(str, problems)), file=sys.stderr)
            return 1
    out = options.out or options.rules
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    if options.report:
        options.report.write_text(report.text(), encoding="utf-8", newline="\n")
    else:
        print(report.text(), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
