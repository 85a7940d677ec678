"""A roster of a small county: two years, a missing report, a hostile file; then resumed, and on a cluster."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from checker import rulebook, specimen
from checker.batch.agencies import canonical
from checker.batch.codec import pack, unpack
from checker.batch.copies import Section, clusters, similar
from checker.batch.inputs import expand
from checker.batch.run import Answers, Plan, run
from checker.batch.runners import Local
from checker.batch.scratch import Scratch
from checker.batch.store import Store
from checker.batch.whole import finish
from checker.errors import RuleBookError
from tests.support.options import OPTIONS


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """清河县 rolls up two members; its sum is one application short. One roster line has no file."""
    book = rulebook.load()
    folder = tmp_path / "in"
    folder.mkdir()
    rows = ["agency,level,parent,kind,year,file,due"]

    def report(
        name: str, kind: str, year: int, edit: dict[str, Any], parent: str = "", due: str = ""
    ) -> None:
        text = specimen.markdown(book, specimen.make(book, {"agency": name, "year": year, **edit}))
        (folder / f"{name}{year}.md").write_text(text, encoding="utf-8")
        rows.append(f"{name},县级,{parent},{kind},{year},{name}{year}.md,{due}")

    top = "清河县人民政府"
    report(
        "清河县水利局",
        "部门",
        2022,
        {"requests.carried_out.natural_person": 7, "requests.carried_out.total": 7},
    )
    for name in ("清河县水利局", "清河县教育局"):
        report(name, "部门", 2023, {"dated": "2024年1月20日"}, top, "2000-01-01" if "教育" in name else "")
    report(top, "政府", 2023, {})
    rows.append("清河县财政局,县级,,部门,2023,,")
    (folder / "roster.csv").write_bytes("\n".join(rows).encode("gb18030"))
    (folder / "dies.md").write_text("x")
    return folder


def whole(folder: Path, out: Path, **more: Any) -> tuple[Answers, int]:
    entries = expand([str(folder / "roster.csv")])
    plan = Plan(lambda _: OPTIONS, **more)
    with Store(out / "store.sqlite") as store, Local(1) as runner:
        answers = run(entries, store, runner, plan, lambda *_: None)
        return answers, finish(entries, answers, store, runner, plan, out)


def told(out: Path) -> dict[tuple[str, int], dict[str, Any]]:
    rows = [json.loads(t) for t in (out / "agencies.jsonl").read_text("utf-8").splitlines()]
    return {(r["agency"], r["year"]): r for r in rows}


def rules_of(row: dict[str, Any]) -> set[str]:
    return {f["rule"] for f in row["findings"]}


@pytest.mark.slow
def test_a_county(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answers, worst = whole(county, out)
    assert answers.outcomes == {"reviewed": 4}
    assert worst == 3
    rows = told(out)
    assert "X01" in rules_of(rows["清河县水利局", 2023])
    assert "G03" in rules_of(rows["清河县财政局", 2023])
    assert rows["清河县财政局", 2023]["score"] is None
    assert {f["variant"] for f in rows["清河县教育局", 2023]["findings"] if f["rule"] == "G03"} == {"late"}
    assert "G01" in rules_of(rows["清河县人民政府", 2023])
    for row in rows.values():
        if row["score"] is not None:
            assert row["score"] == pytest.approx(100 - sum(p["points"] for p in row["points"]))
    for name in ("results.jsonl", "findings.parquet", "scores.xlsx", "index.html", "reports", "letters"):
        assert (out / name).exists(), name
    before = (out / "results.jsonl").read_bytes()
    again, _ = whole(county, out)
    assert again.reused == 4
    assert (out / "results.jsonl").read_bytes() == before
    rerun, _ = whole(county, out, rerun=("T",))
    assert rerun.reused == 4


def test_documents_come_back_from_the_store_as_they_were() -> None:
    from checker import readers

    book = rulebook.load()
    document = readers.read(specimen.markdown(book, specimen.make(book)).encode(), path="报告.md")
    assert unpack(pack(document)) == document
    with pytest.raises(ValueError, match="damaged"):
        unpack(pack(document)[:-9])


def test_copies_are_found_and_boilerplate_is_not() -> None:
    rng = random.Random(3)
    shared = "".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(300))
    own = ["".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(200)) for _ in range(9)]
    sections = [Section(f"机关{n}", 5, shared + "。" + t) for n, t in enumerate([*own, own[4]])]
    with Scratch() as scratch:
        pairs = similar(sections, rulebook.load().rules["G02"].params, scratch)
    assert [(i, j) for i, j, _ in pairs] == [(4, 9)]
    assert clusters([(0, 1, 1.0), (1, 2, 1.0), (5, 6, 1.0)]) == [[0, 1, 2], [5, 6]]


def test_names_of_one_reporter() -> None:
    assert canonical("清河县人民政府办公室") == canonical("清河县人民政府") == "清河县"
    assert canonical("清河县水利局（本级）") == "清河县水利局"


def test_a_roster_without_file_is_refused_with_its_line(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("agency,year\n甲,2023\n", encoding="utf-8")
    with pytest.raises(RuleBookError, match=r"r\.csv:1"):
        expand([str(roster)])
