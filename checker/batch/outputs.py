"""The files that span documents, all from the same lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.batch import dashboard, letters, parquet
from checker.batch.agencies import Agency
from checker.batch.sheets import Batch
from checker.batch.standing import standings
from checker.batch.workbook import workbook
from checker.batch.write import put
from checker.files import write_atomic
from checker.outputs.json import plain
from checker.rulebook import RuleBook


def write(
    out: Path, agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str, office: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Writes agencies.jsonl, index.html, letters/, findings.parquet, scores.xlsx. ``office`` signs the letters.

    Raises OSError (a file is either the old or the new one, whole), MissingExtra after the files that need no extra.
    """
    text = "".join(json.dumps(t, ensure_ascii=False, default=plain) + "\n" for t in told)
    write_atomic(out / "agencies.jsonl", text)
    data = book.file("batch/outputs.yml")
    batch = made(agencies, told, sums, copied, book, lang)
    pages = dashboard.templates()
    words = {k: v[lang] for k, v in data["letter"].items()}
    template = pages.get_template("letter.html.j2")
    for agency, t, standing in zip(batch.agencies, batch.told, batch.standings, strict=True):
        page = letters.letter(template, batch, agency, t, standing, words, office or {})
        put(out / "letters" / dashboard.letter_name(agency), page.encode("utf-8", "replace"))
    words = {k: v[lang] for k, v in data["dashboard"].items()}
    write_atomic(out / "index.html", dashboard.dashboard(pages, batch, words))
    write_atomic(out / "findings.parquet", parquet.findings(agencies))
    write_atomic(out / "scores.xlsx", workbook(batch, data["sheets"]))


def made(
    agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str,
) -> Batch:  # fmt: skip
    """What the pages and the workbook show: people read words, analysts the keys of agencies.jsonl."""
    data, names = book.file("batch/outputs.yml"), book.file("names.yml")
    words = {k: v[lang] for k, v in data["words"].items()}
    kinds = names["agency_kinds"]
    shown = [{**t, "kind": kinds[t["kind"]][lang]} for t in told]
    return Batch(
        agencies, shown, standings(agencies, told, words), sums, copied, book, words,
        {**names, "outcomes": data["outcomes"]}, lang,
    )  # fmt: skip
