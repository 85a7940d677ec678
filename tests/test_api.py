"""checker.review: the public API, as its docstring and documents promise it."""

from __future__ import annotations

import datetime as dt
import doctest
import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import checker
from checker import reviewing, rulebook, specimen

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus" / "samples" / "report-2023.md"
BOOK = rulebook.load()


def test_the_docstrings_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testmod(reviewing)
    assert done.attempted > 0
    assert done.failed == 0


def test_its_signature_is_stable() -> None:
    assert list(inspect.signature(checker.review).parameters) == [
        "source", "path", "previous", "select", "ignore", "engine", "as_of", "options",
    ]  # fmt: skip
    for name in checker.__all__:
        assert getattr(checker, name) is not None
    with pytest.raises(AttributeError):
        checker.nonsense  # noqa: B018


def test_importing_it_costs_nothing() -> None:
    code = "import sys, checker; sys.exit(bool({'spacy', 'numpy', 'yaml', 'click', 'checker.reviewing'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_path_and_bytes_give_the_same() -> None:
    by_path = checker.review(SAMPLE)
    by_name = checker.review(str(SAMPLE))
    by_bytes = checker.review(SAMPLE.read_bytes(), path="报告.md")
    assert by_path.findings == by_name.findings == by_bytes.findings
    assert (by_bytes.path, by_bytes.outcome, by_bytes.kind) == ("报告.md", "reviewed", "markdown")
    assert by_path.sha256 == by_bytes.sha256
    with pytest.raises(FrozenInstanceError):
        by_path.path = "x"  # type: ignore[misc]


def test_select_and_ignore() -> None:
    assert {f.rule for f in checker.review(SAMPLE, select=["T", "L01"]).findings} == {"T03", "L01"}
    assert "T03" not in {f.rule for f in checker.review(SAMPLE, ignore=["T"]).findings}


@pytest.mark.parametrize(
    ("source", "outcome"),
    [("nowhere.pdf", "missing"), (".", "missing"), (b"", "empty"), (b"%PDF-1.7 x", "damaged"), (b"\xff\xd8\xff\xe0", "unsupported")],
)
def test_what_cannot_be_read_raises_nothing(source: str | bytes, outcome: str) -> None:
    found = checker.review(source, path="名.pdf")
    assert (found.outcome, found.report, found.findings, found.score) == (outcome, None, (), None)
    assert found.message is not None
    assert "名.pdf" in found.message.zh + found.message.en or isinstance(source, str)


def test_bytes_meet_the_limit_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "FILE_BYTES", 10)
    assert checker.review(b"x" * 11, path="a").outcome == "too_large"


def test_previous_by_path_by_bytes_and_unread() -> None:
    this = specimen.markdown(BOOK, specimen.make(BOOK)).encode()
    last = specimen.markdown(BOOK, specimen.make(BOOK, {"year": 2022, "requests.carried_out.total": 9})).encode()
    compared = checker.review(this, previous=last, select=["X"])
    assert "X01" in {f.rule for f in compared.findings}
    assert compared.previous_trouble is None
    for broken in (b"%PDF-1.7 x", b"", "nowhere.md"):
        unread = checker.review(this, previous=broken, select=["X"])
        assert unread.outcome == "reviewed"
        assert {n.rule for n in unread.not_checked} == {"X01", "X02", "X03", "X04"}
        assert unread.previous_trouble is not None
        assert unread.previous_trouble.en in unread.notes[0].en


def test_engine_and_day_of_law_do_what_they_say() -> None:
    from tests.outputs.conftest import seeded
    from tests.support import writers

    pdf = writers.pdf(BOOK, seeded())
    first, second = (checker.review(pdf, path="r.pdf", engine=e) for e in ("pdfium", "pdfminer"))
    assert [r.document.engine for r in (first, second) if r.document] == ["pdfium", "pdfminer"]
    assert first.findings == second.findings
    early, late = (checker.review(SAMPLE, as_of=dt.date(y, 1, 1)) for y in (2018, 2024))
    assert early.report is not None
    assert late.report is not None
    states = [{c.resolved: c for c in r.statutes}["中华人民共和国政府信息公开条例"] for r in (early.report, late.report)]
    assert states[0] != states[1]


def test_options_replace_the_arguments_and_damaged_rules_raise(tmp_path: Path) -> None:
    options = checker.Options(select=("T",), as_of=dt.date(2024, 1, 20), overrides={"T03": checker.Severity.advice})
    (found,) = checker.review(SAMPLE, options=options).findings
    assert (found.rule, found.severity) == ("T03", checker.Severity.advice)
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "Z01.yml").write_text("id: Z01\n", encoding="utf-8")
    with pytest.raises(checker.RuleBookError, match="缺少 title"):
        checker.review(SAMPLE, options=checker.Options(rule_folders=(tmp_path,)))


def test_the_same_input_gives_the_same_answer() -> None:
    from checker.outputs import render_one

    first, second = (render_one("json", checker.review(SAMPLE), str(SAMPLE), {}).content for _ in range(2))
    strip = [line for line in str(first).splitlines() if "elapsed_ms" not in line]
    assert strip == [line for line in str(second).splitlines() if "elapsed_ms" not in line]


def test_the_sample_shows_what_its_description_says() -> None:
    described = (ROOT / "corpus" / "README-samples.md").read_text(encoding="utf-8")
    found = checker.review(SAMPLE)
    rows = [line.split("|")[1].strip() for line in described.splitlines() if line.startswith("| ") and "---" not in line]
    assert {f.rule for f in found.findings} == {rule for row in rows[1:] for rule in row.split(", ")}
    assert {n.rule for n in found.not_checked} == {"Y06"}
