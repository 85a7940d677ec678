"""Checks register files in full and tells every problem at once: ``python -m checker.statutes.validate FILE...``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.statutes.errors import RegisterError
from checker.statutes.model import Work
from checker.statutes.reading import Header, rows
from checker.statutes.register import keys


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a register: where, what, and what to do. ``line`` is None for the file as a whole."""

    path: str
    line: int | None
    reason: str
    todo: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}：{self.reason}；{self.todo}"


def validate(paths: Sequence[Path]) -> list[Problem]:
    """All problems of the files ``paths`` taken together, in reading order; an empty list where they are sound.

    Besides what loading refuses (JSON, keys, values, dates, numbers, duplicates and ambiguous titles within a file)
    it compares the files with each other: a title or short title in two of them, ``replaced_by`` that names no work.
    """
    problems: list[Problem] = []
    works: dict[str, tuple[str, int, Work]] = {}
    names: dict[str, tuple[int, Work]] = {}
    for path in paths:
        name, count, header = str(path), 0, None
        try:
            for line, row in rows(path):
                if isinstance(row, RegisterError):
                    problems.append(Problem(name, line, row.reason, row.todo))
                elif isinstance(row, Header):
                    header = row
                else:
                    count += 1
                    problems += _compare(name, line, row, works, names)
        except RegisterError as error:
            problems.append(Problem(name, None, error.reason, error.todo))
            continue
        if header and header.rows is not None and header.rows != count:
            reason = f"首行说有 {header.rows} 行，读懂的有 {count} 行"
            problems.append(Problem(name, 1, reason, "补全文件，或改正首行的 rows"))
    for name, line, work in works.values():
        if work.replaced_by and work.replaced_by not in works:
            reason = f"replaced_by 指向未登记的《{work.replaced_by}》"
            problems.append(Problem(name, line, reason, "登记它，或改正名称"))
    return problems


def _compare(
    name: str,
    line: int,
    work: Work,
    works: dict[str, tuple[str, int, Work]],
    names: dict[str, tuple[int, Work]],
) -> list[Problem]:
    """Enters ``work`` and tells where it meets one entered before."""
    if work.id in works:
        path, first, _ = works[work.id]
        return [Problem(name, line, f"{work.id} 重复，已见于 {path} 第 {first} 行", "合并成一行")]
    works[work.id] = (name, line, work)
    problems = []
    for rank, key in keys(work.id, work.short_titles, work.generic_titles):
        other = names.get(key)
        if other is None or rank < other[0]:
            names[key] = (rank, work)
        elif other[1] is not work and rank == other[0]:
            reason = f"名称“{key}”既指《{other[1].id}》又指《{work.id}》"
            problems.append(Problem(name, line, reason, "只在一处登记这个简称"))
    return problems


def main(arguments: Sequence[str]) -> int:
    """Prints the problems of the files named; 0 where there is none, 1 where there is, 2 without a file."""
    if not arguments:
        print("用法：python -m checker.statutes.validate 文件...", file=sys.stderr)
        return 2
    problems = validate([Path(a) for a in arguments])
    for problem in problems:
        print(problem)
    if not problems:
        print("登记册没有问题。", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
