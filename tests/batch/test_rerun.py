"""``--rerun``: changed rules on what the store holds, without the files, give what a fresh run gives."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.batch.inputs import expand
from checker.batch.keys import base_key
from checker.batch.run import Answers, Plan, run
from checker.batch.runners import Local
from checker.batch.store import Store
from checker.batch.work import Task, perform
from checker.findings import Severity
from tests.support import reports, writers
from tests.support.options import OPTIONS

RULE = """\
id: Z01
title: {{zh: 自有规则, en: own rule}}
what: {{zh: 用语, en: a phrase}}
why: {{zh: 本省要求, en: asked by the province}}
basis: {{zh: 本省通知, en: a notice}}
severity: {severity}
messages:
  default: {{zh: "写作“{{quote}}”。", en: "{{quote}}.", do: {{zh: 改写。, en: rewrite.}}}}
detect: {{patterns: [{{text: {phrase}}}]}}
examples: {{flags: [{{name: 有}}], passes: [{{name: 无}}]}}
"""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Reports in every format, one with a wrong total."""
    book, rng = rulebook.load(), random.Random(6)
    folder = tmp_path / "in"
    folder.mkdir()
    for n, (form, write) in enumerate(writers.WRITERS.items()):
        s, _ = reports.draw(rng, book)
        if form == "markdown":
            s.cells["requests"]["new", "total"] += "1"
        (folder / f"{n}{Path(writers.NAMES[form]).suffix}").write_bytes(write(book, s))
    return folder


def rules(folder: Path, phrase: str, severity: str) -> dict[str, Any]:
    """Options with an office's own rule."""
    (folder / "catalogue").mkdir(parents=True)
    (folder / "catalogue/Z01.yml").write_text(RULE.format(phrase=phrase, severity=severity), encoding="utf-8")
    return {**OPTIONS, "rule_folders": (folder,)}


@pytest.fixture(scope="module")
def runner() -> Iterator[Local]:
    with Local(1) as made:
        yield made


def reviewed(
    runner: Local,
    store: Path,
    paths: Sequence[str],
    options: Mapping[str, Any],
    rerun: tuple[str, ...] | None = None,
) -> tuple[Answers, list[dict[str, Any]]]:
    with Store(store) as kept:
        plan = Plan(lambda _: options, rerun=rerun)
        answers = run(expand(paths), kept, runner, plan, lambda *_: None)
        lines = [json.loads(t) for _, t, _ in kept.lines(sorted(answers.keys.items()))]
        return answers, [{**t, "elapsed_ms": 0} for t in lines]


def told(lines: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(f["rule"], f["severity"]) for t in lines for f in t["findings"]}


@pytest.mark.slow
@pytest.mark.parametrize("rerun", [("Z01",), ()])
def test_a_changed_rule_gives_what_a_fresh_run_gives_though_the_files_are_gone(
    rerun: tuple[str, ...], inputs: Path, tmp_path: Path, runner: Local
) -> None:
    before = rules(tmp_path / "before", "门户网站", "advice")
    after = rules(tmp_path / "after", "业务培训", "warning")
    paths = sorted(map(str, inputs.iterdir()))
    _, first = reviewed(runner, tmp_path / "s.sqlite", paths, before)
    _, fresh = reviewed(runner, tmp_path / "t.sqlite", paths, after)
    assert (
        ("Z01", "advice") in told(first)
        and ("Z01", "warning") in told(fresh)
        and told(fresh) & {("T01", "error"), ("T03", "error")}
    )
    # The file with a wrong total is Markdown: where a PDF's totals differ, the other engine asks for the file.
    for path in paths:
        Path(path).unlink()
    answers, again = reviewed(runner, tmp_path / "s.sqlite", paths, after, rerun)
    assert (answers.outcomes, answers.reused) == ({"reviewed": len(paths)}, 0)
    assert again == fresh
    once_more, same = reviewed(runner, tmp_path / "s.sqlite", paths, after, rerun)
    assert (once_more.reused, same) == (len(paths), fresh)


@pytest.mark.slow
def test_a_rerun_of_some_rules_keeps_the_others_and_never_passes_for_a_full_one(
    inputs: Path, tmp_path: Path, runner: Local
) -> None:
    before = rules(tmp_path / "before", "门户网站", "advice")
    after = rules(tmp_path / "after", "业务培训", "warning")
    paths = [str(inputs / "0.md")]
    store = tmp_path / "s.sqlite"
    reviewed(runner, store, paths, before)
    _, partly = reviewed(runner, store, paths, after, ("W",))
    assert ("Z01", "advice") in told(partly) and ("Z01", "warning") not in told(partly)
    answers, again = reviewed(runner, store, paths, after, ("W",))
    assert (answers.reused, again) == (1, partly)
    answers, full = reviewed(runner, store, paths, after)
    assert answers.reused == 0
    assert ("Z01", "warning") in told(full) and ("Z01", "advice") not in told(full)


@pytest.mark.parametrize("rule", ["T01", "T02", "S04", "W", "N"])
def test_any_rules_answers_put_together_with_the_others_are_the_whole_reviews(
    rule: str, tmp_path: Path
) -> None:
    book = rulebook.load()
    s = specimen.make(book, {"requests.new.total": 19, "drop.disputes": True, "section.4": ""})
    (tmp_path / "a.md").write_text(specimen.markdown(book, s), encoding="utf-8")
    task = Task(str(tmp_path / "a.md"), str(tmp_path / "a.md"), OPTIONS)
    whole = perform(task)
    part = perform(replace(task, stored=whole.document, kept=whole.verdict, rules=(rule,)))
    assert not part.mixed
    assert {**json.loads(part.line), "elapsed_ms": 0} == {**json.loads(whole.line), "elapsed_ms": 0}


def test_rules_that_the_configuration_leaves_out_stay_out(tmp_path: Path) -> None:
    book = rulebook.load()
    (tmp_path / "a.md").write_text(
        specimen.markdown(book, specimen.make(book, {"requests.new.total": 19})), encoding="utf-8"
    )
    options = {**OPTIONS, "ignore": ("W",), "overrides": {"T03": Severity.warning}}
    task = Task(str(tmp_path / "a.md"), str(tmp_path / "a.md"), options)
    whole = perform(task)
    part = perform(replace(task, stored=whole.document, kept=whole.verdict, rules=("W", "T")))
    assert json.loads(part.line)["findings"] == json.loads(whole.line)["findings"]


def test_an_acceptance_that_expires_makes_its_results_new(tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    entry = '[[accepted]]\nrule = "T03"\nreport = "清河县水利局 2023"\nfingerprint = "0123456789abcdef"\nreason = "核对过"\nuntil = 2024-06-30\n'
    file.write_text(entry, encoding="utf-8")

    def key(day: dt.date) -> str:
        return base_key({**OPTIONS, "settings": {"accepted": file}, "today": day}, "zh")

    assert (
        key(dt.date(2024, 3, 1))
        == key(dt.date(2024, 6, 30))
        != key(dt.date(2024, 7, 1))
        == key(dt.date(2024, 9, 1))
    )
