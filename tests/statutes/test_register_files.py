"""Files of the register: read when needed, those of an office beside ours, damage named, the data as the build writes them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.statutes import (
    Register,
    RegisterError,
    default_paths,
)
from checker.statutes.validate import main, validate

from .conftest import ROOT, RULES, TABLE, needs_table

# ------------------------------------------------------------------------------------------------ loading


def test_the_local_file_is_read_when_a_title_is_not_national() -> None:
    register = Register.load(default_paths(RULES))
    assert len(register._files) == 1
    assert register.by_title("政府信息公开条例") and len(register._files) == 1
    assert register.by_title("上海市政府信息公开规定") and len(register._files) == 2


def test_import_is_light() -> None:
    code = "import sys, checker.statutes; print([m for m in ('rapidfuzz', 'yaml', 'msgspec', 'hashlib') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_office_adds_its_own_file(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    row = {
        "id": "某某县政府信息公开办法", "kind": "local_document", "status": "in_force", "state_of": "2026-01-01",
        "versions": [{"number": "某政发〔2020〕3号", "in_force": "2020-03-01", "articles": 30}],
    }  # fmt: skip
    own.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    paths = (*default_paths(RULES), own)
    assert validate(paths) == []
    register = Register.load(paths)
    work = register.by_title("《某某县政府信息公开办法》")
    assert work is not None and register.articles(work, date(2021, 1, 1)) == 30
    assert register.by_number("某政发[2020]3号") == ((work, work.versions[0]),)


def test_committed_files_are_valid_and_untouched() -> None:
    from checker.statutes.reading import untouched

    assert validate(default_paths(RULES)) == []
    assert all(untouched(path) is not None for path in default_paths(RULES))


@needs_table
def test_rebuild_gives_the_committed_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_register.py"), str(TABLE), "--out", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "titles corrected" in run.stdout and "corrections that matched nothing" not in run.stdout
    for path in default_paths(RULES):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


# ------------------------------------------------------------------------------------------------ damage

GOOD: dict[str, Any] = {
    "id": "甲条例",
    "kind": "administrative_regulation",
    "status": "in_force",
    "state_of": "2026-01-01",
}


def line(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def version(**keys: Any) -> dict[str, Any]:
    return {"versions": [keys]}


DAMAGE: dict[str, tuple[str, str]] = {
    "not JSON": ('{"id": "甲条例",', "JSON"),
    "deep nesting": ("[" * 30_000, "JSON"),
    "not an object": ('["甲条例"]', "对象"),
    "no id": ('{"kind": "law"}', "id"),
    "blank id": (line(id=" "), "id"),
    "unknown key": (line(titel="甲"), "titel"),
    "unknown kind": (line(kind="regulation"), "regulation"),
    "unknown status": (line(status="valid"), "valid"),
    "unknown confidence": (line(confidence="sure"), "sure"),
    "short titles no list": (line(short_titles="甲"), "short_titles"),
    "blank short title": (line(short_titles=[""]), "short_titles"),
    "state of a month": (line(state_of="2026-01"), "state_of"),
    "versions no list": (line(versions={}), "versions"),
    "version no object": (line(versions=["2019"]), "版本"),
    "unknown key in a version": (line(**version(from_="2019")), "from_"),
    "unreadable date": (line(**version(in_force="2019年5月15日")), "2019年5月15日"),
    "impossible date": (line(**version(in_force="2019-02-30")), "2019-02-30"),
    "a date that is a number": (line(**version(in_force=2019)), "2019"),
    "span turned round": (line(**version(in_force="2020/2019")), "2020/2019"),
    "in force before issue": (line(**version(issued="2019-05-15", in_force="2019-04-03")), "日期顺序"),
    "repealed before in force": (
        line(status="repealed", **version(in_force="2019-05-15", repealed="2018-01-01")),
        "日期顺序",
    ),
    "repealed on the first day": (
        line(status="repealed", **version(in_force="2019-05-15", repealed="2019-05-15")),
        "同一天",
    ),
    "versions out of order": (
        line(versions=[{"issued": "2019-04-03"}, {"issued": "2007-04-05"}]),
        "日期顺序",
    ),
    "versions overlap": (
        line(versions=[{"in_force": "2008-05-01", "repealed": "2020-01-01"}, {"in_force": "2019-05-15"}]),
        "日期顺序",
    ),
    "in force yet repealed": (line(**version(in_force="2008-05-01", repealed="2020-01-01")), "in_force"),
    "number unreadable": (line(**version(number="第七号文")), "第七号文"),
    "number in another form": (line(**version(number="国令第711号")), "国务院令第711号"),
    "number of articles": (line(**version(articles="56")), "articles"),
    "no articles": (line(**version(articles=0)), "articles"),
    "years turned round": (line(**version(years=[2020, 2019])), "years"),
    "unsourced field that is none": (line(**version(unsourced=["nummer"])), "nummer"),
    "duplicate id": (line(id="乙条例"), "重复"),
    "short title of another": (line(short_titles=["乙办法"]), "乙办法"),
    "too long": ('{"id": "' + "甲" * 40_000 + '"}', "太长"),
}


@pytest.mark.parametrize(("text", "reason"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_refused_with_line_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "damaged.jsonl"
    first = '{"register":"test","state_of":"2026-01-01"}'
    sound = line(id="乙条例", short_titles=["乙办法"])
    path.write_text(f"{first}\n{sound}\n\n{text}\n", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        Register.load([path])
    assert caught.value.line == 4 and reason in str(caught.value) and str(path) in str(caught.value)
    assert caught.value.todo
    (problem,) = validate([path])
    assert problem.line == 4 and reason in str(problem) and problem.todo


def test_damage_of_the_file_as_a_whole(tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    with pytest.raises(RegisterError, match="读不了"):
        Register.load([missing])
    assert validate([missing])[0].line is None
    with pytest.raises(RegisterError):
        Register.load([])
    short = tmp_path / "short.jsonl"
    short.write_text('{"register":"test","rows":2}\n' + line() + "\n", encoding="utf-8")
    with pytest.raises(RegisterError, match="截断"):
        Register.load([short])
    latin = tmp_path / "gbk.jsonl"
    latin.write_bytes(line().encode("gb18030"))
    with pytest.raises(RegisterError, match="UTF-8"):
        Register.load([latin])


def test_damage_in_a_committed_file_is_seen(tmp_path: Path) -> None:
    """A file changed after its build is checked in full, however small the change."""
    text = (RULES / "national.jsonl").read_text(encoding="utf-8")
    path = tmp_path / "national.jsonl"
    path.write_text(text.replace('"articles":56', '"articles":-56', 1), encoding="utf-8")
    with pytest.raises(RegisterError, match="articles"):
        Register.load([path])
    path.write_text(text.replace('"state_of":"2026-11-01"', '"state_of":"2026-11-31"', 1), encoding="utf-8")
    with pytest.raises(RegisterError, match="2026-11-31"):
        Register.load([path])


def test_damage_of_a_later_file_is_seen_when_needed_or_when_eager(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text("{", encoding="utf-8")
    register = Register.load([RULES / "national.jsonl", own])
    with pytest.raises(RegisterError):
        register.by_title("没有登记的条例")
    with pytest.raises(RegisterError):
        Register.load([RULES / "national.jsonl", own], eager=True)


def test_files_are_compared_with_each_other(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text(line(replaced_by="丙条例") + "\n", encoding="utf-8")
    two.write_text(line() + "\n" + line(id="乙条例", short_titles=["甲条例的"]) + "\n", encoding="utf-8")
    reasons = [str(p) for p in validate([one, two])]
    assert len(reasons) == 2
    assert "two.jsonl:1" in reasons[0] and "重复" in reasons[0]
    assert "one.jsonl:1" in reasons[1] and "丙条例" in reasons[1]


def test_validating_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(p) for p in default_paths(RULES)]) == 0
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n[]\n", encoding="utf-8")
    capsys.readouterr()
    assert main([str(bad)]) == 1
    assert capsys.readouterr().out.count("bad.jsonl") == 2
    assert main([]) == 2
