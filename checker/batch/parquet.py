"""``findings.parquet``: a row a finding, for analysts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

from checker.batch.agencies import PLACE, Agency
from checker.batch.extras import need

GROUP = 10_000
NUMBERS = ("year", "section", "page", "paragraph")
COLUMNS = (
    "agency", "level", "parent", "kind", "year", "path", "rule", "severity", "confidence", "message", "suggestion", "basis",
    *PLACE, "accepted",
)  # fmt: skip


def write(file: IO[bytes], agencies: Sequence[Agency]) -> None:
    """Writes the file, :data:`GROUP` rows at a time. Raises MissingExtra."""
    pyarrow, parquet = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")

    def kind(name: str) -> Any:
        if name == "accepted":
            return pyarrow.bool_()
        return pyarrow.int32() if name in NUMBERS else pyarrow.string()

    schema = pyarrow.schema([(c, kind(c)) for c in COLUMNS])
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        some = rows(agencies)
        while group := list(islice(some, GROUP)):
            columns = [pyarrow.array([r.get(f.name) for r in group], f.type) for f in schema]
            writer.write_table(pyarrow.table(columns, schema))


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
