"""The figures of the extractor of references to law.

    python benchmarks/citations.py [--sealed] [--carriers] [--speed] [--quiet]

Without an option: the open half with its misses. ``--sealed``: the sealed half too, figures only unless
``--misses``. ``--carriers``: every registered title in ten contexts. ``--speed``: time against jieba on the
same text.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker.document import Paragraph  # noqa: E402
from checker.language import get_language  # noqa: E402
from checker.statutes.evaluate import CARRIERS, carriers, evaluate, items  # noqa: E402
from checker.statutes.extract import extract  # noqa: E402
from checker.statutes.resolve import load_register  # noqa: E402

HEAD = ("trap", "items", "gold", "found", "span F1", "link", "number", "article")


def half(name: str, misses: bool) -> None:
    path = ROOT / "corpus" / "citations" / f"{name}.jsonl"
    print(f"\n{name}  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    result = evaluate(items(path), load_register(), get_language())
    print("{:<24}{:>7}{:>7}{:>7}{:>9}{:>8}{:>8}{:>9}".format(*HEAD))
    for trap, tally in result.traps.items():
        print("{:<24}{:>7}{:>7}{:>7}{:>9}{:>8}{:>8}{:>9}".format(trap, *tally.row()))
    print("{:<24}{:>7}{:>7}{:>7}{:>9}{:>8}{:>8}{:>9}".format("total", *result.total.row()))
    for miss in result.misses if misses else ():
        print("  " + miss)


def texts() -> dict[str, str]:
    open_half = [i["text"] for i in items(ROOT / "corpus" / "citations" / "open.jsonl")]
    return {
        "benchmark sentences": "\n".join(open_half),
        "unclosed marks, 100 KB": "《政府信息公开条例要求，" * 3000,
        "opening marks only": "《" * 34_000,
        "nested brackets": "《甲（〔" * 9_000,
        "half a title": "中华人民共和国" * 5000,
    }


def speed() -> None:
    """The extractor's own time (its segmentation taken off) against jieba's on the same lines; the best of
    three.
    """
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    language, register = get_language(), load_register()
    extract([(0, Paragraph(0, "《条例》第一条"))], register, language)
    print(f"\n{'text':<26}{'chars':>8}{'jieba ms':>10}{'extract ms':>12}{'ratio':>7}{'of it words':>13}")
    for name, text in texts().items():
        lines = text.split("\n")
        jieba_time = min(_time(_each, jieba.lcut, lines) for _ in range(3))
        best, inside = min(_own_time(lines) for _ in range(3))
        print(
            f"{name:<26}{len(text):>8}{jieba_time * 1000:>10.0f}{best * 1000:>12.0f}{best / jieba_time:>7.2f}"
            f"{inside * 1000:>10.0f} ms"
        )


def _own_time(lines: list[str]) -> tuple[float, float]:
    """Seconds that the extractor takes for ``lines`` without its segmentation, and for that."""
    language, spent = get_language(), [0.0]
    plain = language.words

    def timed(part: str) -> list[tuple[str, int]]:
        start = time.perf_counter()
        words = plain(part)
        spent[0] += time.perf_counter() - start
        return words

    language.words = timed  # type: ignore[method-assign, assignment]
    try:
        total = _time(extract, [(0, Paragraph(0, line)) for line in lines], load_register(), language)
    finally:
        del language.words
    return total - spent[0], spent[0]


def _each(cut: Callable[[str], object], lines: list[str]) -> None:
    for line in lines:
        cut(line)


def _time(run: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("sealed", "carriers", "speed", "misses"):
        parser.add_argument(f"--{option}", action="store_true")
    options = parser.parse_args()
    half("open", True)
    if options.sealed:
        half("sealed", options.misses)
    if options.carriers:
        count, wrong = carriers(load_register(), get_language())
        print(f"\ncarriers: {count - len(wrong)} of {count} resolve to themselves ({len(CARRIERS)} contexts)")
        for text in wrong[:50]:
            print("  " + text)
    if options.speed:
        speed()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
