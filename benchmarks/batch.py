"""A generated province through `gongkai batch`: rates, scaling, memory.

    python -m benchmarks.batch [--documents 200]

Random valid reports, four formats by turns, every tenth with a spoilt total. Prints documents per second with one and two
workers (fresh stores), the same pool extracting pdfium's bare text of the PDFs, and memory of the main process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from checker import rulebook
from checker.batch.inputs import Entry, expand
from checker.batch.run import Plan, run
from checker.batch.runners import Local
from checker.batch.store import Store
from tests.support import reports, writers

FORMATS = ("pdf", "docx", "pdf", "html", "pdf", "text")
OPTIONS: dict[str, Any] = {
    "select": (), "ignore": (), "engine": "auto", "as_of": None, "rule_folders": (), "overrides": {}, "settings": {},
}  # fmt: skip


def province(folder: Path, documents: int, seed: int = 5) -> int:
    """Writes reports; every tenth PDF has a spoilt total. Returns the number of those with a failed identity."""
    rng = random.Random(seed)
    book = rulebook.load()
    spoilt = 0
    for n in range(documents):
        s, _ = reports.draw(rng, book)
        form = FORMATS[n % len(FORMATS)]
        if n % 10 == 0:
            key = ("new", "total")
            s.cells["requests"][key] = str(int(s.cells["requests"][key]) + 3)
            spoilt += 1
        name = Path(writers.NAMES[form])
        (folder / f"{n:05d}{name.suffix}").write_bytes(writers.WRITERS[form](book, s))
    return spoilt


def bare(path: str) -> int:
    """pdfium's text of a PDF: the floor for anything that reads PDFs."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return sum(len(pdf[i].get_textpage().get_text_range()) for i in range(len(pdf)))


def timed(entries: list[Entry], workers: int, store: Path) -> tuple[float, dict[str, int], int]:
    process = psutil.Process()
    with Store(store) as kept, Local(workers) as runner:
        warm = [runner.start(bare, e.source or "") for e in entries[:1] if (e.source or "").endswith(".pdf")]
        for future in warm:
            runner.answer(future)
        start, began = process.memory_info().rss, time.perf_counter()
        answers = run(entries, kept, runner, Plan(lambda _: OPTIONS), lambda *_: None)
        seconds = time.perf_counter() - began
        return seconds, answers.outcomes, process.memory_info().rss - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        spoilt = province(folder, given.documents)
        entries = expand([str(folder)])
        print(f"documents {len(entries)}  with a failed identity {spoilt}  load {os.getloadavg()[0]:.1f}", flush=True)
        rates = {}
        for workers in (1, 2):
            seconds, outcomes, grown = timed(entries, workers, Path(name) / f"{workers}.sqlite")
            rates[workers] = len(entries) / seconds
            print(
                f"workers {workers}: {rates[workers]:.2f}/s  main process grew {grown / 2**20:.1f} MB  "
                f"{json.dumps(outcomes)}", flush=True,
            )  # fmt: skip
        print(f"scaling {rates[2] / rates[1]:.2f}")
        pdfs = [e for e in entries if (e.source or "").endswith(".pdf")]
        seconds, outcomes, _ = timed(pdfs, 2, Path(name) / "pdf.sqlite")
        with Local(2) as runner:
            began = time.perf_counter()
            for future in [runner.start(bare, e.source or "") for e in pdfs]:
                runner.answer(future)
            floor = time.perf_counter() - began
        print(f"PDFs {len(pdfs)}: reviewed {len(pdfs) / seconds:.2f}/s  bare text {len(pdfs) / floor:.2f}/s  "
              f"share {floor / seconds:.2f}")  # fmt: skip
        size = (Path(name) / "2.sqlite").stat().st_size
        print(f"store {size / len(entries) / 1024:.0f} KB a document")


if __name__ == "__main__":
    main()
