"""Outputs: one module per format; each turns a Review into text or bytes.

A format is a line in :data:`FORMATS`; its module is imported when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from checker.findings import Review


@dataclass(frozen=True, slots=True)
class Format:
    """``module`` has ``one(review, source, settings) -> Rendered``; ``suffix`` names its files.

    ``join`` has ``join(parts: list[str]) -> str`` in the module where several inputs make one text.
    """

    module: str
    suffix: str
    binary: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """An output, or the reason why this input has none in this format."""

    content: str | bytes | None
    note: str | None = None


FORMATS: Final = {
    "text": Format("text", ".txt"),
    "json": Format("json", ".json", joined=True),
    "sarif": Format("sarif", ".sarif", joined=True),
    "github": Format("github", ".txt"),
    "html": Format("html", ".html"),
    "docx": Format("docx", ".docx", binary=True),
    "pdf": Format("pdf", ".pdf", binary=True),
}

#: Outputs of other commands than check.
INTERNAL: Final = {"statutes": Format("statutes", ".txt")}


def render_one(name: str, review: Review, source: str | bytes, settings: dict[str, Any]) -> Rendered:
    """One review in one format. ``source`` is the input (path or bytes), for formats that annotate a copy."""
    module = import_module(f"checker.outputs.{(FORMATS.get(name) or INTERNAL[name]).module}")
    rendered: Rendered = module.one(review, source, settings)
    return rendered


def join(name: str, parts: list[str]) -> str:
    """Several inputs' outputs as one text for stdout or a single file."""
    if FORMATS[name].joined:
        text: str = import_module(f"checker.outputs.{FORMATS[name].module}").join(parts)
        return text
    return "".join(parts)
