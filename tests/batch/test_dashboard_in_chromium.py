"""The dashboard in a real browser: filters, search, plots that follow, rows in sight only, nothing requested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.batch import dashboard
from checker.batch.agencies import group
from checker.batch.inputs import Entry
from tests.batch.made import batch, finding, result, words

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
COUNT = 1500


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 agencies in two years, ten regions; every third has a T01, every fifth of 2023 fell; one file unread."""
    entries, results = [], []
    for n in range(COUNT):
        name = f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}河县第{n}局"
        for year in (2022, 2023):
            path = f"{n:05d}-{year}.md"
            found = [finding("T01")] if n % 3 == 0 else []
            if n % 5 == 0 and year == 2023:
                found.append(finding("L01", "warning"))
            outcome = "damaged" if (n, year) == (7, 2023) else "reviewed"
            entries.append(Entry(path, path, name, "县级" if n % 2 else "乡级", None, None, year))
            results.append(result(path, name, year, found, outcome))
    file = tmp_path_factory.mktemp("page") / "index.html"
    made = batch(group(entries, results))
    file.write_text(dashboard.dashboard(dashboard.templates(), made, words("dashboard")), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    trouble: list[str] = []
    opened.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: trouble.append(str(e)))
    opened.on(
        "request", lambda r: trouble.append(r.url) if not r.url.startswith(("file:", "data:")) else None
    )
    opened.goto(page_file.as_uri())
    yield opened
    assert not trouble
    opened.close()


def count(page: Any) -> str:
    return str(page.inner_text("#n"))


def agencies(page: Any) -> list[str]:
    return [str(t) for t in page.locator("#rows .row .c-agency").all_inner_texts()]


def test_it_opens_on_the_latest_year_with_the_worst_first(page: Any) -> None:
    assert count(page) == f"显示 {COUNT} / {2 * COUNT}"
    assert page.locator("#rows .c-score").first.inner_text() == "92.0"
    assert 0 < page.locator("#rows .row").count() < 60, "rows out of sight are not there"
    titles = page.locator("figure h2").all_inner_texts()
    assert titles == [
        "得分分布",
        "历年平均分",
        "问题最多的规则（涉及的机关数）",
        "各级别平均分",
        "各地区平均分",
    ]
    assert "与上年都有得分的 1499 个机关：0 个上升，300 个下降，1199 个持平" in page.inner_text("#plots")


def test_search_filters_and_plots_go_together(page: Any) -> None:
    page.fill("#q", "甲河县 T01")
    assert count(page) == f"显示 50 / {2 * COUNT}"
    assert all(a.startswith("甲河县") for a in agencies(page))
    assert "50" in page.locator("figure.wide .bar").first.inner_text()
    page.select_option("#f-level", label="县级")
    assert count(page) == f"显示 0 / {2 * COUNT}"
    assert "没有符合条件的机关" in page.inner_text("#rows")
    page.click("#reset")
    assert count(page) == f"显示 {2 * COUNT} / {2 * COUNT}"
    assert page.input_value("#q") == ""


def test_a_bar_filters_and_a_second_click_takes_it_back(page: Any) -> None:
    bar = page.locator("figure.wide .bar", has_text="L01")
    bar.focus()
    page.keyboard.press("Enter")
    assert count(page) == f"显示 300 / {2 * COUNT}"
    pressed = page.locator("figure.wide .bar[aria-pressed=true]")
    assert "L01" in pressed.inner_text()
    pressed.click()
    assert count(page) == f"显示 {COUNT} / {2 * COUNT}"


def test_columns_sort_and_what_has_no_value_comes_last(page: Any) -> None:
    page.click(".c-change button")
    page.click(".c-change button")
    assert page.locator(".c-change[aria-sort=ascending]").count() == 1
    assert page.locator("#rows .c-change").first.inner_text() == "-2.0"
    page.click(".c-score button")
    page.evaluate("const v = document.getElementById('view'); v.scrollTop = v.scrollHeight")
    page.wait_for_function("document.querySelector('#rows .row:last-child .badge')")
    assert agencies(page)[-1] == "辛河县第7局 未读取"


def test_links_lead_to_the_report_and_its_letter(page: Any) -> None:
    page.fill("#q", "第12局")
    row = page.locator("#rows .row").first
    assert row.locator(".c-agency a").get_attribute("href").startswith("reports/00012-2023-")
    assert row.locator(".c-letter a").get_attribute("href").startswith("letters/%E4%B8%99")


def test_a_phone_shows_it_without_scrolling_sideways(browser: Any, page_file: Path) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(page_file.as_uri())
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.locator("#rows .row").count() < 40
    assert phone.locator("#rows .c-agency").first.is_visible()
    phone.select_option("#sort", "agency+")
    assert agencies(phone)[0].startswith("丙河县")
    phone.close()
