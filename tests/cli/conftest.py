"""Reports that the tests of the command line review."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import rulebook, specimen

BOOK = rulebook.load()
RARE = "（联系人：㐂𠮷，😀）"


def report(**edit: object) -> str:
    return specimen.markdown(BOOK, specimen.make(BOOK, edit))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports: wrong.md has one error (a total) and one piece of advice (a private mailbox), right.md nothing."""
    path = tmp_path_factory.mktemp("reports")
    wrong = {"requests.processed_total.total": 99, "replace": [["slj@qinghe.gov.cn", "slj@qq.com"]]}
    (path / "right.md").write_text(report(), encoding="utf-8")
    (path / "wrong.md").write_text(report(**wrong), encoding="utf-8")
    (path / "rare.md").write_text(report(**{**wrong, "section.6": f"办事群众反映{RARE}。没有行政覆议{RARE}。"}), encoding="utf-8")
    return path
