"""The register of law as it is shipped, and the table that its makers were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.statutes import Register, default_paths

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules" / "statutes"
TABLE = ROOT.parent / "shared" / "facts" / "statutes.tsv"
needs_table = pytest.mark.skipif(
    not TABLE.exists(), reason="../shared/facts/statutes.tsv is absent in a user's clone"
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load(default_paths(RULES))
