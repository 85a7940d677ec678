"""``findings.parquet``: a row a finding, for analysts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from checker.batch.agencies import PLACE, Agency
from checker.batch.extras import need

NUMBERS = ("year", "section", "page", "paragraph")
COLUMNS = (
    "agency", "level", "parent", "kind", "year", "path", "rule", "severity", "confidence", "message", "suggestion", "basis",
    *PLACE, "accepted",
)  # fmt: skip


def findings(agencies: Sequence[Agency]) -> bytes:
    """The file's bytes. Raises MissingExtra."""
    pyarrow, parquet = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")
    columns: dict[str, list[Any]] = {c: [] for c in COLUMNS}
    for row in rows(agencies):
        for name, column in columns.items():
            column.append(row.get(name))

    def kind(name: str) -> Any:
        if name == "accepted":
            return pyarrow.bool_()
        return pyarrow.int32() if name in NUMBERS else pyarrow.string()

    table = pyarrow.table({c: pyarrow.array(v, kind(c)) for c, v in columns.items()})
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def rows(agencies: Sequence[Agency]) -> Iterator[dict[str, Any]]:
    """One a finding: those of each report, then those across documents, with whose report it is."""
    for a in agencies:
        head = {
            "agency": a.name, "level": a.roster("level"), "parent": a.roster("parent"), "kind": a.kind, "year": a.year,
        }  # fmt: skip
        for d in a.documents:
            for f in d.line["findings"]:
                yield {**f, **head, "path": d.path, "accepted": bool(f.get("accepted"))}
        for f in a.findings:
            place = f["place"] or {}
            where = {k: place.get(k) for k in PLACE}
            yield {**f, **where, **head, "path": place.get("document"), "accepted": bool(f.get("accepted"))}
