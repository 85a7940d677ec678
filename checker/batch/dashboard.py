"""``index.html``: one self-contained page over all agencies; everything from the reports is data and escaped.

The page gets a compact table of the agencies; plots, filters and the list are made from it in the browser, so that the
plots follow the filters and 5,000 agencies cost no more than the rows in sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.batch.agencies import Agency
from checker.batch.sheets import Batch
from checker.batch.write import page_name

STATES = ("ranked", "partly", "unread", "missing")
FILES = ("results.jsonl", "agencies.jsonl", "findings.parquet")


def templates() -> Any:
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("checker.outputs"), autoescape=True, trim_blocks=True)


def letter_name(agency: Agency) -> str:
    own = (agency.name, agency.within, agency.year)
    return page_name("-".join(str(part) for part in own if part))


class _Index:
    """Values by number, so that a word repeated 5,000 times stands in the page once."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._at: dict[str, int] = {}

    def __call__(self, value: str | None) -> int:
        if not value:
            return -1
        if value not in self._at:
            self._at[value] = len(self.values)
            self.values.append(value)
        return self._at[value]


def dashboard(environment: Any, batch: Batch, words: Mapping[str, Any]) -> str:
    """The page. ``words`` are the dashboard's own, beside those of the batch."""
    level, region, parent, kind = _Index(), _Index(), _Index(), _Index()
    rule = _Index()
    rows = []
    for agency, t, s in zip(batch.agencies, batch.told, batch.standings, strict=True):
        shown = agency.report or (agency.documents[0] if agency.documents else None)
        rows.append([
            t["agency"], t["year"], level(t["level"]), region(s.region), parent(t["parent"]), kind(batch.kind(t)),
            t["score"], s.rank, s.change, STATES.index(s.state),
            [s.severities.get(k, 0) for k in ("error", "warning", "advice")], [rule(r) for r in sorted(s.rules)],
            page_name(shown.path) if shown else 0, letter_name(agency), s.reason or 0,
        ])  # fmt: skip
    text: str = environment.get_template("dashboard.html.j2").render(
        lang="zh-CN" if batch.lang == "zh" else "en", w={**batch.words, **words}, files=FILES,
        unread=sum(not d.reviewed for a in batch.agencies for d in a.documents),
        data={
            "rows": rows, "level": level.values, "region": region.values, "parent": parent.values, "kind": kind.values,
            "rule": rule.values, "title": [batch.title(r) for r in rule.values],
        },
    )  # fmt: skip
    return text
