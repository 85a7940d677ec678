"""G02: sections that two agencies share, found among tens of thousands without comparing all pairs.

Masked texts are hashed shingle by shingle; shingles that many agencies use are left out; min-hash signatures in bands
(Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3) propose pairs, and each is then measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from checker.batch.agencies import Agency, Document
from checker.batch.say import finding
from checker.batch.scratch import Scratch
from checker.checks.context import listed
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
PARTS = 16  # of the range of hashes, counted one after the other
WAITING = 500_000  # hashes that are sorted at a time


@dataclass(frozen=True, slots=True)
class Section:
    """A section as compared: ``owner`` is the agency (its own years are never copies of each other)."""

    owner: str
    number: int
    text: str
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Hashed:
    """What stays of a section while all are compared: where its hashes are. Its text is read again where it is a copy."""

    owner: str
    number: int
    at: int
    size: int


def similar(
    sections: Iterable[Section], params: Mapping[str, Any], scratch: Scratch
) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of sections of one number and two owners that are alike; i < j, in order."""
    import numpy as np

    hashed: list[_Hashed] = []
    users = _Users(scratch)
    for section in sections:
        hashes = _hashes(masked(section.text, section.names))
        hashed.append(_Hashed(section.owner, section.number, scratch.put(hashes), len(hashes)))
        users.add(section.owner, hashes)
    common = users.common(params)
    if len(common):
        for h in hashed:
            all_of = scratch.get(h.at)
            at = np.minimum(np.searchsorted(common, all_of), len(common) - 1)
            left = all_of[common[at] != all_of]
            h.at, h.size = scratch.put(left), len(left)
    big = [i for i, h in enumerate(hashed) if h.size >= params["least"]]
    found = []
    for i, j in sorted(_candidates(hashed, big, scratch)):
        both = hashed[i].size + hashed[j].size
        if min(hashed[i].size, hashed[j].size) * 2 < params["similarity"] * both:
            continue
        shared = np.intersect1d(scratch.get(hashed[i].at), scratch.get(hashed[j].at), assume_unique=True)
        share = 2 * len(shared) / both
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


