"""How each agency and year stands: its rank in its year, why it has none, its change, what was found how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checker.batch.agencies import Agency, pairs
from checker.places import split_name

State = Literal["ranked", "partly", "unread", "missing"]
TABLE_SECTIONS = {"disclosure": 2, "requests": 3, "disputes": 4}  # where both forms print them
LEVELS = 6  # parents above each other that are followed
REASONS = 3  # reasons shown for an agency that is not ranked


@dataclass(frozen=True, slots=True)
class Standing:
    """``state``: ranked, partly (scored, but too much could not be checked), unread (no file could be read), missing (no
    file). ``rank`` among the agencies of its year, ``level_rank`` among those of its level. ``change`` against the
    year before. ``rules``: open findings by rule. ``severities``: by severity. ``reason``: why it is not ranked."""

    state: State
    region: str
    rank: int | None
    level_rank: int | None
    change: float | None
    rules: Mapping[str, int]
    severities: Mapping[str, int]
    reason: str


def every(agency: Agency, *, accepted: bool = False) -> list[Mapping[str, Any]]:
    """Open findings (or those accepted) of the agency's report and across documents, each with its place's parts."""
    report = agency.report
    across = [{**f, **{k: v for k, v in (f["place"] or {}).items() if k not in f}} for f in agency.findings]
    found = [*(report.line["findings"] if report else ()), *across]
    return [f for f in found if bool(f.get("accepted")) is accepted]


def in_reading_order(agency: Agency) -> list[Mapping[str, Any]]:
    """:func:`every`, those without a place first, then as a reader meets them."""

    def key(f: Mapping[str, Any]) -> tuple[int, int, int]:
        section, paragraph = f.get("section"), f.get("paragraph")
        if section is None and f.get("table"):
            section = TABLE_SECTIONS.get(f["table"])
        if section is None and paragraph is None:
            return -1, 0, 0
        return (section or 0), int(paragraph is None), (paragraph or 0)

    return sorted(every(agency), key=key)


def open_items(agency: Agency) -> dict[str, list[str]]:
    """Rules that could not be checked, by reason, in the order in which they come up."""
    report = agency.report
    out: dict[str, list[str]] = {}
    for n in (*(report.line["not_checked"] if report else ()), *agency.not_checked):
        rules = out.setdefault(n["reason"], [])
        if n["rule"] not in rules:
            rules.append(n["rule"])
    return out


def standings(
    agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], words: Mapping[str, str]
) -> list[Standing]:
    """One a pair of ``agencies`` and ``told`` (lines of agencies.jsonl). Ranks are within a year: equal scores share one."""
    by_year: dict[Any, list[float]] = {}
    by_level: dict[Any, list[float]] = {}
    for t in told:
        if t["ranked"]:
            by_year.setdefault(t["year"], []).append(t["score"])
            by_level.setdefault((t["year"], t["level"]), []).append(t["score"])
    places = _places(by_year), _places(by_level)
    scores = {id(a): t["score"] for a, t in zip(agencies, told, strict=True)}
    before = {id(now): scores[id(then)] for now, then in pairs(agencies)}
    regions = _regions(told)
    out = []
    for agency, t in zip(agencies, told, strict=True):
        found = every(agency)
        group, level = t["year"], (t["year"], t["level"])
        last = before.get(id(agency))
        out.append(Standing(
            state=_state(agency, t), region=regions[t["agency"], t["parent"], t["year"]],
            rank=places[0][group][t["score"]] if t["ranked"] else None,
            level_rank=places[1][level][t["score"]] if t["ranked"] and t["level"] else None,
            change=round(t["score"] - last, 2) if last is not None and t["score"] is not None else None,
            rules=Counter(f["rule"] for f in found), severities=Counter(f["severity"] for f in found),
            reason="" if t["ranked"] else _reason(agency, t, words),
        ))  # fmt: skip
    return out


def _places(groups: Mapping[Any, list[float]]) -> dict[Any, dict[float, int]]:
    """Score to rank in each group: 1, 2, 2, 4."""
    out: dict[Any, dict[float, int]] = {}
    for key, values in groups.items():
        ranks = out[key] = {}
        for n, value in enumerate(sorted(values, reverse=True), 1):
            ranks.setdefault(value, n)
    return out


def _state(agency: Agency, told: Mapping[str, Any]) -> State:
    if told["score"] is not None:
        return "ranked" if told["ranked"] else "partly"
    there = any(not d.absent for d in agency.documents)
    return "unread" if there else "missing"


def _reason(agency: Agency, told: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if told["score"] is not None:
        grouped = sorted(open_items(agency).items(), key=lambda p: -len(p[1]))
        named = [
            words["reason_of"].format(reason=r, rules=words["join"].join(ids)) for r, ids in grouped[:REASONS]
        ]
        more = words["and_more"].format(len(grouped) - REASONS) if len(grouped) > REASONS else ""
        return (
            words["too_much_open"].format(share=f"{told['unchecked']:.0%}") + words["stop"].join(named) + more
        )
    messages = [str(d.line["message"]) for d in agency.documents if d.line["message"]]
    return words["stop"].join(messages) or words["no_report"]


Place = tuple[str, str | None, int | None]
"""An agency with its parent and year: what tells it from another of its name."""


def _regions(told: Sequence[Mapping[str, Any]]) -> dict[Place, str]:
    """The region by which each agency is shown: of the regions in its name and in those of the agencies above it, the one
    at the depth where the batch's regions begin to differ (in a city's batch, its districts)."""
    parents: dict[tuple[str, int | None], set[str | None]] = {}
    for t in told:
        parents.setdefault((t["agency"], t["year"]), set()).add(t["parent"])

    def chain(name: str, parent: str | None, year: int | None, seen: tuple[str, ...]) -> tuple[str, ...]:
        split = split_name(name)
        own = split.regions
        if len(split.organ) > 2 and split.organ[1] in "县旗":
            # 威县: too short to be told from a word elsewhere, plain at the head of a name
            own = (*own, split.organ[:2])
        if not parent or parent in seen or len(seen) > LEVELS:
            return own
        # Of namesakes nobody knows which is meant: nothing is said of what is above them.
        (higher,) = found if len(found := parents.get((parent, year), set())) == 1 else (None,)
        above = chain(parent, higher, year, (*seen, parent))
        for n, region in enumerate(above):
            if region in own:
                return (*above[:n], *own[own.index(region) :])
        return (*above, *own)

    chains = {
        (t["agency"], t["parent"], t["year"]): chain(t["agency"], t["parent"], t["year"], (t["agency"],))
        for t in told
    }
    depth = _depth(set(chains.values()))
    return {key: c[min(depth, len(c) - 1)] if c else key[1] or "" for key, c in chains.items()}


def _depth(chains: set[tuple[str, ...]]) -> int:
    depth = 0
    while True:
        here = {c[depth] for c in chains if len(c) > depth}
        if len(here) != 1 or not any(len(c) > depth + 1 for c in chains):
            return depth
        depth += 1
