"""G02: sections that two agencies share, found among tens of thousands without comparing all pairs.

Masked texts are hashed shingle by shingle; shingles that many agencies use are left out; min-hash signatures in bands
(Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3) propose pairs, and each is then measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from checker.batch.agencies import Agency
from checker.batch.say import finding
from checker.document import Place
from checker.rulebook import RuleBook
from checker.similarity import SIZE, masked, passages

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

BANDS, ROWS = 64, 4  # 99.6 % of pairs with a Jaccard index of 0.54 (a Dice of 0.7) share a band
FEW = 40  # members of a bucket of which all pairs are measured; larger ones are chained
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Section:
    """A section as compared: ``owner`` is the agency (its own years are never copies of each other)."""

    owner: str
    number: int
    text: str
    names: tuple[str, ...] = ()


def similar(sections: Sequence[Section], params: Mapping[str, Any]) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of sections of one number and two owners that are alike; i < j, in order."""
    import numpy as np

    hashes = [_hashes(masked(s.text, s.names)) for s in sections]
    common = _common(sections, hashes, params)
    left = [h[~np.isin(h, common, assume_unique=True)] if len(common) else h for h in hashes]
    big = [i for i, h in enumerate(left) if len(h) >= params["least"]]
    found = []
    for i, j in sorted(_candidates(sections, left, big)):
        a, b = left[i], left[j]
        if min(len(a), len(b)) * 2 < params["similarity"] * (len(a) + len(b)):
            continue
        share = 2 * len(np.intersect1d(a, b, assume_unique=True)) / (len(a) + len(b))
        if share >= params["similarity"]:
            found.append((i, j, share))
    return found


def _hashes(text: str) -> Hashes:
    """Distinct 64-bit hashes of the shingles of a masked text that are not mostly masks."""
    import numpy as np

    if len(text) < SIZE:
        return np.empty(0, np.uint64)
    code = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    mask = np.isin(code, np.array([ord(c) for c in "§¤#"], np.uint64)).astype(np.int64)
    count = len(code) - SIZE + 1
    value = np.zeros(count, np.uint64)
    masks = np.zeros(count, np.int64)
    for k in range(SIZE):
        value = value * np.uint64(0x9E3779B97F4A7C15) + code[k : k + count]
        masks += mask[k : k + count]
    value = value[masks <= SIZE // 2]
    value ^= value >> np.uint64(31)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(29)
    return np.unique(value)


def _common(sections: Sequence[Section], hashes: Sequence[Hashes], params: Mapping[str, Any]) -> Hashes:
    """Shingles that more agencies use than copying explains."""
    import numpy as np

    by_owner: dict[str, list[Hashes]] = {}
    for section, own in zip(sections, hashes, strict=True):
        by_owner.setdefault(section.owner, []).append(own)
    least = max(params["common_agencies"], int(params["common_share"] * len(by_owner)) + 1)
    if len(by_owner) < least:
        return np.empty(0, np.uint64)
    every = np.concatenate([np.unique(np.concatenate(own)) for own in by_owner.values()])
    values, counts = np.unique(every, return_counts=True)
    shared: Hashes = values[counts >= least]
    return shared


def _candidates(
    sections: Sequence[Section], left: Sequence[Hashes], big: Sequence[int]
) -> set[tuple[int, int]]:
    import numpy as np

    rng = np.random.default_rng(7)  # any fixed numbers: the same input gives the same pairs
    size = BANDS * ROWS
    a = rng.integers(1, 2**63, size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    b = rng.integers(0, 2**63, size, dtype=np.uint64)
    buckets: dict[tuple[int, int, bytes], list[int]] = {}
    for i in big:
        least = np.full(size, 2**64 - 1, np.uint64)
        for start in range(0, len(left[i]), 512):  # bounds the intermediate table
            part = left[i][start : start + 512, None]
            least = np.minimum(least, ((part * a + b) >> np.uint64(32)).min(axis=0))
        raw = least.astype(np.uint32).tobytes()
        width = ROWS * 4
        for band in range(BANDS):
            key = (sections[i].number, band, raw[band * width : (band + 1) * width])
            buckets.setdefault(key, []).append(i)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) > 1:
            pairs.update((i, j) for i, j in _within(members) if sections[i].owner != sections[j].owner)
    return pairs


def _within(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(members) <= FEW:
        for n, i in enumerate(members):
            for j in members[n + 1 :]:
                yield i, j
        return
    for before, after in pairwise(members):
        yield before, after
        if before != members[0]:
            yield members[0], after


def clusters(pairs: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Groups of sections joined by pairs, each in order."""
    parent: dict[int, int] = {}

    def root(i: int) -> int:
        parent.setdefault(i, i)
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j, _ in pairs:
        a, b = sorted((root(i), root(j)))
        parent[b] = a
    groups: dict[int, list[int]] = {}
    for i in sorted(parent):
        groups.setdefault(root(i), []).append(i)
    return [groups[k] for k in sorted(groups)]


def copies(agencies: Sequence[Agency], book: RuleBook, lang: str) -> list[dict[str, Any]]:
    """G02: adds its findings to the agencies; returns the clusters with their passages, for the workbook."""
    params = book.rules["G02"].params
    owners: list[Agency] = []
    sections: list[Section] = []
    for agency in agencies:
        report = agency.report
        if report is None:
            continue
        agency.applicable.add("G02")
        names = tuple(dict.fromkeys((agency.name, *report.facts["organs"])))
        for number in params["sections"]:
            text = report.facts["sections"].get(str(number), "")
            if text:
                owners.append(agency)
                sections.append(Section(f"{agency.within or ''}/{agency.name}", number, text, names))
    pairs = similar(sections, params)
    best: dict[int, tuple[float, int]] = {}
    for i, j, share in pairs:
        for one, other in ((i, j), (j, i)):
            best[one] = max(best.get(one, (0.0, -1)), (share, -other))
    groups = clusters(pairs)
    out = []
    for n, members in enumerate(groups, 1):
        for i in members:
            share, other = best[i][0], -best[i][1]
            shared = passages(
                sections[i].text, sections[other].text, (*sections[i].names, *sections[other].names)
            )
            shown = [[p.text, p.other] for p in shared[:SHOWN]]
            here, there = owners[i].report, owners[other].report
            assert here is not None
            assert there is not None
            others = list(dict.fromkeys(owners[m].name for m in members if sections[m].owner != sections[i].owner))
            place = Place(here.path, section=sections[i].number, quote=shown[0][0] if shown else None)
            related = [
                Place(r.path, section=sections[m].number)
                for m in members
                if m != i and (r := owners[m].report)
            ]
            made = finding(
                book, "G02", lang, place, related=related[:SHOWN], section=sections[i].number, share=f"{share:.2f}",
                others="、".join(others[:3]) + ("等" if len(others) > 3 and lang == "zh" else ""),
                count=len(members), details={"passages": shown},
            )  # fmt: skip
            if made is not None:
                owners[i].findings.append(made)
            out.append({
                "cluster": n, "section": sections[i].number, "agency": owners[i].name, "year": owners[i].year,
                "nearest": owners[other].name, "nearest_year": owners[other].year, "similarity": round(share, 4),
                "passages": shown, "file": here.path,
            })  # fmt: skip
    return out
