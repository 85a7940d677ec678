"""The files that span documents, all from the same lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.batch import dashboard, letters, parquet
from checker.batch.agencies import Agency
from checker.batch.extras import MissingExtra
from checker.batch.sheets import Batch
from checker.batch.standing import standings
from checker.batch.workbook import workbook
from checker.batch.write import put
from checker.files import replacing, write_atomic
from checker.outputs.json import plain
from checker.rulebook import RuleBook


def write(
    out: Path, agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str, office: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Writes agencies.jsonl, index.html, letters/, findings.parquet, scores.xlsx. ``office`` signs the letters.

    Raises OSError (a file is either the old or the new one, whole), MissingExtra after all files that can be written.
    """
    without: MissingExtra | None = None
    for step in steps(out, made(agencies, told, sums, copied, book, lang), told, office or {}).values():
        try:
            step()
        except MissingExtra as problem:
            without = without or problem
    if without is not None:
        raise without


def steps(
    out: Path, batch: Batch, told: Sequence[Mapping[str, Any]], office: Mapping[str, str]
) -> dict[str, Callable[[], None]]:
    """What :func:`write` does, file by file, in order."""
    data = batch.book.file("batch/outputs.yml")
    pages = dashboard.templates()

    def words(part: str) -> dict[str, Any]:
        return {k: v[batch.lang] for k, v in data[part].items()}

    def agency_lines() -> None:
        with replacing(out / "agencies.jsonl") as file:
            for t in told:
                text = json.dumps(t, ensure_ascii=False, default=plain) + "\n"
                file.write(text.encode("utf-8", "replace"))

    def sheets() -> None:
        template, own = pages.get_template("letter.html.j2"), words("letter")
        for agency, t, standing in zip(batch.agencies, batch.told, batch.standings, strict=True):
            page = letters.letter(template, batch, agency, t, standing, own, office)
            put(out / "letters" / dashboard.letter_name(agency), page.encode("utf-8", "replace"))

    def table() -> None:
        with replacing(out / "findings.parquet") as file:
            parquet.write(file, batch.agencies)

    def scores() -> None:
        with replacing(out / "scores.xlsx") as file:
            workbook(file, batch, data["sheets"], out)

    return {
        "agencies.jsonl": agency_lines,
        "letters": sheets,
        "index.html": lambda: write_atomic(
            out / "index.html", dashboard.dashboard(pages, batch, words("dashboard"))
        ),
        "findings.parquet": table,
        "scores.xlsx": scores,
    }


def made(
    agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str,
) -> Batch:  # fmt: skip
    """What the pages and the workbook show: people read words, analysts the keys of agencies.jsonl."""
    data, names = book.file("batch/outputs.yml"), book.file("names.yml")
    words = {k: v[lang] for group in (names["punctuation"], data["words"]) for k, v in group.items()}
    return Batch(
        agencies, told, standings(agencies, told, words), sums, copied, book, words,
        {**names, "outcomes": data["outcomes"]}, lang,
    )  # fmt: skip
