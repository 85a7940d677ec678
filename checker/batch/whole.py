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
from checker.errors import GongkaiError, ReadError
from checker.findings import Severity, Text
from checker.reviewing import Options, rule_book
from checker.rulebook import RuleBook

NOT_KEPT = Text(
    "两年的报告没有都存入结果库，未能对照", "not compared: the store does not hold the reports of both years"
)


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
    wanted = _wanted(book, options)
    pair_rules = tuple(r for r in wanted if book.rules[r].scope == "pair")
    if pair_rules:
        _pairs(agencies, answers, store, runner, plan, pair_rules)
    if "G03" in wanted:
        rosters(agencies, book, plan.lang)
    sums = rollups(agencies, book, plan.lang) if "G01" in wanted else []
    copied = copies(agencies, book, plan.lang) if "G02" in wanted else []
    told = [line_of(a, book) for a in agencies]
    outputs.write(out, agencies, told, sums, copied, book, plan.lang, office)
    found = [
        f["severity"]
        for a in agencies
        for f in (*a.findings, *(g for d in a.documents for g in d.line["findings"]))
        if not f.get("accepted")
    ]
    return max((int(Severity[s]) for s in found), default=0)


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
) -> None:
    """Runs the pair rules on every agency with two years following each other; answers are kept in the store."""
    pending: dict[Future[str], tuple[Agency, str]] = {}

    def unsaid(agency: Agency, reason: Text) -> None:
        agency.applicable |= set(rules)
        agency.not_checked += [not_checked(r, plan.lang, reason.zh, reason.en) for r in rules]

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
                    _take(agency, answer, rules, plan.lang)

    for agency, before in pairs(agencies):
        now, then = agency.report, before.report
        assert now is not None
        assert then is not None
        keys = (answers.keys.get(now.path), answers.keys.get(then.path))
        if None in keys:
            unsaid(agency, NOT_KEPT)
            continue
        key = key_of("|".join(map(str, keys)), f"{now.path}|{then.path}")
        known = store.pair(key)
        if known is not None:
            _take(agency, json.loads(known), rules, plan.lang)
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


def _take(agency: Agency, answer: dict[str, Any], rules: Sequence[str], lang: str) -> None:
    agency.findings += answer["findings"]
    agency.not_checked += answer["not_checked"]
    agency.applicable |= set(answer["applicable"] if answer["message"] is None else rules)
    if answer["message"] is not None:
        agency.not_checked += [not_checked(r, lang, answer["message"], answer["message"]) for r in rules]
