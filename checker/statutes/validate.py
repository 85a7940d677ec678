"""Checks register files in full and tells every problem at once: ``python -m checker.statutes.validate FILE...``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.findings import Text
from checker.statutes.errors import RegisterError
from checker.statutes.model import Work
from checker.statutes.reading import MERGE, Header, rows, rows_differ, two_meanings
from checker.statutes.register import keys


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a register: where, what, and what to do. ``line`` is None for the file as a whole."""

    path: str
    line: int | None
    reason: Text
    todo: Text

    def __str__(self) -> str:
        return self.get("zh")

    def get(self, lang: str) -> str:
        """The problem as one line."""
        where = f"{self.path}:{self.line or 1}"
        if lang == "en":
            return f"{where}: {self.reason.en}; {self.todo.en}"
        return f"{where}：{self.reason.zh}；{self.todo.zh}"


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
            problems.append(Problem(name, 1, *rows_differ(header.rows, count)))
    for name, line, work in works.values():
        if work.replaced_by and work.replaced_by not in works:
            reason = Text(
                f"replaced_by 指向未登记的《{work.replaced_by}》",
                f"replaced_by names {work.replaced_by}, unregistered",
            )
            todo = Text("登记它，或改正名称", "register it, or correct the name")
            problems.append(Problem(name, line, reason, todo))
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
        reason = Text(
            f"{work.id} 重复，已见于 {path} 第 {first} 行",
            f"{work.id} stands in {path}, line {first}, already",
        )
        return [Problem(name, line, reason, MERGE)]
    works[work.id] = (name, line, work)
    problems = []
    for rank, key in keys(work.id, work.short_titles, work.generic_titles):
        other = names.get(key)
        if other is None or rank < other[0]:
            names[key] = (rank, work)
        elif other[1] is not work and rank == other[0]:
            problems.append(Problem(name, line, *two_meanings(key, other[1].id, work.id)))
    return problems


def main(arguments: Sequence[str]) -> int:
    """Prints the problems of the files named; 0 where there is none, 1 where there is, 2 without a file.

    ``--lang en`` in front gives English.
    """
    lang = "zh"
    if arguments[:1] == ["--lang"] and len(arguments) > 1:
        lang, arguments = arguments[1], arguments[2:]
    if not arguments:
        usage = "python -m checker.statutes.validate [--lang zh|en] "
        print(f"usage: {usage}FILE..." if lang == "en" else f"用法：{usage}文件...", file=sys.stderr)
        return 2
    problems = validate([Path(a) for a in arguments])
    for problem in problems:
        print(problem.get(lang))
    if not problems:
        print("the register is sound." if lang == "en" else "登记册没有问题。", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