class _Users:
    """How many agencies use each shingle, sorted by parts of the range of hashes: one part at a time is in memory."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._parts: list[list[int]] = [[] for _ in range(PARTS)]
        self._owners: dict[str, int] = {}
        self._waiting: list[tuple[int, Hashes]] = []
        self._count = 0

    def add(self, owner: str, hashes: Hashes) -> None:
        self._waiting.append((self._owners.setdefault(owner, len(self._owners)), hashes))
        self._count += len(hashes)
        if self._count >= WAITING:
            self._spill()

    def _spill(self) -> None:
        import numpy as np

        if not self._waiting:
            return
        hashes = np.concatenate([h for _, h in self._waiting])
        owners = np.repeat([o for o, _ in self._waiting], [len(h) for _, h in self._waiting]).astype(
            np.uint32
        )
        order = np.argsort(hashes)
        hashes, owners = hashes[order], owners[order]
        bounds = np.arange(1, PARTS, dtype=np.uint64) * np.uint64(2**64 // PARTS)
        cuts = [0, *np.searchsorted(hashes, bounds).tolist(), len(hashes)]
        for n, part in enumerate(self._parts):
            part.append(self._scratch.put((hashes[cuts[n] : cuts[n + 1]], owners[cuts[n] : cuts[n + 1]])))
        self._waiting, self._count = [], 0

    def common(self, params: Mapping[str, Any]) -> Hashes:
        """Shingles that more agencies use than copying explains, in order."""
        import numpy as np

        least = max(params["common_agencies"], int(params["common_share"] * len(self._owners)) + 1)
        if len(self._owners) < least:
            return np.empty(0, np.uint64)
        self._spill()
        shared = []
        for part in self._parts:
            hashes, owners = map(np.concatenate, zip(*map(self._scratch.get, part), strict=True))
            order = np.lexsort((owners, hashes))
            hashes, owners = hashes[order], owners[order]
            first = np.append(True, (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1]))
            values, counts = np.unique(hashes[first[: len(hashes)]], return_counts=True)
            shared.append(values[counts >= least])
        found: Hashes = np.concatenate(shared)
        return found


def _candidates(
    hashed: Sequence[_Hashed], big: Sequence[int], scratch: Scratch
) -> set[tuple[int, int]]:  # fmt: skip
    """Pairs of ``big`` that share a band of their signatures."""
    import numpy as np

    rng = np.random.default_rng(7)  # any fixed numbers: the same input gives the same pairs
    size = BANDS * ROWS
    a = rng.integers(1, 2**63, size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    b = rng.integers(0, 2**63, size, dtype=np.uint64)
    signatures = np.empty((len(big), size), np.uint32)
    for n, i in enumerate(big):
        least = np.full(size, 2**64 - 1, np.uint64)
        left = scratch.get(hashed[i].at)
        for start in range(0, len(left), 512):  # bounds the intermediate table
            part = left[start : start + 512, None]
            least = np.minimum(least, ((part * a + b) >> np.uint64(32)).min(axis=0))
        signatures[n] = least
    numbers = np.array([hashed[i].number for i in big], np.int64)
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        rows = signatures[:, band * ROWS : (band + 1) * ROWS]
        order = np.lexsort((*rows.T, numbers))  # stable: members of a bucket stay in order
        same = (rows[order[1:]] == rows[order[:-1]]).all(axis=1) & (numbers[order[1:]] == numbers[order[:-1]])
        starts = np.flatnonzero(np.append(True, ~same))
        sizes = np.diff(np.append(starts, len(order)))
        for at, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            members = [big[n] for n in order[at : at + size].tolist()]
            pairs.update((i, j) for i, j in _within(members) if hashed[i].owner != hashed[j].owner)
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


def copies(agencies: Sequence[Agency], book: RuleBook, lang: str, scratch: Scratch) -> list[dict[str, Any]]:
    """G02: adds its findings to the agencies; returns the clusters with their passages, for the workbook."""
    params = book.rules["G02"].params
    owners: list[tuple[Agency, int]] = []

    def read() -> Iterator[Section]:
        for agency in agencies:
            report = agency.report
            if report is None:
                continue
            agency.applicable.add("G02")
            for number in params["sections"]:
                if report.facts["sections"].get(str(number), ""):
                    owners.append((agency, number))
                    yield _section(agency, report, number)

    pairs = similar(read(), params, scratch)
    best: dict[int, tuple[float, int]] = {}
    for i, j, share in pairs:
        for one, other in ((i, j), (j, i)):
            best[one] = max(best.get(one, (0.0, -1)), (share, -other))
    groups = clusters(pairs)
    out = []
    for n, members in enumerate(groups, 1):
        for i in members:
            share, other = best[i][0], -best[i][1]
            (agency, number), nearest = owners[i], owners[other][0]
            here, there = agency.report, nearest.report
            assert here is not None
            assert there is not None
            ours, theirs = _section(agency, here, number), _section(nearest, there, number)
            shared = passages(ours.text, theirs.text, (*ours.names, *theirs.names))
            shown = [[p.text, p.other] for p in shared[:SHOWN]]
            others = list(dict.fromkeys(
                a.name for a, _ in (owners[m] for m in members) if _owner(a) != ours.owner
            ))  # fmt: skip
            place = Place(here.path, section=number, quote=shown[0][0] if shown else None)
            related = [
                Place(r.path, section=owners[m][1]) for m in members if m != i and (r := owners[m][0].report)
            ]
            made = finding(
                book, "G02", lang, place, related=related[:SHOWN], section=number, share=f"{share:.2f}",
                others=listed(book, others[:3], more=len(others) > 3),
                count=len(members), details={"passages": shown},
            )  # fmt: skip
            if made is not None:
                agency.findings.append(made)
            out.append({
                "cluster": n, "section": number, "agency": agency.name, "year": agency.year,
                "nearest": nearest.name, "nearest_year": nearest.year, "similarity": round(share, 4),
                "passages": shown, "file": here.path,
            })  # fmt: skip
    return out


def _owner(agency: Agency) -> str:
    return f"{agency.within or ''}/{agency.name}"


def _section(agency: Agency, report: Document, number: int) -> Section:
    facts = report.facts
    names = tuple(dict.fromkeys((agency.name, *facts["organs"])))
    return Section(_owner(agency), number, facts["sections"][str(number)], names)
