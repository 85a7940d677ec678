"""The error of a damaged register: names file, line, reason and what to do."""

from __future__ import annotations


class RegisterError(ValueError):
    """A register file that cannot be used.

    ``path`` is the file, ``line`` the line (from 1; None where no line is to blame), ``reason`` what is wrong and
    ``todo`` what to do about it. ``str()`` is one line with all four.
    """

    def __init__(self, path: str, line: int | None, reason: str, todo: str = "") -> None:
        self.path, self.line, self.reason, self.todo = path, line, reason, todo
        super().__init__(path, line, reason, todo)

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}：{self.reason}" + (f"；{self.todo}" if self.todo else "")
