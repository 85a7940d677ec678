"""The loop of a batch: what is in the store is left alone, the rest is reviewed and stored as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any

from checker.batch.inputs import Entry, is_url
from checker.batch.keys import base_key, content_of, key_of, stamp_of
from checker.batch.runners import Runner, WorkerLost
from checker.batch.store import Store
from checker.batch.work import Result, Task, perform, unread
from checker.errors import GongkaiError, ReadError

ENDED = ("crashed", "timed_out", "out_of_memory")
"""Outcomes that may lie with the machine and not with the document: what ``--retry`` tries again."""
AHEAD = 4  # tasks that wait for each worker: enough that none idles, few enough that memory stays small


@dataclass(slots=True)
class Answers:
    """Where the results of a run stand: (path, key) in the store, in the order of the entries; ``passing`` are those
    that are not kept (a missing file, a lost machine)."""

    keys: dict[str, str] = field(default_factory=dict)
    passing: dict[str, Result] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How to review: ``options_for(path)`` gives the review's options, ``rerun`` the rules to apply anew (or None);
    ``retry`` tries again what was :data:`ENDED` before; ``task`` is what a child does (another one in tests)."""

    options_for: Callable[[str], Mapping[str, Any]]
    lang: str = "zh"
    rerun: tuple[str, ...] | None = None
    retry: bool = False
    task: Callable[[Task], Result] = perform


@dataclass(frozen=True, slots=True)
class _Open:
    entry: Entry
    task: Task
    key: str | None
    base: str
    stamp: str | None
    mixed: str | None = None
    """The key of an answer in which earlier rules have a part."""
    sha256: str | None = None
    """The content that the keys stand for, where it was read."""


def run(
    entries: Sequence[Entry], store: Store, runner: Runner, plan: Plan, tick: Callable[[str, bool], None]
) -> Answers:
    """Reviews every entry that has a document. ``tick(outcome, reused)`` is called for each.

    Raises RuleBookError where the rules are damaged; what was reviewed until then is in the store.
    """
    answers = Answers()
    todo = _todo(entries, store, plan, answers, tick)
    pending: dict[Future[Result], _Open] = {}
    lost: list[_Open] = []

    def settle(item: _Open, result: Result) -> None:
        _keep(item, result, store, answers, ENDED if plan.retry else ())
        tick(result.outcome, False)

    while True:
        while len(pending) < runner.width * AHEAD and (item := next(todo, None)) is not None:
            pending[runner.start(plan.task, item.task)] = item
        if not pending:
            break
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            item = pending.pop(future)
            try:
                settle(item, _result(runner, future, item))
            except WorkerLost:
                lost.append(item)
    # A machine takes down with it what merely waited there: each gets a machine to itself before it is named.
    for item in lost:
        try:
            result = _result(runner, runner.start(plan.task, item.task), item)
        except WorkerLost:
            again = ReadError("crashed", detail="集群节点两次中断", detail_en="cluster nodes lost twice")
            result = unread(item.task, again, lasting=False)
        settle(item, result)
    return answers


def _result(runner: Runner, future: Future[Result], item: _Open) -> Result:
    """What came of a task, its failures as outcomes. Raises WorkerLost, RuleBookError."""
    try:
        return runner.answer(future)
    except ReadError as error:
        return unread(item.task, error)
    except (GongkaiError, WorkerLost):
        raise
    except Exception as fault:  # a fault of ours under one document: named, and no other pays for it
        again = ReadError("crashed", detail=f"{type(fault).__name__}: {fault}")
        return unread(item.task, again, lasting=False)


def _keep(item: _Open, result: Result, store: Store, answers: Answers, instead: Sequence[str] = ()) -> None:
    answers.outcomes[result.outcome] = answers.outcomes.get(result.outcome, 0) + 1
    changed = None not in (item.sha256, result.sha256) and item.sha256 != result.sha256
    if item.key is None or not result.lasting or changed:  # a file that changes under us is looked at again
        answers.passing[result.path] = result
        return
    key = item.mixed if result.mixed and item.mixed else item.key
    store.add(result, key, item.base, item.stamp, instead)
    answers.keys[result.path] = key


def _todo(
    entries: Sequence[Entry], store: Store, plan: Plan, answers: Answers, tick: Callable[[str, bool], None]
) -> Iterator[_Open]:
    """What must be reviewed; what need not be goes into ``answers`` on the way."""
    bases: dict[int, tuple[Mapping[str, Any], str]] = {}
    done: set[str] = set()
    for entry in entries:
        if entry.path is None or entry.source is None or entry.path in done:
            continue
        done.add(entry.path)
        options = plan.options_for(entry.path)
        if id(options) not in bases:
            bases[id(options)] = (options, base_key(options, plan.lang))
        base = bases[id(options)][1]
        stamp = stamp_of(entry.source)
        known = store.known(entry.path)
        task = Task(entry.path, entry.source, options, plan.lang)
        earlier = None
        if plan.rerun is not None:
            earlier = next((k for k in known if k.sha256 and (stamp is None or k.stamp == stamp)), None)
        if is_url(entry.source) and stamp:
            content: str | None = f"stamp:{stamp}"
        elif earlier is not None:
            content = earlier.sha256
        elif is_url(entry.source):
            content = None
        else:
            content = content_of(entry.source)
        key = key_of(base, content) if content else None
        mixed = None
        if earlier is not None and plan.rerun:
            # What a rerun of these rules made of an earlier answer; its last one may be what stands there now.
            before = {key_of(base, f"{content}|{plan.rerun}|{k.key}") for k in known}
            mixed = (
                earlier.key
                if earlier.key in before
                else key_of(base, f"{content}|{plan.rerun}|{earlier.key}")
            )
        there = next((k.key for name in (key, mixed) if name for k in known if k.key == name), None)
        outcome = str(store.column("outcome", entry.path, there)) if there else ""
        if there and not (plan.retry and outcome in ENDED):
            store.seen(entry.path, there, stamp)
            answers.keys[entry.path] = there
            answers.outcomes[outcome] = answers.outcomes.get(outcome, 0) + 1
            answers.reused += 1
            tick(outcome, True)
            continue
        if earlier is not None and plan.rerun is not None:
            document = store.column("document", entry.path, earlier.key)
            verdict = store.column("verdict", entry.path, earlier.key)
            if isinstance(document, bytes) and isinstance(verdict, bytes):
                kept = verdict if plan.rerun else None
                task = Task(entry.path, entry.source, options, plan.lang, document, kept, plan.rerun)
        sha256 = None if is_url(entry.source) else content
        yield _Open(entry, task, key, base, stamp, mixed, sha256)
