"""findings.parquet and agencies.jsonl read back what the results say."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checker.batch import parquet
from checker.batch.agencies import Agency
from checker.batch.outputs import steps
from tests.batch.made import batch, county, finding

pyarrow = pytest.importorskip("pyarrow.parquet")


def written(agencies: Sequence[Agency]) -> bytes:
    out = io.BytesIO()
    parquet.write(out, agencies)
    return out.getvalue()


def read(content: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.read_table(io.BytesIO(content)).to_pylist()
    return rows


def test_parquet_holds_every_finding_as_the_results_have_it() -> None:
    agencies = county()
    top = next(a for a in agencies if a.name == "清河县教育局")
    top.findings.append(
        finding(
            "G03",
            message="晚于截止日期",
            document="/srv/报送/教育局.docx",
            section=None,
            page=None,
            paragraph=None,
        )
    )
    found = read(written(agencies))
    assert found == [{c: row.get(c) for c in parquet.COLUMNS} for row in parquet.rows(agencies)]
    said = [
        (d.path, f["rule"], f["message"], f["quote"])
        for a in agencies
        for d in a.documents
        for f in d.line["findings"]
    ]
    said += [(f["place"]["document"], f["rule"], f["message"], None) for a in agencies for f in a.findings]
    assert sorted(map(str, said)) == sorted(
        str((r["path"], r["rule"], r["message"], r["quote"])) for r in found
    )
    across = next(r for r in found if r["rule"] == "G03")
    assert (across["agency"], across["path"], across["section"]) == (
        "清河县教育局",
        "/srv/报送/教育局.docx",
        None,
    )
    own = next(r for r in found if r["rule"] == "T02")
    assert (own["table"], own["row"], own["column"], own["page"], own["year"]) == (
        "requests",
        "new",
        "total",
        2,
        2023,
    )
    assert own["accepted"] is False


def test_parquet_keeps_its_columns_where_nothing_was_found() -> None:
    table = pyarrow.read_table(io.BytesIO(written([])))
    assert table.column_names == list(parquet.COLUMNS)
    assert table.num_rows == 0


def test_agencies_jsonl_is_a_line_an_agency_and_year(tmp_path: Path) -> None:
    made = batch(county())
    told = [{**t, "kind": a.kind} for a, t in zip(made.agencies, made.told, strict=True)]
    steps(tmp_path, made, told, {})["agencies.jsonl"]()
    text = (tmp_path / "agencies.jsonl").read_text("utf-8")
    assert [json.loads(line) for line in text.split("\n")[:-1]] == told
