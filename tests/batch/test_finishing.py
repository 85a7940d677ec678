"""After the loop: a process of its own for large batches, and what was ended from outside tried again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import time
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from checker import cli, exit_codes, rulebook, specimen
from checker.batch import whole
from checker.batch.apart import Ended, _interrupts_wait, apart
from checker.batch.inputs import Entry, expand
from checker.batch.run import Answers, Plan, run
from checker.batch.runners import Local
from checker.batch.scratch import Scratch, Shelf
from checker.batch.store import Store
from checker.batch.write import STALE_SECONDS, write_results
from checker.errors import ReadError
from tests.batch import hostile
from tests.support.options import OPTIONS

FILES = ("results.jsonl", "agencies.jsonl", "index.html", "findings.parquet", "scores.xlsx")
FALSE = shutil.which("false")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """One agency's reports of two years; the second is named so that the hostile task dies under it."""
    book = rulebook.load()
    folder = tmp_path / "in"
    folder.mkdir()
    for name, year in (("a.md", 2022), ("dies.md", 2023)):
        (folder / name).write_text(specimen.markdown(book, specimen.make(book, {"year": year})), "utf-8")
    return folder


def reviewed(folder: Path, out: Path, plan: Plan) -> Answers:
    entries = expand([str(folder)])
    with Store(out / "store.sqlite") as store, Local(1) as runner:
        answers = run(entries, store, runner, plan, lambda *_: None)
        whole.finish(entries, answers, store, runner, plan, out)
    return answers


