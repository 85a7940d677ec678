"""The files that span documents, all from the same lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.batch import dashboard, parquet
from checker.batch.agencies import Agency
from checker.batch.workbook import workbook
from checker.batch.write import put
from checker.files import write_atomic
from checker.outputs.json import plain
from checker.rulebook import RuleBook


def write(
    out: Path, agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str,
) -> None:  # fmt: skip
    """Writes agencies.jsonl, index.html, letters/, findings.parquet, scores.xlsx.

    Raises OSError (a file is either the old or the new one, whole), MissingExtra after the files that need no extra.
    """
    data = book.file("batch/outputs.yml")
    words = {k: v[lang] for k, v in data["words"].items()}
    text = "".join(json.dumps(t, ensure_ascii=False, default=plain) + "\n" for t in told)
    write_atomic(out / "agencies.jsonl", text)
    pages = dashboard.templates()
    for agency, t in zip(agencies, told, strict=True):
        page = dashboard.letter(pages, agency, t, words, lang)
        put(out / "letters" / dashboard.letter_name(agency), page.encode())
    kinds = book.file("names.yml")["agency_kinds"]
    shown = [{**t, "kind": kinds[t["kind"]][lang]} for t in told]  # people read words, analysts the keys
    write_atomic(out / "index.html", dashboard.dashboard(pages, agencies, shown, words, lang))
    at = 1 if lang == "en" else 0
    sheets = {
        k: {"name": s["name"][lang], "columns": [(c[at], c[2]) for c in s["columns"]]}
        for k, s in data["sheets"].items()
    }
    write_atomic(out / "findings.parquet", parquet.findings(agencies))
    write_atomic(out / "scores.xlsx", workbook(agencies, shown, sums, copied, sheets))
