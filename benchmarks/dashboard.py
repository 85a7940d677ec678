"""What the office gets, at a province's size: time to write each file, and the dashboard in Chromium.

    python -m benchmarks.dashboard [--agencies 5000] [--years 2] [--keep FOLDER] [--shots FOLDER]

The results are made up (tests/support/offices.py), the files are not. Ends with status 1 where the page paints in more
than 2 s or a filter takes more than 0.2 s until the next frame is painted.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import zlib
from pathlib import Path
from shutil import which
from typing import Any

from checker import rulebook
from checker.batch import outputs
from checker.batch.agencies import group, line_of
from checker.batch.scratch import Scratch
from checker.batch.write import page_name, put
from checker.outputs import html
from checker.reviewing import review
from checker.specimen import make, markdown
from tests.support.offices import fabricate

PAINT, FILTER = 2.0, 0.2
LISTEN = """
new Promise(done => { const look = () => document.querySelector('#rows .row') ? requestAnimationFrame(() => setTimeout(
  () => done(performance.now()), 0)) : requestAnimationFrame(look); look(); })
"""
# The work of the handlers, then until the frame after it stands: what a person waits for.
TIMED = """
act => new Promise(done => { const began = performance.now(); (0, eval)(act)();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0)); })
"""
TYPE = "() => {{ const q = document.getElementById('q'); q.value = {!r}; q.dispatchEvent(new Event('input')); }}"
CHOOSE = "() => {{ const s = document.getElementById('f-{}'); s.selectedIndex = {}; s.dispatchEvent(new Event('change')); }}"
ACTS = {
    "type 公": TYPE.format("公"), "type 公安局": TYPE.format("公安局"), "type T03 水利": TYPE.format("T03 水利"),
    "nothing found": TYPE.format("没有这个"), "clear": "() => document.getElementById('reset').click()",
    "year": CHOOSE.format("year", 1), "level": CHOOSE.format("level", 1), "rule": CHOOSE.format("rule", 3),
    "band": "() => document.querySelector('.col:last-child').click()", "clear again": "() => document.getElementById('reset').click()",
    "sort by agency": "() => document.querySelector('.c-agency button').click()",
    "sort by change": "() => document.querySelector('.c-change button').click()",
    "scroll to the end": "() => { const v = document.getElementById('view'); v.scrollTop = v.scrollHeight; }",
}  # fmt: skip


def written(folder: Path, agencies: int, years: int) -> int:
    """Writes a batch's files, prints the time of each; the number of agencies and years."""
    book = rulebook.load()
    entries, results = fabricate(book, agencies, tuple(range(2024 - years, 2024)))
    began = time.perf_counter()
    grouped = group(entries, results, scratch=Scratch(folder))
    told = [line_of(a, book) for a in grouped]
    print(f"read the results and score them  {time.perf_counter() - began:6.1f} s", flush=True)
    began = time.perf_counter()
    batch = outputs.made(grouped, told, [], [], book, "zh")
    print(f"rank them                        {time.perf_counter() - began:6.1f} s", flush=True)
    for name, step in outputs.steps(folder, batch, told, {}).items():
        began = time.perf_counter()
        step()
        path = folder / name
        size = sum(p.stat().st_size for p in path.iterdir()) if path.is_dir() else path.stat().st_size
        print(f"{name:32} {time.perf_counter() - began:6.1f} s  {size / 2**20:7.1f} MB", flush=True)
    page = zlib.compress(str(html.one(review(markdown(book, make(book)).encode(), path="报告.md"), b"", {}).content).encode(), 3)
    began = time.perf_counter()
    for path, _, _ in results:
        put(folder / "reports" / page_name(path), zlib.decompress(page))
    print(f"{'reports':32} {time.perf_counter() - began:6.1f} s  ({len(results)} pages from the store)")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return len(grouped)


def measured(browser: Any, page_file: Path, shots: Path | None) -> tuple[float, float]:
    """(seconds until the list is painted, seconds of the slowest filter)."""
    slowest = 0.0
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(page_file.as_uri(), wait_until="commit")
    painted = page.evaluate(LISTEN) / 1000
    first = page.evaluate("performance.getEntriesByType('paint').map(e => e.startTime)")
    print(f"first paint {min(first, default=0) / 1000:.2f} s, list and plots painted {painted:.2f} s")
    for name, act in ACTS.items():
        seconds = page.evaluate(TIMED, act) / 1000
        slowest = max(slowest, seconds)
        print(f"  {name:20} {seconds:.3f} s  {page.inner_text('#n')}")
    page.close()
    for name, width, height in (("laptop", 1366, 768), ("phone", 390, 844)) if shots else ():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(page_file.as_uri())
        assert shots is not None
        page.screenshot(path=shots / f"dashboard-{name}.png", full_page=True)
        page.close()
    return painted, slowest


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agencies", type=int, default=5000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    if chromium is None:
        sys.exit("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        rows = written(folder, given.agencies, given.years)
        print(f"{given.agencies} agencies, {rows} rows in the dashboard")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            painted, slowest = measured(browser, folder / "index.html", given.shots)
            browser.close()
    print(f"painted {painted:.2f} s (bar {PAINT:g}), slowest filter {slowest:.3f} s (bar {FILTER:g})")
    sys.exit(int(painted > PAINT or slowest > FILTER))


if __name__ == "__main__":
    main()
