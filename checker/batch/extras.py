"""Libraries that come with an extra: imported when needed, and one clear line where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from checker.errors import GongkaiError


class MissingExtra(GongkaiError):
    """A library of an optional extra that is not installed; the message says which extra to install."""

    def __init__(self, name: str, extra: str) -> None:
        self.name, self.extra = name, extra
        super().__init__(self.get("zh"))

    def get(self, lang: str) -> str:
        how = f'python -m pip install "gongkai-checker[{self.extra}]"'  # double quotes: cmd.exe knows no others
        return (
            f"{self.name} is missing; install it: {how}"
            if lang == "en"
            else f"缺少 {self.name}；请安装：{how}"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (MissingExtra, (self.name, self.extra))


def need(module: str, extra: str) -> Any:
    """The module. Raises MissingExtra."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtra(module.split(".")[0], extra) from None
