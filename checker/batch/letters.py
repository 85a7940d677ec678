"""``letters/``: the findings sheet of an agency and year, ready to print, sign and answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.batch.agencies import Agency
from checker.batch.inputs import file_name
from checker.batch.sheets import Batch, section_name
from checker.batch.standing import Standing, in_reading_order, open_items
from checker.outputs.masking import mask_cell
from checker.outputs.text_words import bracketed, counted, listed, page_name

QUOTE = 80  # characters of a quote; the report itself has the rest


def letter(
    template: Any, batch: Batch, agency: Agency, told: Mapping[str, Any], standing: Standing,
    words: Mapping[str, Any], own: Mapping[str, str],
) -> str:  # fmt: skip
    """The sheet as a page. ``words`` are the letter's; ``own`` the office's name, contact, deadline and date."""
    w = {**batch.words, **words}
    year = told["year"] or w["unknown_year"]
    report = agency.report
    # Without a report there is nothing to correct: what the roster says of it is for the office.
    ordered = in_reading_order(agency) if report else []
    found = [_finding(n, f, batch, agency, w) for n, f in enumerate(ordered, 1)]
    opening, how = [w["missing"].format(year=year)], w["how_missing"]
    if report is not None:
        opening = [w["opening"].format(year=year, file=file_name(report.path))]
        counts = {
            "found": len(found),
            **{k: standing.severities.get(k, 0) for k in ("error", "warning", "advice")},
        }
        put = {k: counted(k, count, batch.lang) for k, count in counts.items()}
        opening[0] += w["counts"].format(**put) if found else w["clean"]
        how = w["how"] if found else []
    elif standing.state == "unread":
        opening, how = [w["unread"].format(year=year)], w["how_unread"]
    unread = [_plain(d.line["message"], agency) for d in agency.documents if not d.reviewed]
    points = w["stop"].join(
        w["points_of"].format(title=batch.title(p["rule"]), rule=p["rule"], points=f"{p['points']:g}")
        for p in told["points"]
    )
    score = None
    if told["score"] is not None:
        score = w["points" if points else "full"].format(score=f"{told['score']:g}", points=points)
    text: str = template.render(
        lang="zh-CN" if batch.lang == "zh" else "en", w=w, own=own, agency=told["agency"], year=told["year"],
        opening=opening, unread=unread, findings=found, how=how, score=score,
        unranked=standing.state == "partly",
        unchecked=[
            (reason, listed((f"{r} {batch.title(r)}" for r in rules), batch.lang))
            for reason, rules in (open_items(agency).items() if report else ())
        ],
    )  # fmt: skip
    return text


def _plain(message: Any, agency: Agency) -> str:
    """The message with file names instead of paths, which are ours and not the agency's."""
    text = str(message)
    for path in sorted((d.path for d in agency.documents), key=len, reverse=True):
        text = text.replace(path, file_name(path))
    return text


def _finding(
    n: int, f: Mapping[str, Any], batch: Batch, agency: Agency, w: Mapping[str, Any]
) -> dict[str, Any]:
    where = [section_name(f, batch)]
    if f.get("page") is not None:
        where.append(page_name(f["page"], batch.lang))
    if f.get("table"):
        where += [batch.label(agency, f["table"], k) for k in (f.get("row"), f.get("column")) if k]
    # A cell is named by row and column, its number by the message.
    quote = "" if f.get("row") else mask_cell(f.get("quote") or "")
    if len(quote) > QUOTE:
        quote = quote[:QUOTE] + "…"
    return {
        "n": n, "rule": f["rule"], "severity": batch.name("severities", f["severity"]), "key": f["severity"],
        "where": [p for p in where if p] or [w["whole"]], "message": _plain(f["message"], agency), "basis": f["basis"],
        "todo": f["suggestion"], "quote": w["quote"].format(quote) if quote else "",
        "open": bracketed(batch.name("confidences", "open"), batch.lang) if f["confidence"] == "open" else "",
    }  # fmt: skip
