"""A batch on a machine without the libraries of the extras: what is lacking is told first, the rest is done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker import rulebook, specimen
from checker.batch.extras import lacking
from checker.batch.inputs import expand
from checker.batch.keys import stamp_of
from checker.batch.work import fetch
from checker.errors import ReadError

ROOT = Path(__file__).parents[2]
EXTRA = 'python -m pip install "gongkai-checker[batch]"'


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As if these were not installed."""
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


def test_what_is_there_is_not_asked_for() -> None:
    pytest.importorskip("pyarrow")
    assert lacking(["/a.md", "https://example.gov.cn/a.pdf"]) is None


def test_only_what_the_inputs_need_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    without(monkeypatch, "fsspec", "aiohttp", "openpyxl")
    assert lacking(["/a.md", "C:\\a.md"]) is None, "a folder needs none of them"
    told = lacking(["/a.md", "https://example.gov.cn/a.pdf"])
    assert told is not None
    assert told.zh.startswith("缺少 fsspec、aiohttp：1 个网址读不到，其余照常进行。") and EXTRA in told.zh
    assert told.en.startswith("fsspec, aiohttp are missing: 1 URL cannot be read; the rest goes on.") and EXTRA in told.en


@pytest.mark.parametrize("name", ["fsspec", "aiohttp"])
def test_a_web_address_without_its_library_is_the_outcome_of_that_document(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsspec")
    without(monkeypatch, name, *(["fsspec.core"] if name == "fsspec" else []))
    address = "http://127.0.0.1:9/a.md"
    with pytest.raises(ReadError) as caught:
        fetch(address)
    assert caught.value.code == "unreachable"
    assert f"{name} is missing; install it" in caught.value.get("en") and f"缺少 {name}" in caught.value.get("zh")
    if name == "fsspec":
        assert stamp_of(address) is None
        assert [e.path for e in expand(["s3://b/reports"])] == ["s3://b/reports"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("zh", "缺少 pyarrow：写不出 findings.parquet，其余照常进行。"),
        ("en", "pyarrow is missing: findings.parquet cannot be written; the rest goes on."),
    ],
)
def test_a_batch_says_first_what_it_cannot_write_and_does_the_rest(lang: str, first: str, tmp_path: Path) -> None:
    book = rulebook.load()
    (tmp_path / "水利局.md").write_text(specimen.markdown(book, specimen.make(book)), encoding="utf-8")
    script = tmp_path / "start.py"
    script.write_text(
        "import sys\nfrom checker.cli import main\nif __name__ == '__main__':\n    sys.modules['pyarrow'] = None\n"
        f"    sys.argv = ['gongkai', 'batch', '水利局.md', '--out', 'out', '--workers', '1', '--lang', '{lang}']\n"
        "    main()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    told = done.stderr.decode().splitlines()
    assert told[0].startswith(first) and EXTRA in told[0]
    assert done.returncode == 2, "a promised file is lacking"
    out = tmp_path / "out"
    assert json.loads((out / "results.jsonl").read_text("utf-8"))["outcome"] == "reviewed"
    assert all((out / n).exists() for n in ("agencies.jsonl", "index.html", "scores.xlsx", "letters", "reports"))
    assert not (out / "findings.parquet").exists()


def test_a_cluster_without_its_library_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from checker.batch.extras import MissingExtra
    from checker.cli import cli

    without(monkeypatch, "distributed")
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    done = CliRunner().invoke(cli, ["batch", str(tmp_path), "--out", str(tmp_path / "out"), "--cluster", "local"])
    assert isinstance(done.exception, MissingExtra) and "gongkai-checker[cluster]" in done.exception.get("en")
    assert not (tmp_path / "out").exists()
