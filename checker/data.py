"""Where the data folders are: ``rules/`` and ``models/`` stand at the top of a checkout and travel inside the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """The folder ``rules`` or ``models``.

    In a wheel it is ``checker/_data/<name>``, in a checkout (editable install) it stands beside the package.
    Raises RuleBookError where neither exists, which means a damaged installation.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "_data" / name, here.parent / name):
        if candidate.is_dir():
            return candidate
    from checker.errors import RuleBookError
    from checker.findings import Text

    raise RuleBookError(
        f"{name}/",
        None,
        Text("gongkai 的数据目录不见了，请重新安装", "gongkai's data are gone; install it again"),
    )
