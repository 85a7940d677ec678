"""The files that span documents, all from the same lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.batch.agencies import Agency
from checker.files import write_atomic
from checker.outputs.json import plain
from checker.rulebook import RuleBook


def write(
    out: Path, agencies: Sequence[Agency], told: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]],
    copied: Sequence[Mapping[str, Any]], book: RuleBook, lang: str,
) -> None:  # fmt: skip
    """Writes agencies.jsonl. Raises OSError; a file is either the old or the new one, whole."""
    text = "".join(json.dumps(t, ensure_ascii=False, default=plain) + "\n" for t in told)
    write_atomic(out / "agencies.jsonl", text)
