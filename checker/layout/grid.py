"""Drawn rules to grids: where the cells of a table are, before anything is known of their text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from checker.layout.page import Segment
from checker.layout.settings import LayoutSettings


@dataclass(slots=True)
class Rule:
    """A merged drawn line: ``at`` is its fixed coordinate, ``start`` and ``end`` run along it."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class GridCell:
    """A cell of a grid by its grid lines: rows ``r0 <= row < r1``, columns ``c0 <= column < c1``."""

    r0: int
    c0: int
    r1: int
    c1: int


@dataclass(slots=True)
class Grid:
    """The cells that rules enclose; ``open_top`` and ``open_bottom`` say that no rule closes that end."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell] = field(default_factory=list)
    open_top: bool = False
    open_bottom: bool = False
    owner: list[list[int]] = field(default_factory=list)
    """For every grid position the index of the cell that covers it."""

    def locate(self, x: float, y: float) -> int | None:
        """The index of the cell that holds the point, or None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return None


def merged_rules(segments: Iterable[Segment], settings: LayoutSettings) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules: near parallels snapped together, collinear pieces joined, specks left
    out."""
    across = [(s.top, s.x0, s.x1) for s in segments if s.top == s.bottom]
    down = [(s.x0, s.top, s.bottom) for s in segments if s.x0 == s.x1 and s.top != s.bottom]
    return _merge(across, settings), _merge(down, settings)


def _merge(pieces: list[tuple[float, float, float]], settings: LayoutSettings) -> list[Rule]:
    pieces.sort()
    rules: list[Rule] = []
    i = 0
    while i < len(pieces):
        first = pieces[i][0]
        j = i
        while j < len(pieces) and pieces[j][0] - first <= settings.snap_pt:
            j += 1
        group = sorted((start, end, at) for at, start, end in pieces[i:j])
        i = j
        weight, total = 0.0, 0.0
        found: list[Rule] = []
        for start, end, at in group:
            length = end - start + 0.01
            weight += length
            total += length * at
            if found and start - found[-1].end <= settings.gap_pt:
                found[-1].end = max(found[-1].end, end)
            else:
                found.append(Rule(0.0, start, end))
        for rule in found:
            if rule.end - rule.start >= settings.rule_min_pt:
                rule.at = total / weight
                rules.append(rule)
    return rules


def grids_of(segments: Sequence[Segment], settings: LayoutSettings) -> list[Grid]:
    """The grids of a page from top to bottom; a single box or a lone underline is none."""
    if len(segments) > settings.pieces_max:
        return []
    across, down = merged_rules(segments, settings)
    if len(across) + len(down) > settings.rules_max:
        return []
    grids = []
    for horizontal, vertical in _components(across, down, settings):
        grid = _grid(horizontal, vertical, settings)
        if grid is not None:
            grids.append(grid)
    grids.sort(key=lambda g: (g.ys[0], g.xs[0]))
    grids = [g for g in grids if not _is_frame(g, grids, settings)]
    return [g for g in grids if not any(_inside(g, other) for other in grids if other is not g)]


def _is_frame(grid: Grid, grids: Sequence[Grid], settings: LayoutSettings) -> bool:
    """Lines that arrange the page, or are drawn around its text: a larger table stands within, or there is but one
    column and paragraphs stand in it."""
    sides = grid.xs[-1] - grid.xs[0], max(b - a for a, b in pairwise(grid.ys))
    if len(grid.xs) == 2 and min(sides) > settings.frame_pt:
        return True
    return any(_within(other, grid) and len(other.cells) > len(grid.cells) for other in grids if other is not grid)


def _inside(inner: Grid, outer: Grid) -> bool:
    """A grid drawn within a cell of another: its text belongs to that cell."""
    return _within(inner, outer) and len(outer.cells) >= len(inner.cells)


def _within(inner: Grid, outer: Grid) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[0] <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1]
        and (outer.xs, outer.ys) != (inner.xs, inner.ys)
    )


def _components(
    across: list[Rule], down: list[Rule], settings: LayoutSettings
) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    near = settings.snap_pt
    for j, v in enumerate(down):
        for i, h in enumerate(across):
            if v.start - near <= h.at <= v.end + near and h.start - near <= v.at <= h.end + near:
                parent[root(len(across) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(v)
    return list(groups.values())


def _positions(
    rules: list[Rule], ends: list[float], settings: LayoutSettings
) -> tuple[list[float], bool, bool]:
    """Grid lines: where rules lie, and where the rules across them end without one (an open side)."""
    places: list[float] = []
    for at in sorted(r.at for r in rules):
        if not places or at - places[-1] > settings.snap_pt:
            places.append(at)
    low, high = min(ends), max(ends)
    slack = settings.rule_min_pt
    open_low = bool(places) and low < places[0] - slack
    open_high = bool(places) and high > places[-1] + slack
    if open_low:
        places.insert(0, low)
    if open_high:
        places.append(high)
    return places, open_low, open_high


def _grid(across: list[Rule], down: list[Rule], settings: LayoutSettings) -> Grid | None:
    if not across or not down:
        return None
    xs, _, _ = _positions(down, [e for h in across for e in (h.start, h.end)], settings)
    ys, open_top, open_bottom = _positions(across, [e for v in down for e in (v.start, v.end)], settings)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or not 2 <= columns * rows <= settings.cells_max:
        return None
    walls = _covers(down, xs, ys, settings)  # walls[x line][row]
    floors = _covers(across, ys, xs, settings)  # floors[y line][column]
    owner = [[-1] * columns for _ in range(rows)]
    grid = Grid(xs, ys, [], open_top, open_bottom, owner)
    group = _groups(rows, columns, walls, floors)
    for r in range(rows):
        for c in range(columns):
            if owner[r][c] < 0:
                _take(grid, group, r, c)
    return grid if len(grid.cells) >= 2 else None


def _covers(
    rules: list[Rule], lines: list[float], steps: list[float], settings: LayoutSettings
) -> list[list[bool]]:
    """For every grid line and every step along it, whether rules cover enough of the step."""
    covered = [[0.0] * (len(steps) - 1) for _ in lines]
    for rule in rules:
        row = covered[_nearest(lines, rule.at)]
        for k in range(max(bisect_right(steps, rule.start) - 1, 0), len(row)):
            if steps[k] >= rule.end:
                break
            overlap = min(rule.end, steps[k + 1]) - max(rule.start, steps[k])
            if overlap > 0:
                row[k] += overlap
    return [
        [length >= settings.cover * (steps[k + 1] - steps[k]) for k, length in enumerate(row)]
        for row in covered
    ]


def _nearest(places: Sequence[float], at: float) -> int:
    """The index of the place (they ascend) nearest to ``at``."""
    i = bisect_left(places, at)
    if i == len(places) or (i > 0 and at - places[i - 1] <= places[i] - at):
        return i - 1
    return i


def _groups(rows: int, columns: int, walls: list[list[bool]], floors: list[list[bool]]) -> list[list[int]]:
    """Numbers the grid positions so that those which no rule separates share a number."""
    group = [[-1] * columns for _ in range(rows)]
    count = 0
    for r in range(rows):
        for c in range(columns):
            if group[r][c] >= 0:
                continue
            stack = [(r, c)]
            group[r][c] = count
            while stack:
                i, j = stack.pop()
                steps = []
                if j + 1 < columns and not walls[j + 1][i]:
                    steps.append((i, j + 1))
                if j > 0 and not walls[j][i]:
                    steps.append((i, j - 1))
                if i + 1 < rows and not floors[i + 1][j]:
                    steps.append((i + 1, j))
                if i > 0 and not floors[i][j]:
                    steps.append((i - 1, j))
                for a, b in steps:
                    if group[a][b] < 0:
                        group[a][b] = count
                        stack.append((a, b))
            count += 1
    return group


def _take(grid: Grid, group: list[list[int]], r: int, c: int) -> None:
    """Makes the largest rectangle of one group that begins here a cell (stray rules leave corners over)."""
    number, owner = group[r][c], grid.owner
    c1 = c
    while c1 < len(owner[0]) and group[r][c1] == number and owner[r][c1] < 0:
        c1 += 1
    r1 = r + 1
    same, free = [number] * (c1 - c), [-1] * (c1 - c)
    while r1 < len(owner) and group[r1][c:c1] == same and owner[r1][c:c1] == free:
        r1 += 1
    for i in range(r, r1):
        for j in range(c, c1):
            owner[i][j] = len(grid.cells)
    grid.cells.append(GridCell(r, c, r1, c1))
