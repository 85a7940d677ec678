"""The HTML page in a real browser: marks reachable, filters work, nothing is requested, no console error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.findings import Review
from checker.outputs import render_one
from checker.reviewing import review

SHARED = Path(__file__).resolve().parents[3] / "shared" / "real"
pytestmark = [pytest.mark.chromium, pytest.mark.slow]


def opened(browser: Any, found: Review, folder: Path, width: int = 1280) -> tuple[Any, list[str]]:
    page_file = folder / "page.html"
    content = render_one("html", found, found.path, {"lang": "zh"}).content
    assert isinstance(content, str)
    page_file.write_text(content, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("request", lambda r: trouble.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.goto(page_file.as_uri())
    return page, trouble


def many(found: Review, count: int) -> Review:
    findings = (found.findings * (count // len(found.findings) + 1))[:count]
    return replace(found, findings=findings)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["hongze-2023.pdf", "wenzhou-2020.md"])
def test_real_reports(browser: Any, tmp_path: Path, name: str, width: int) -> None:
    if not (SHARED / name).exists():
        pytest.skip("../shared is not beside this checkout")
    check_page(browser, review(SHARED / name), tmp_path, width)


def test_three_hundred_findings(browser: Any, tmp_path: Path, reviews: Mapping[str, Review]) -> None:
    check_page(browser, many(reviews["markdown"], 300), tmp_path, 1280)


def test_no_finding(browser: Any, tmp_path: Path, reviews: Mapping[str, Review]) -> None:
    page, trouble = opened(browser, replace(reviews["markdown"], findings=()), tmp_path)
    assert page.locator(".clean").first.is_visible()
    assert trouble == []
    page.close()


def check_page(browser: Any, found: Review, folder: Path, width: int) -> None:
    page, trouble = opened(browser, found, folder, width)
    items = page.locator("#list > li")
    assert items.count() == len(found.findings)
    for i in range(0, items.count(), max(1, items.count() // 20)):
        link = items.nth(i).locator("a.id")
        target = page.locator(link.get_attribute("href"))
        assert target.count() == 1
        link.click()
        assert target.is_visible()
        box = target.bounding_box()
        assert box is not None
        assert -1 <= box["y"] <= 900
    severity = found.findings[0].severity.name
    button = page.locator(f'button[data-filter="s"][data-value="{severity}"]')
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    shown = [items.nth(i).get_attribute("data-s") for i in range(items.count()) if items.nth(i).is_visible()]
    assert shown
    assert set(shown) == {severity}
    button.click()
    assert page.locator("#list > li:visible").count() == items.count()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert trouble == []
    page.close()
