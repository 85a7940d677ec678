"""Speed of one review, as ratios measured side by side in one run (medians).

    python benchmarks/speed.py ../shared/real/hongze-2023.pdf

Warm: a review beside pdfium's bare text of the same file, its stages, the second reading by pdfminer apart, and
pdfplumber's text and tables. Cold: one ``gongkai check`` beside ``python -c "import spacy"``; imports of ``--help``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def interleaved(runs: int, **jobs: Callable[[], object]) -> dict[str, float]:
    """Medians in milliseconds of jobs run in turn, after one warm-up of each."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for i in range(runs + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if i:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def bare_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def plumber(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [(page.extract_text(), page.extract_tables()) for page in pdf.pages]


def warm(path: Path, runs: int) -> None:
    from checker import reviewing as road
    from checker.readers import pdf
    from checker.second_opinion import SecondOpinion

    data = path.read_bytes()
    pages = list(range(1, 100))
    from checker.findings import Review

    def once() -> Review:
        return road.review(data, path=path.name)

    original = SecondOpinion.__call__
    medians = interleaved(runs, bare=lambda: bare_text(path), review=once, read=lambda: pdf.read(data, path=path.name))
    SecondOpinion.__call__ = lambda *_: None  # type: ignore[assignment,method-assign]
    try:
        without = interleaved(runs, bare=lambda: bare_text(path), review=once)
    finally:
        SecondOpinion.__call__ = original  # type: ignore[method-assign]
    apart = interleaved(max(3, runs // 4), bare=lambda: bare_text(path), again=lambda: pdf.Reopened(data, "pdfminer").read(pages[:3]), plumber=lambda: plumber(path))
    print(f"pdfium bare text                     {without['bare']:8.1f} ms   1.0")
    for name, value, base in (
        ("review (no second reading)", without["review"], without["bare"]),
        ("review as the user gets it", medians["review"], medians["bare"]),
        ("  of which reading and layout", medians["read"], medians["bare"]),
        ("second reading, 3 pages, pdfminer", apart["again"], apart["bare"]),
        ("pdfplumber text and tables", apart["plumber"], apart["bare"]),
    ):
        print(f"{name:36} {value:8.1f} ms {value / base:5.1f}")


def cold(path: Path, runs: int) -> None:
    # An installed package is compiled; a checkout is by its first run, which this lets it be.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def command(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run(words, capture_output=True, check=False, env=env)

    check = (sys.executable, "-m", "checker", "check", str(path))
    medians = interleaved(runs, spacy=command(sys.executable, "-c", "import spacy"), check=command(*check),
                          help=command(sys.executable, "-m", "checker", "--help"))  # fmt: skip
    print(f"python -c 'import spacy'             {medians['spacy']:8.0f} ms   1.0")
    for name in ("check", "help"):
        print(f"gongkai {name:28} {medians[name]:8.0f} ms {medians[name] / medians['spacy']:5.2f}")
    code = "import sys; sys.argv=['gongkai','--help']\nfrom checker.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('spacy','jieba','sklearn','numpy','lxml') if m in sys.modules], file=sys.stderr)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.strip()
    print(f"heavy modules that --help imports: {shown}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--runs", type=int, default=21)
    given = parser.parse_args()
    warm(given.pdf, given.runs)
    cold(given.pdf, max(3, given.runs // 4))


if __name__ == "__main__":
    main()
