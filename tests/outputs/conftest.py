from __future__ import annotations

import random
from pathlib import Path

import pytest

from checker import rulebook
from checker.findings import Review
from checker.reviewing import review
from checker.specimen import Specimen
from tests.support import reports, writers

BOOK = rulebook.load()


def seeded(seed: int = 4) -> Specimen:
    """A report with defects of several kinds: a total, a label, a misnamed act, markup, personal numbers."""
    s, _ = reports.draw(random.Random(seed), BOOK, "2021")
    s.cells["requests"]["processed_total", "total"] = "999"
    s.labels["requests", "refused_prohibited_by_law"] = "2.其他法律行政止公开"
    s.preamble[0] = s.preamble[0].replace("政府信息公开条例》", "政府信息公开条列》", 1)
    s.sections[1][0] += "联系人身份证号110101199003072316，手机13812345678。<script>alert(1)</script>"
    return s


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The seeded report in every format."""
    folder = tmp_path_factory.mktemp("seeded")
    out = {}
    for kind, write in writers.WRITERS.items():
        out[kind] = folder / writers.NAMES[kind]
        out[kind].write_bytes(write(BOOK, seeded()))
    return out


@pytest.fixture(scope="session")
def reviews(files: dict[str, Path]) -> dict[str, Review]:
    return {kind: review(path) for kind, path in files.items()}
