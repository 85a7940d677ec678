"""Libraries that come with an extra: imported when needed, and one clear line where they are missing."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from checker.errors import GongkaiError
from checker.findings import Text

FILES: Final = {"pyarrow": "findings.parquet", "xlsxwriter": "scores.xlsx"}
"""Libraries without which a batch lacks a file; all that needs neither is done without them."""
WEB: Final = ("http:", "https:")


class MissingExtra(GongkaiError):
    """A library of an optional extra that is not installed; the message says which extra to install."""

    def __init__(self, name: str, extra: str) -> None:
        self.name, self.extra = name, extra
        super().__init__(self.get("zh"))

    def get(self, lang: str) -> str:
        how = _install(self.extra)
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


def _install(extra: str) -> str:
    return f'python -m pip install "gongkai-checker[{extra}]"'  # double quotes: cmd.exe knows no others


def lacking(sources: Iterable[str]) -> Text | None:
    """What a batch of ``sources`` (paths and URLs) will not be able to do for want of a library, and what to install; None
    where it can do everything. Nothing is imported."""
    urls = [s for s in sources if "://" in s]
    needed = [*FILES]
    if urls:
        needed.append("fsspec")
    if any(u.lower().startswith(WEB) for u in urls):
        needed.append("aiohttp")
    absent = [n for n in needed if find_spec(n) is None]
    if not absent:
        return None
    files = [FILES[n] for n in absent if n in FILES]
    cut_off = [u for u in urls if "fsspec" in absent or ("aiohttp" in absent and u.lower().startswith(WEB))]
    zh = [f"写不出 {'、'.join(files)}"] * bool(files) + [f"{len(cut_off)} 个网址读不到"] * bool(cut_off)
    en = [f"{' and '.join(files)} cannot be written"] * bool(files)
    en += [f"{len(cut_off)} URL{'s' * (len(cut_off) > 1)} cannot be read"] * bool(cut_off)
    how = _install("batch")
    return Text(
        f"缺少 {'、'.join(absent)}：{'，'.join(zh)}，其余照常进行。请安装：{how}；装好后用同一个 --out 再运行，已审查的不会重做。",
        f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} missing: {', '.join(en)}; the rest goes on. Install: {how}; "
        "then run again with the same --out, which reviews nothing twice.",
    )
