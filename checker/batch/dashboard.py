"""``index.html`` and the findings sheets: self-contained pages, everything from the reports escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from checker.batch.agencies import Agency
from checker.batch.write import page_name

BARS = 12
_REGION = re.compile(r"^.{2,9}?(?:自治区|自治州|地区|盟|省|市|县|区|旗)")


def templates() -> Any:
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("checker.outputs"), autoescape=True, trim_blocks=True)


def letter_name(agency: Agency) -> str:
    return page_name(f"{agency.name}-{agency.year or ''}")


def region_of(told: Mapping[str, Any]) -> str:
    """The region by which an agency is shown: its name's first one, else the agency above it."""
    found = _REGION.match(told["agency"])
    return found[0] if found else (told["parent"] or "")


def dashboard(
    environment: Any,
    agencies: Sequence[Agency],
    told: Sequence[Mapping[str, Any]],
    words: Mapping[str, str],
    lang: str,
) -> str:
    rules: Counter[str] = Counter()
    rows = []
    for agency, t in zip(agencies, told, strict=True):
        found = [f["rule"] for f in every(agency) if not f.get("accepted")]
        rules.update(set(found))
        report = agency.report or (agency.documents[0] if agency.documents else None)
        rows.append({
            "a": t["agency"], "y": t["year"], "l": t["level"] or t["kind"], "r": region_of(t), "s": t["score"],
            "n": len(found), "f": " ".join(sorted(set(found))),
            "p": f"reports/{quote(page_name(report.path))}" if report else None,
            "t": f"letters/{quote(letter_name(agency))}",
        })  # fmt: skip
    rows.sort(key=lambda r: (r["s"] is None, r["s"] or 0, r["a"], r["y"] or 0))
    scores = [t for t in told if t["score"] is not None]
    mean = sum(t["score"] for t in scores) / len(scores) if scores else None
    unread = sum(not d.reviewed for a in agencies for d in a.documents)
    buckets = Counter(min(int(t["score"] // 10) * 10, 90) for t in scores)
    plots = [
        _plot(
            words["distribution"], [(f"{b}–{b + 10}", buckets[b], str(buckets[b])) for b in range(0, 100, 10)]
        ),
        _plot(
            words["rules"],
            [(r, n, str(n)) for r, n in sorted(rules.items(), key=lambda p: (-p[1], p[0]))[:BARS]],
        ),
        _means(words["levels"], [(t["level"] or t["kind"], t["score"]) for t in scores]),
        _means(words["regions"], [(region_of(t), t["score"]) for t in scores]),
        _means(words["years"], [(str(t["year"] or "?"), t["score"]) for t in scores], by_name=True),
    ]
    text: str = environment.get_template("dashboard.html.j2").render(
        lang=lang, w=words, rows=rows, plots=plots, script={"letter": words["letter"], "shown": words["shown"]},
        totals=[
            (words["agencies"], len(told)), (words["mean"], f"{mean:.1f}" if mean is not None else "—"),
            (words["unranked"], sum(t["score"] is not None and not t["ranked"] for t in told)), (words["unread"], unread),
        ],
    )  # fmt: skip
    return text


def every(agency: Agency) -> list[Mapping[str, Any]]:
    report = agency.report
    return [*(report.line["findings"] if report else ()), *agency.findings]


def _means(name: str, pairs: Sequence[tuple[str, float]], by_name: bool = False) -> dict[str, Any]:
    groups: dict[str, list[float]] = {}
    for key, value in pairs:
        groups.setdefault(key or "—", []).append(value)
    made = [(k, sum(v) / len(v), f"{sum(v) / len(v):.1f} ({len(v)})") for k, v in groups.items()]
    made.sort(key=(lambda m: (m[0], 0.0)) if by_name else (lambda m: ("", m[1])))
    return _plot(name, made[-BARS:] if by_name else made[:BARS])


def _plot(name: str, values: Sequence[tuple[str, float, str]]) -> dict[str, Any]:
    most = max((v for _, v, _ in values), default=0) or 1
    bars = [
        {
            "label": k if len(k) <= 8 else k[:7] + "…",
            "full": k,
            "width": round(190 * v / most, 1),
            "text": text,
        }
        for k, v, text in values
    ]
    return {"name": name, "bars": bars}


def letter(
    environment: Any, agency: Agency, told: Mapping[str, Any], words: Mapping[str, str], lang: str
) -> str:
    """The findings sheet of one agency and year, ready to print."""
    report = agency.report
    unchecked = {n["rule"] for n in (*(report.line["not_checked"] if report else ()), *agency.not_checked)}
    text: str = environment.get_template("letter.html.j2").render(
        lang=lang, w=words, t=told, findings=[f for f in every(agency) if not f.get("accepted")],
        documents=[{"path": d.path, "message": d.line["message"]} for d in agency.documents], unchecked=sorted(unchecked),
    )  # fmt: skip
    return text
