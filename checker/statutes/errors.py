"""The error of a damaged register: names file, line, reason and what to do, in both languages."""

from __future__ import annotations

from typing import Any

from checker.findings import Text


class RegisterError(ValueError):
    """A register file that cannot be used.

    ``path`` is the file, ``line`` the line (from 1; None where no line is to blame), ``reason`` what is wrong and
    ``todo`` what to do about it. ``str()`` is one line of Chinese with all four.
    """

    def __init__(self, path: str, line: int | None, reason: Text, todo: Text) -> None:
        self.path, self.line, self.reason, self.todo = path, line, reason, todo
        super().__init__(path, line, reason, todo)

    @property
    def text(self) -> Text:
        """Reason and remedy in one sentence."""
        return Text(f"{self.reason.zh}；{self.todo.zh}", f"{self.reason.en}; {self.todo.en}")

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}：{self.text.zh}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (RegisterError, (self.path, self.line, self.reason, self.todo))
