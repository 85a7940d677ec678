"""A report of the generated province before it is written, and as it will be printed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from benchmarks import province_texts as texts
from benchmarks.province_truth import TABLES, Unit
from checker import specimen
from checker.rulebook import RuleBook
from tests.support import numbers, reports

CARRIED = ("carried_in", "carried_out", "new", "processed_total")


@dataclass
class Draft:
    """A report before it is written: its numbers by table, sentences of sections 1 and 5, and what is done to it."""

    year: int
    cells: dict[str, dict[numbers.Key, str]]
    deeds: list[str]
    problems: list[str]
    dated: str | None
    common: bool
    faults: list[str] = field(default_factory=list)
    sound: dict[str, dict[numbers.Key, str]] | None = None
    """The numbers that the government above adds, where the printed ones have a slip of the hand."""


def printed(book: RuleBook, unit: Unit, draft: Draft, number: int, rng: random.Random) -> specimen.Specimen:
    """The report as it will be printed."""
    year = draft.year
    s = specimen.make(book, {"agency": unit.name, "year": year})
    s.cells = {t: dict(draft.cells[t]) for t in TABLES}
    s.title = (
        [unit.name, f"{year}年政府信息公开工作年度报告"]
        if number % 2
        else [f"{unit.name}{year}年政府信息公开工作年度报告"]
    )
    fields = {
        "name": unit.name, "y": year, "address": f"河北省{unit.city}建设路{number % 180 + 1}号".replace("河北省河北省", "河北省"),
        "postcode": f"05{number % 10000:04d}", "phone": f"03{11 + number % 9}-{8100000 + number % 90000}", "mail": f"xx{number}@hebei.gov.cn",
    }  # fmt: skip
    s.preamble = [
        f"根据{rng.choice(reports.LAWS)}的规定，现公布{unit.name}{year}年政府信息公开工作年度报告。"
        + rng.choice(reports.PERIODS).format(**fields),
        rng.choice(reports.CONTACTS).format(**fields),
    ]
    for n, forms in reports.HEADINGS.items():
        s.headings[n] = rng.choice(forms)
    s.sections[1] = _section_one(s, unit, draft)
    s.sections[5] = ["".join(draft.problems[:4]), "".join(draft.problems[4:])]
    unpaid = s.cells["requests"].get(("other_no_payment", "total"), "0") not in ("0", "")
    s.sections[6] = [reports.NOTICES if unpaid else rng.choice(reports.OTHER)]
    s.dated = f"{draft.dated}" if draft.dated else None
    return s


ME = {"government": "我县", "department": "我局", "office": "我办", "township": "我镇"}


def _section_one(s: specimen.Specimen, unit: Unit, draft: Draft) -> list[str]:
    d, got = draft.deeds, {r: s.cells["requests"][r, "total"] for r in CARRIED}
    me = (
        {"市级": "我市", "省级": "我省"}.get(unit.level, "我县")
        if unit.kind == "government"
        else ME[unit.kind]
    )
    received = (
        f"{draft.year}年{me}共收到政府信息公开申请{got['new']}件，上年结转{got['carried_in']}件，办结{got['processed_total']}件，"
        f"结转下年度{got['carried_out']}件。"
        if all(v not in ("", "0") for v in (got["new"], got["processed_total"]))
        else f"依申请公开渠道保持畅通，{me}收件、登记、答复由专人负责。"
    )
    one, two = texts.COMMON if draft.common else ("", "")
    return [
        f"（一）主动公开。{one}{d[0]}{d[1]}{d[2]}",
        f"（二）依申请公开。{received}{d[3]}{d[4]}",
        f"（三）政府信息管理。{d[5]}{d[6]}",
        f"（四）政府信息公开平台建设。{d[7]}{d[8]}",
        f"（五）监督保障。{two}开展工作考核，社会评议结果为良好，未发生责任追究。{d[9]}",
    ]