@pytest.mark.slow
def test_a_process_of_its_own_writes_the_same_bytes(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, plan = tmp_path / "out", Plan(lambda _: OPTIONS)
    reviewed(reports, out, plan)
    there = {name: (out / name).read_bytes() for name in FILES}
    for name in FILES:
        (out / name).unlink()
    monkeypatch.setattr(whole, "SMALL", 0)
    reviewed(reports, out, plan)
    assert {name: (out / name).read_bytes() for name in FILES} == there


@pytest.mark.slow
def test_what_was_ended_from_outside_is_tried_again_when_asked(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def outcomes() -> list[str]:
        return [json.loads(t)["outcome"] for t in (out / "results.jsonl").read_text("utf-8").splitlines()]

    reviewed(reports, out, Plan(lambda _: OPTIONS, task=hostile.task))
    assert outcomes() == ["reviewed", "crashed"]
    assert reviewed(reports, out, Plan(lambda _: OPTIONS)).reused == 2
    assert outcomes() == ["reviewed", "crashed"], "by itself no run gives another answer than the first"
    tried = reviewed(reports, out, Plan(lambda _: OPTIONS, retry=True))
    assert (tried.reused, outcomes()) == (1, ["reviewed", "reviewed"])
    assert reviewed(reports, out, Plan(lambda _: OPTIONS, retry=True)).reused == 2


def doubled(number: int) -> int:
    return 2 * number


def fails(path: str) -> None:
    raise ReadError("missing", path=path)


def stumbles() -> None:
    raise ZeroDivisionError("ours")


class Closed(Exception):
    """Cannot be pickled."""

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("cannot pickle 'Closed'")


class Lost(Exception):
    """Can be pickled, not rebuilt."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} {where}")


def hides(kind: type[Exception], *words: str) -> None:
    raise kind(*words)


def lambdas() -> object:
    return lambda: None


def dies(*_: object) -> None:
    os._exit(9)


def interrupts_held() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def waits(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()))
    while True:
        time.sleep(0.01)


@pytest.mark.slow
def test_a_child_answers_fails_or_dies_and_each_is_told() -> None:
    assert apart(doubled, 21) == 42
    with pytest.raises(ReadError) as failed:
        apart(fails, "甲.md")
    assert "甲.md" in failed.value.text("甲.md").zh
    with pytest.raises(ZeroDivisionError) as stumbled:
        apart(stumbles)
    assert "stumbles" in "".join(stumbled.value.__notes__), "the place in the child is told"
    with pytest.raises(Ended) as ended:
        apart(dies)
    assert ended.value.status == 9
    assert "重新运行" in ended.value.get("zh")
    assert "again" in ended.value.get("en")


@pytest.mark.slow
def test_the_command_ends_as_shells_count_a_killed_process(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither wrong usage (2) nor an input that cannot be read (3); the same command goes on from the store."""
    command = ["gongkai", "batch", str(reports), "--out", str(tmp_path / "out"), "--workers", "1"]
    monkeypatch.setattr("sys.argv", command)
    with monkeypatch.context() as killed:
        killed.setattr(whole, "SMALL", 0)
        killed.setattr(whole, "_elsewhere", dies)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == exit_codes.ENDED == 137
    assert "请重新运行同一命令" in capsys.readouterr().err
    assert not (tmp_path / "out" / "scores.xlsx").exists()
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (exit_codes.OK, exit_codes.FINDINGS)
    assert (tmp_path / "out" / "scores.xlsx").exists()


@pytest.mark.slow
def test_a_fault_that_cannot_travel_is_told_by_name() -> None:
    for kind, words in ((Closed, ("清河",)), (Lost, ("清河", "县"))):
        with pytest.raises(RuntimeError) as told:
            apart(hides, kind, *words)
        assert str(told.value) == f"{kind.__name__}: {' '.join(words)}"
        assert "in hides" in "".join(told.value.__notes__), "the place in the child is told"
    with pytest.raises(Exception, match="lambda"):
        apart(lambdas)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or not FALSE, reason="a program that ends at once: false (POSIX)")
def test_a_child_that_dies_at_its_start_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a pipe holds, and nobody who would read it."""
    resource_tracker.ensure_running()
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(str(FALSE)))
    with pytest.raises(Ended) as ended:
        apart(len, "清" * 1_000_000)
    assert ended.value.status == 1
    monkeypatch.undo()
    assert apart(len, "清" * 1_000_000) == 1_000_000


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="masks of POSIX")
def test_an_interrupt_never_meets_a_child_that_is_still_importing() -> None:
    assert apart(interrupts_held)
    assert not interrupts_held()


def test_an_interrupt_while_the_child_starts_comes_when_it_is_there() -> None:
    before, done = signal.getsignal(signal.SIGINT), []

    def start() -> None:
        with _interrupts_wait():
            signal.raise_signal(signal.SIGINT)
            done.append("started")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert done == ["started"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="timers of POSIX")
def test_an_interrupt_ends_the_child(tmp_path: Path) -> None:
    mark = tmp_path / "child"

    def interrupt(*_: object) -> None:
        if mark.exists() and mark.read_text():
            raise KeyboardInterrupt
        signal.setitimer(signal.ITIMER_REAL, 0.05)

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            apart(waits, str(mark))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_a_shelf_gives_back_what_was_put_there() -> None:
    scratch = Scratch()
    one, two = Shelf(scratch), Shelf(scratch, [{"甲": 1}])
    one.append(["乙"])
    two.extend([None, (1, 2)])
    assert (list(one), list(two), len(two), two[-1], two[:2]) == (
        [["乙"]],
        [{"甲": 1}, None, (1, 2)],
        3,
        (1, 2),
        [{"甲": 1}, None],
    )
    assert list(Shelf(scratch)) == []
    assert Entry("a", "a") not in two


def test_a_scratch_file_lies_below_its_folder_and_goes_with_its_block(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Scratch(tmp_path / "none")
    with Scratch(tmp_path) as scratch:
        assert scratch.get(scratch.put("清")) == "清"
    with pytest.raises(ValueError, match="closed"):
        scratch.put("清")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_a_batch_puts_aside_lies_below_its_own_folder(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's folder for such files is often memory, and small."""
    out, nowhere = tmp_path / "out", tmp_path / "nowhere"
    kinds, places = ("TemporaryFile", "TemporaryDirectory", "mkstemp"), []
    for kind in kinds:
        known = getattr(tempfile, kind)

        def noted(*arguments: Any, known: Any = known, **more: Any) -> Any:
            places.append(more.get("dir") or arguments[2])
            return known(*arguments, **more)

        monkeypatch.setattr(tempfile, kind, noted)
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    reviewed(reports, out, Plan(lambda _: OPTIONS))
    assert places
    assert all(out == Path(p) or out in Path(p).parents for p in places)
    assert not list(out.rglob(".gongkai-*"))


def test_what_a_killed_run_put_aside_is_removed_an_hour_later(tmp_path: Path) -> None:
    for age, name in ((0, "young"), (STALE_SECONDS + 60, "old")):
        (tmp_path / f".gongkai-{name}.part").mkdir()
        for part in (tmp_path / f".gongkai-{name}.part" / "sheet1", tmp_path / f".page-{name}.part"):
            part.write_text("半")
            os.utime(part, (time.time() - age,) * 2)
        os.utime(tmp_path / f".gongkai-{name}.part", (time.time() - age,) * 2)
    with Store(tmp_path / "store.sqlite") as store:
        write_results(store, Answers(), tmp_path)
    assert {p.name for p in tmp_path.glob(".*")} == {".gongkai-young.part", ".page-young.part"}
