"""At which level of the state an agency stands, and whether it may make 规章 – told from its name, else not
at all.

Names of regions and their levels come from the division codes in python-stdnum (cn/loc.dat): whether a 市
is a prefecture or a county cannot be told from its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from checker.report.model import Report

Level = Literal["central", "province", "city", "county", "township"]
LEVELS: tuple[Level, ...] = ("central", "province", "city", "county", "township")

_NAME = re.compile(r"(?:\[(?:\d{4})?-(?P<end>\d{4})?\])?(?P<name>[^,\[\]]+)")
_PROVINCE = re.compile(r'(\d\d) province="([^"]+)"')
_COUNTY = re.compile(r'\s+(\d{4})(?:,\d{4})* county="([^"]+)"')
_GENERIC = ("市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位", "林区", "郊区", "城区", "矿区")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|行政公署)?(?:办公厅|办公室|办)?$")
_ENDS: Mapping[str, Level] = {
    "自治区": "province",
    "省": "province",
    "自治州": "city",
    "地区": "city",
    "盟": "city",
    "自治县": "county",
    "自治旗": "county",
    "县": "county",
    "旗": "county",
    "区": "county",
    "镇": "township",
    "乡": "township",
    "街道": "township",
    "苏木": "township",
}
"""Endings that tell the level by themselves, the longer first; 市 does not."""


@cache
def regions() -> Mapping[str, frozenset[Level]]:
    """Name of a region that exists today -> the levels at which one bears it."""
    from importlib.resources import files

    found: dict[str, set[Level]] = {}

    def add(text: str, level: Level) -> None:
        for match in _NAME.finditer(text):
            if match["end"] is None and match["name"] not in _GENERIC:
                found.setdefault(match["name"], set()).add(level)

    for line in files("stdnum").joinpath("cn/loc.dat").read_text("utf-8").splitlines():
        if head := _PROVINCE.match(line):
            add(head[2], "province")
        elif entry := _COUNTY.match(line):
            code, names = entry[1], entry[2]
            if code == "0000":
                add(names, "province")
            else:
                # 90xx: counties directly below the province, 市 by name though they are.
                add(names, "city" if code.endswith("00") and not code.startswith("90") else "county")
    return {name: frozenset(levels) for name, levels in found.items()}


def level_of(report: Report, central: frozenset[str]) -> Level | None:
    """The level of the reporting agency; None where its name does not tell. ``central`` are organs of the
    state."""
    if not report.agency:
        return None
    name = re.sub(r"\s+", "", report.agency)
    if name in central or name.removeprefix("中华人民共和国") in central:
        return "central"
    if report.agency_kind == "township":
        return "township"
    if report.agency_kind in ("government", "office"):
        bare = _GOVERNMENT.sub("", name) or name
        return _whole(bare)
    return _leading(name)


def _whole(name: str) -> Level | None:
    """The level of the region with which the name ends."""
    known = regions()
    for start in range(len(name) - 1):
        levels = known.get(name[start:])
        if levels is not None:
            return next(iter(levels)) if len(levels) == 1 else None
    return next((level for ending, level in _ENDS.items() if name.endswith(ending)), None)


def _leading(name: str) -> Level | None:
    """The level of the last region in the chain with which the name of a department begins."""
    known = regions()
    at, level = 0, None
    while True:
        end = next((e for e in range(min(len(name), at + 15), at + 1, -1) if name[at:e] in known), None)
        if end is None:
            return level
        levels = known[name[at:end]]
        level = next(iter(levels)) if len(levels) == 1 else None
        at = end


def makes_rules(report: Report, params: Mapping[str, Any]) -> bool | None:
    """Whether the agency may make 规章 (立法法): ministries, provinces and 设区的市 may; None where it
    cannot be told."""
    level = level_of(report, frozenset(params["central"]))
    if level == "central":
        return True
    if report.agency_kind in ("department", "township", "institution"):
        return False
    if report.agency_kind in ("government", "office"):
        # A 管委会 or 行署 acts for a government and is none.
        if any(agent in (report.agency or "") for agent in params["agents"]):
            return False
        return None if level is None else level in ("province", "city")
    return None
