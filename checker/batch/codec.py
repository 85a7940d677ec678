"""Documents and findings as compressed JSON for the store, and back, equal to what went in.

Only the classes of :data:`CLASSES` come back, by name: reading a store runs no code. Sequences come back as tuples,
which is what the frozen dataclasses hold.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import struct
import zlib
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, cast

from checker.document import Cell, Document, Glyph, Paragraph, Place, Revision, Table, Trouble
from checker.findings import Finding, NotChecked, Severity, Text

CLASSES: dict[str, Any] = {
    c.__name__: c
    for c in (Document, Paragraph, Table, Cell, Place, Trouble, Revision, Finding, NotChecked, Text)
}
LEVEL = 3  # higher levels take three times as long for a tenth less


def pack(value: Any) -> bytes:
    """``value`` (a whitelisted dataclass, or tuples and mappings of such) as compressed JSON."""
    return zlib.compress(json.dumps(_out(value), ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpack(data: bytes) -> Any:
    """What :func:`pack` was given. Raises ValueError where ``data`` is damaged or names another class."""
    try:
        return _in(json.loads(zlib.decompress(data)))
    except (zlib.error, KeyError, TypeError, struct.error) as problem:
        raise ValueError(f"damaged entry: {problem}") from None


@cache
def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    """Fields with their defaults (MISSING for none); a field at its default is not written."""
    return tuple(
        (f.name, f.default_factory() if f.default_factory is not MISSING else f.default) for f in fields(cls)
    )


_PLAIN = frozenset((str, int, float, bool, type(None)))
"""Types that JSON knows as they are: most values."""


def _out(value: Any) -> Any:
    if type(value) in _PLAIN or isinstance(value, str):
        return value
    if isinstance(value, Severity):
        return {"$": "severity", "v": value.name}
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [_out(v) for v in value]
    if is_dataclass(value):
        out: dict[str, Any] = {"$": type(value).__name__}
        for name, default in _defaults(cast(Any, type(value))):
            item = getattr(value, name)
            if item is not default and item != default:
                if type(item) in _PLAIN:
                    out[name] = item
                else:
                    out[name] = _glyphs_out(item) if name == "glyphs" else _out(item)
        return out
    if isinstance(value, Decimal):
        return {"$": "decimal", "v": str(value)}
    if isinstance(value, dt.date):
        return {"$": "date", "v": value.isoformat()}
    if hasattr(value, "items"):
        return {"$": "map", "v": [[_out(k), _out(v)] for k, v in value.items()]}
    raise TypeError(f"no entry for {type(value).__name__}")


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_in(v) for v in value)
    if not isinstance(value, dict):
        return value
    kind = value.pop("$")
    if kind == "severity":
        return Severity[value["v"]]
    if kind == "decimal":
        return Decimal(value["v"])
    if kind == "date":
        return dt.date.fromisoformat(value["v"])
    if kind == "map":
        return {_in(k): _in(v) for k, v in value["v"]}
    cls = CLASSES[kind]
    return cls(**{k: _glyphs_in(v) if k == "glyphs" else _in(v) for k, v in value.items()})


def _glyphs_out(glyphs: tuple[Glyph | None, ...]) -> str:
    """Boxes of characters as doubles: they are most of a document, and must come back bit for bit."""
    pack = _GLYPH.pack
    try:
        parts = [pack(page, x0, top, x1, bottom) for page, (x0, top, x1, bottom) in cast(Any, glyphs)]
    except TypeError:  # a blank that layout put in stands nowhere
        parts = [pack(g[0], *g[1]) if g else _NO_GLYPH for g in glyphs]
    return base64.b64encode(b"".join(parts)).decode("ascii")


def _glyphs_in(text: str) -> tuple[Glyph | None, ...]:
    raw = base64.b64decode(text)
    out: list[Glyph | None] = []
    for page, *box in _GLYPH.iter_unpack(raw):
        out.append((page, (box[0], box[1], box[2], box[3])) if page else None)
    return tuple(out)


_GLYPH = struct.Struct("<i4d")
_NO_GLYPH = _GLYPH.pack(0, 0, 0, 0, 0)
