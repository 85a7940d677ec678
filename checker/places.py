"""Regions: their codes and how an organ's name divides into regions and the organ proper.

Codes come from python-stdnum (cn/loc.dat, GB/T 2260). A region that it does not know is never judged by its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_MUNICIPALITIES: Final = ("11", "12", "31", "50")
_REGION: Final = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|开发区|高新区|示范区|街道"
    r"|[省市州盟县旗镇乡]|(?<![社园景辖片郊])区|苏木)"
)
_GOVERNMENT: Final = "人民政府"
_BRACKETS: Final = re.compile(r"[（(][^（）()]{0,40}[）)]$")


@cache
def codes() -> Mapping[str, frozenset[str]]:
    """Name of a region that exists today -> its codes of six digits."""
    from importlib.util import find_spec  # importlib.resources would take 0.1 s to load

    package = find_spec("stdnum")
    assert package is not None and package.submodule_search_locations is not None
    found: dict[str, set[str]] = {}
    province = ""
    for line in Path(package.submodule_search_locations[0], "cn", "loc.dat").read_text("utf-8").splitlines():
        if line.startswith("  "):  # a county:   0102 county="[-2010]崇文区"
            names = line.partition('county="')[2].removesuffix('"')
            code = province + line[2:6]
        elif 'province="' in line:  # 11 province="北京市"
            province, _, rest = line.partition(" ")
            names, code = rest.removeprefix('province="').removesuffix('"'), province + "0000"
        else:
            continue
        for name in names.split(","):
            years, bracket, bare = name.rpartition("]")
            if len(bare) > 2 and (not bracket or years.endswith("-")):  # [1997-] goes on, [-2010] ended
                found.setdefault(bare, set()).add(code)
    return {name: frozenset(c) for name, c in found.items()}


def near(a: str, b: str) -> bool:
    """Whether two codes are of one prefecture, or one of them is the province of the other."""
    if a[:2] != b[:2]:
        return False
    if a[:2] in _MUNICIPALITIES or "0000" in (a[2:], b[2:]) or "90" in (a[2:4], b[2:4]):
        return True
    return a[2:4] == b[2:4]


@dataclass(frozen=True, slots=True)
class OrganName:
    """``regions`` from the highest to the lowest as printed, and what follows them."""

    regions: tuple[str, ...]
    organ: str

    @property
    def region(self) -> str | None:
        return self.regions[-1] if self.regions else None

    def codes(self) -> frozenset[str]:
        """The codes that the lowest known region can have beside the others; empty where none is known."""
        chosen: frozenset[str] = frozenset()
        for name in self.regions:
            own = codes().get(name)
            if own is None:
                continue
            narrower = frozenset(c for c in own if not chosen or any(near(c, h) for h in chosen))
            chosen = narrower or own
        return chosen


def split_name(name: str) -> OrganName:
    """莆田市城厢区审计局 -> regions 莆田市, 城厢区; organ 审计局."""
    text = _BRACKETS.sub("", re.sub(r"\s+", "", name))
    regions: list[str] = []
    at = 0
    known = codes()
    while at < len(text):
        if regions and text.startswith(_GOVERNMENT, at) and _REGION.match(text, at + len(_GOVERNMENT)):
            at += len(_GOVERNMENT)  # 青山区人民政府红钢城街道办事处
        end = next((e for e in range(min(len(text), at + 12), at + 2, -1) if text[at:e] in known), None)
        if end is None:
            match = _REGION.match(text, at)
            if match is None or len(match[0]) < 3 or (regions and match[0][:-1] in ("城乡社", "市场监")):
                break
            end = match.end()
        regions.append(text[at:end])
        at = end
    return OrganName(tuple(regions), text[at:])


def ending(region: str) -> str:
    """The generic end of a region's name: 区 of 鹿城区, 街道 of 临江街道."""
    return "街道" if region.endswith("街道") else "苏木" if region.endswith("苏木") else region[-1]


def stem(region: str) -> str:
    return region.removesuffix(ending(region))


def abbreviates(short: str, full: str) -> bool:
    """Whether a name's characters stand in another in this order: 卫健局 in 卫生健康局."""
    rest = iter(full)
    return all(c in rest for c in short)


def regions_in(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Known regions in ``text`` that begin at a word (``starts``), the longest at each end."""
    known = codes()
    first = set(starts)
    found = []
    for match in re.finditer(r"[省市区县州盟旗]", text):
        end = match.end()
        start = next((s for s in range(max(0, end - 11), end - 2) if s in first and text[s:end] in known), None)
        if start is not None:
            found.append((start, end))
    return found
