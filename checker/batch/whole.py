"""After the loop: years of one agency together, agencies against each other, and the files for the office."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.batch import outputs
from checker.batch.agencies import Agency, Key, group, line_of, pairs
from checker.batch.apart import apart
from checker.batch.copies import copies
from checker.batch.inputs import Entry
from checker.batch.keys import key_of
from checker.batch.roster import rollups, rosters
from checker.batch.run import AHEAD, Answers, Plan
from checker.batch.runners import Runner, WorkerLost
from checker.batch.say import not_checked
from checker.batch.scratch import Scratch, Shelf
from checker.batch.store import Store
from checker.batch.work import PairTask, perform_pair
from checker.batch.write import lines, reader, write_results
from checker.errors import GongkaiError, ReadError
from checker.findings import Severity, Text
from checker.reviewing import Options, rule_book
from checker.rulebook import RuleBook

SMALL = 500
"""Entries up to which the last stage needs no process of its own: starting one takes longer than its work."""
Compared = str | Mapping[str, Any]
"""An answer of the pair rules: its key in the store, or itself where it is not kept."""
NOT_KEPT = Text(
    "两年的报告没有都存入结果库，未能对照", "not compared: the store does not hold the reports of both years"
)


def finish(
    entries: Sequence[Entry], answers: Answers, store: Store, runner: Runner, plan: Plan, out: Path,
    office: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Writes everything below ``out``; the gravest severity met, as a number. ``office`` signs the findings sheets.

    Raises OSError, MissingExtra, and Ended where the process of a large batch's last stage dies; what was reviewed is in
    the store.
    """
    write_results(store, answers, out)
    options = plan.options_for(next((e.path for e in entries if e.path), "-"))
    book = rule_book(Options(**dict(options)))
    wanted = _wanted(book, options)
    rules = tuple(r for r in wanted if book.rules[r].scope == "pair")
    compared: dict[Key, Compared] = {}
    if rules:
        with Scratch(out) as scratch:
            agencies = group(entries, lines(store, answers), reader(store, answers), scratch)
            compared = _pairs(agencies, answers, store, runner, plan, rules)
    work = _Work(entries, answers, options, plan.lang, wanted, rules, compared, out, office)
    if len(entries) > SMALL:
        return apart(_elsewhere, work, store.path)
    with Scratch(out) as scratch:
        return _conclude(work, store, scratch)


@dataclass(frozen=True, slots=True)
class _Work:
    """What the last stage needs beside the store."""

    entries: Sequence[Entry]
    answers: Answers
    options: Mapping[str, Any]
    lang: str
    wanted: Sequence[str]
    rules: tuple[str, ...]
    compared: Mapping[Key, Compared]
    out: Path
    office: Mapping[str, str] | None


def _elsewhere(work: _Work, path: Path) -> int:
    with Store(path) as store, Scratch(work.out) as scratch:
        return _conclude(work, store, scratch)


def _conclude(work: _Work, store: Store, scratch: Scratch) -> int:
    """All agencies at once: rules across them, scores, files."""
    book, lang = rule_book(Options(**dict(work.options))), work.lang
    agencies = group(work.entries, lines(store, work.answers), reader(store, work.answers), scratch)
    for agency in agencies:
        told = work.compared.get(agency.key)
        if isinstance(told, str):
            _take(agency, json.loads(str(store.pair(told))), work.rules, lang)
        elif told is not None:
            _take(agency, told, work.rules, lang)
    if "G03" in work.wanted:
        rosters(agencies, book, lang)
    sums, shelf, worst = Shelf(scratch), Shelf(scratch), 0
    if "G01" in work.wanted:
        rollups(agencies, book, lang, sums)
    copied = copies(agencies, book, lang, scratch) if "G02" in work.wanted else []
    for agency in agencies:
        shelf.append(line_of(agency, book))
        for found in (agency.findings, *(d.line["findings"] for d in agency.documents)):
            open_ones = (int(Severity[f["severity"]]) for f in found if not f.get("accepted"))
            worst = max(worst, max(open_ones, default=0))
    outputs.write(work.out, agencies, shelf, sums, copied, book, lang, work.office)
    return worst


def _wanted(book: RuleBook, options: Mapping[str, Any]) -> list[str]:
    """Ids of the rules that the configuration runs: neither switched off nor left out by ``select`` and ``ignore``."""
    select, ignore = tuple(options["select"]), tuple(options["ignore"])
    on = (r for r in sorted(book.rules) if r not in book.overrides or book.overrides[r] is not None)
    return [r for r in on if (not select or r.startswith(select)) and not (ignore and r.startswith(ignore))]


def _pairs(
    agencies: Sequence[Agency],
    answers: Answers,
    store: Store,
    runner: Runner,
    plan: Plan,
    rules: tuple[str, ...],
) -> dict[Key, Compared]:
    """Runs the pair rules on every agency with two years following each other; answers are kept in the store."""
    pending: dict[Future[str], tuple[Agency, str]] = {}
    out: dict[Key, Compared] = {}

    def unsaid(agency: Agency, reason: Text) -> None:
        open_items = [not_checked(r, plan.lang, reason.zh, reason.en) for r in rules]
        out[agency.key] = {"findings": [], "not_checked": open_items, "applicable": rules, "message": None}

    def settle(least: int) -> None:
        while len(pending) > least:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                agency, key = pending.pop(future)
                path = agency.report.path if agency.report else ""
                try:
                    answer = json.loads(runner.answer(future))
                except ReadError as problem:
                    unsaid(agency, problem.text(path))
                except WorkerLost:
                    unsaid(agency, Text("集群节点两次中断", "cluster nodes lost twice"))
                except GongkaiError:
                    raise
                except Exception as fault:  # ours, under one pair: named, and no other agency pays for it
                    unsaid(agency, Text(*[f"{type(fault).__name__}: {fault}"] * 2))
                else:
                    if answer["message"] is None:  # a file that was out of reach is sought again
                        store.add_pair(key, json.dumps(answer, ensure_ascii=False))
                    out[agency.key] = key if answer["message"] is None else answer

    for agency, before in pairs(agencies):
        now, then = agency.report, before.report
        assert now is not None
        assert then is not None
        keys = (answers.keys.get(now.path), answers.keys.get(then.path))
        if None in keys:
            unsaid(agency, NOT_KEPT)
            continue
        key = key_of("|".join(map(str, keys)), f"{now.path}|{then.path}")
        if store.pair(key) is not None:
            out[agency.key] = key
            continue
        document = store.column("document", now.path, str(keys[0]))
        earlier = store.column("document", then.path, str(keys[1]))
        if not isinstance(document, bytes) or not isinstance(earlier, bytes):
            unsaid(agency, NOT_KEPT)
            continue
        task = PairTask(
            now.path, now.source, then.path, document, earlier, plan.options_for(now.path), plan.lang, rules
        )
        pending[runner.start(perform_pair, task)] = (agency, key)
        settle(runner.width * AHEAD)
    settle(0)
    return out


def _take(agency: Agency, answer: Mapping[str, Any], rules: Sequence[str], lang: str) -> None:
    agency.findings.extend(answer["findings"])
    agency.not_checked.extend(answer["not_checked"])
    agency.applicable |= set(answer["applicable"] if answer["message"] is None else rules)
    if answer["message"] is not None:
        agency.not_checked.extend(not_checked(r, lang, answer["message"], answer["message"]) for r in rules)
