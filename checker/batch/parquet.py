"""``findings.parquet``: a row a finding, for analysts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from checker.batch.agencies import Agency
from checker.batch.extras import need

TEXTS = (
    "agency",
    "level",
    "parent",
    "kind",
    "path",
    "rule",
    "severity",
    "message",
    "suggestion",
    "basis",
    "confidence",
    "quote",
)
NUMBERS = ("year", "section", "page")


def findings(agencies: Sequence[Agency]) -> bytes:
    """The file's bytes. Raises MissingExtra."""
    pyarrow, parquet = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")
    columns: dict[str, list[Any]] = {c: [] for c in (*TEXTS, *NUMBERS, "accepted")}
    for a in agencies:
        head = {
            "agency": a.name,
            "level": a.roster("level"),
            "parent": a.roster("parent"),
            "kind": a.kind,
            "year": a.year,
        }
        rows: list[tuple[dict[str, Any], dict[str, Any]]] = [({"path": d.path}, f) for d in a.documents for f in d.line["findings"]]
        for f in a.findings:
            place = f["place"] or {}
            rows.append(
                ({"path": place.get("document")}, f | {k: place.get(k) for k in ("section", "page", "quote")})
            )
        for where, f in rows:
            for name, column in columns.items():
                column.append(
                    {**f, **head, **where}.get(name) if name != "accepted" else bool(f.get("accepted"))
                )
    types = (
        {c: pyarrow.string() for c in TEXTS}
        | {c: pyarrow.int32() for c in NUMBERS}
        | {"accepted": pyarrow.bool_()}
    )
    table = pyarrow.table({c: pyarrow.array(v, types[c]) for c, v in columns.items()})
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()
