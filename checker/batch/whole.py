"""After the loop: what needs all results at once, and the files for the office."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from checker.batch.inputs import Entry
from checker.batch.run import Answers, Plan
from checker.batch.runners import Runner
from checker.batch.store import Store
from checker.batch.write import lines, write_results
from checker.findings import Severity


def finish(
    entries: Sequence[Entry], answers: Answers, store: Store, runner: Runner, plan: Plan, out: Path
) -> int:
    """Writes everything below ``out``; the gravest severity met, as a number. Raises OSError."""
    write_results(store, answers, out)
    worst = 0
    for _, line, _ in lines(store, answers):
        found = json.loads(line)["findings"]
        worst = max([worst, *(Severity[f["severity"]] for f in found if "accepted" not in f)])
    return worst
