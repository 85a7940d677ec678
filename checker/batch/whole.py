"""After the loop: years of one agency together, agencies against each other, and the files for the office."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from checker.batch import outputs
from checker.batch.agencies import Agency, group, line_of, pairs
from checker.batch.copies import copies
from checker.batch.inputs import Entry
from checker.batch.keys import key_of
from checker.batch.roster import rollups, rosters
from checker.batch.run import AHEAD, Answers, Plan
from checker.batch.runners import Runner, WorkerLost
from checker.batch.say import not_checked
from checker.batch.store import Store
from checker.batch.work import PairTask, perform_pair
from checker.batch.write import lines, write_results
from checker.errors import ReadError
from checker.findings import Severity
from checker.reviewing import Options, rule_book
from checker.rulebook import RuleBook


def finish(
    entries: Sequence[Entry], answers: Answers, store: Store, runner: Runner, plan: Plan, out: Path,
    office: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Writes everything below ``out``; the gravest severity met, as a number. ``office`` signs the findings sheets.

    Raises OSError.
    """
    write_results(store, answers, out)
    agencies = group(entries, lines(store, answers))
    options = plan.options_for(next((e.path for e in entries if e.path), "-"))
    book = rule_book(Options(**dict(options)))
    _pairs(agencies, answers, store, runner, plan, book)
    rosters(agencies, book, plan.lang)
    sums = rollups(agencies, book, plan.lang)
    copied = copies(agencies, book, plan.lang)
    told = [line_of(a, book) for a in agencies]
    outputs.write(out, agencies, told, sums, copied, book, plan.lang, office)
    found = [
        f["severity"]
        for a in agencies
        for f in (*a.findings, *(g for d in a.documents for g in d.line["findings"]))
        if not f.get("accepted")
    ]
    return max((int(Severity[s]) for s in found), default=0)


def _pairs(
    agencies: Sequence[Agency], answers: Answers, store: Store, runner: Runner, plan: Plan, book: RuleBook
) -> None:
    """Runs the pair rules on every agency with two years following each other; answers are kept in the store."""
    rules = tuple(
        sorted(
            r.id for r in book.rules.values() if r.scope == "pair" and book.overrides.get(r.id, 0) is not None
        )
    )
    pending: dict[Future[str], tuple[Agency, str]] = {}

    def settle(least: int) -> None:
        while len(pending) > least:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                agency, key = pending.pop(future)
                try:
                    answer = runner.answer(future)
                    store.add_pair(key, answer)
                    _take(agency, json.loads(answer), rules, plan.lang)
                except (ReadError, WorkerLost) as problem:
                    _take(agency, {"message": str(problem)}, rules, plan.lang)

    for agency, before in pairs(agencies):
        now, then = agency.report, before.report
        assert now is not None
        assert then is not None
        keys = (answers.keys.get(now.path), answers.keys.get(then.path))
        if None in keys:
            _take(agency, {"message": "上年报告没有存入结果库"}, rules, plan.lang)
            continue
        key = key_of("|".join(map(str, keys)), f"{now.path}|{then.path}")
        known = store.pair(key)
        if known is not None:
            _take(agency, json.loads(known), rules, plan.lang)
            continue
        document = store.column("document", now.path, str(keys[0]))
        earlier = store.column("document", then.path, str(keys[1]))
        if not isinstance(document, bytes) or not isinstance(earlier, bytes):
            continue
        task = PairTask(
            now.path, now.source, then.path, document, earlier, plan.options_for(now.path), plan.lang, rules
        )
        pending[runner.start(perform_pair, task)] = (agency, key)
        settle(runner.width * AHEAD)
    settle(0)


def _take(agency: Agency, answer: dict[str, Any], rules: Sequence[str], lang: str) -> None:
    agency.findings += answer.get("findings", [])
    agency.not_checked += answer.get("not_checked", [])
    agency.applicable |= set(answer.get("applicable", rules))
    if answer.get("message"):
        agency.not_checked += [not_checked(r, lang, answer["message"], answer["message"]) for r in rules]
