"""A snapshot of every text format on the sample report, and a golden review of each real file.

Look at a difference before accepting it: python -m pytest tests/outputs/test_snapshots.py --snapshot-update
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from checker.outputs import FORMATS, join, render_one
from checker.outputs.json import as_dict
from checker.reviewing import review

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"


def settled(text: str) -> str:
    """Without what changes with every edit of a rule: the version of the rules, the time taken."""
    text = re.sub(r'("(?:rules|version)": ?)"[0-9a-f]{12}"', r'\1"…"', text)
    return re.sub(r'("elapsed_ms": ?)\d+', r"\1 0", re.sub(r"(规则版本|rules) [0-9a-f]{12}", r"\1 …", text))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if not f.binary])
def test_format(name: str, lang: str, snapshot: Any) -> None:
    sample = "corpus/samples/report-2023.md"
    found = review((ROOT / sample).read_bytes(), path=sample)
    content = render_one(name, found, sample, {"lang": lang}).content
    assert isinstance(content, str)
    assert settled(join(name, [content])) == snapshot


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hongze-2023.pdf", "wenzhou-2020.md"])
def test_golden_review_of_a_real_file(name: str, snapshot: Any) -> None:
    if not (REAL / name).exists():
        pytest.skip("../shared is not beside this checkout")
    found = as_dict(review(REAL / name, path=name))
    shown = [
        {k: f[k] for k in ("rule", "severity", "variant", "expected", "actual", "confidence", "also")}
        | {k: (f["place"] or {}).get(k) for k in ("section", "page", "paragraph", "span", "table", "row", "column")}
        for f in found["findings"]
    ]
    assert {"findings": shown, "not_checked": found["not_checked"], "score": found["score"]} == snapshot
