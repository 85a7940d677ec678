"""Libraries that come with an extra: imported when needed, and one clear line where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from checker.errors import GongkaiError


class MissingExtra(GongkaiError):
    """A library of an optional extra that is not installed; ``str()`` says which extra to install."""


def need(module: str, extra: str) -> Any:
    """The module. Raises MissingExtra."""
    try:
        return import_module(module)
    except ImportError:
        name = module.split(".")[0]
        raise MissingExtra(f"缺少 {name}；请安装：pip install 'gongkai-checker[{extra}]'") from None
