"""The register of law: lookups, versions by day, near titles, damage, and that the data are what the build writes."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from checker.statutes import (
    Reason,
    Register,
    RegisterError,
    Unknown,
    Version,
    default_paths,
    model,
    names,
    normalise_number,
    normalise_title,
)
from checker.statutes.validate import main, validate

from .rows import ENDS, HIGH

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules" / "statutes"
TABLE = ROOT.parent / "shared" / "facts" / "statutes.tsv"
DAY = timedelta(days=1)
needs_table = pytest.mark.skipif(
    not TABLE.exists(), reason="../shared/facts/statutes.tsv is absent in a user's clone"
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load(default_paths(RULES))


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize("module", [names, model], ids=lambda m: m.__name__)
def test_examples_in_docstrings(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    "written",
    [
        "国务院令第711号", "国令第711号", "国务院第711号令", "中华人民共和国国务院令第711号", "中华人民共和国国务院第711号令",
        "国务院令711号", "国务院711号令", "国务院令（第711号）", "国务院令第７１１号", "国务院令 第 711 号",
        "国务院令第七百一十一号", "国务院令第七一一号", "（国务院令第711号）", "中华人民共和国国务院令(第711号)",
    ],
)  # fmt: skip
def test_decree_in_every_writing(written: str) -> None:
    assert normalise_number(written) == "国务院令第711号"


@pytest.mark.parametrize(
    "brackets", ["〔〕", "﹝﹞", "[]", "【】", "()", "（）", "［］", "〖〗", "{}", "  ", ("", "")]
)
def test_document_number_with_any_brackets(brackets: Any) -> None:
    left, right = brackets
    for serial in ("54号", "第54号", "54", "054号", "５４号"):
        assert normalise_number(f"国办发{left}2019{right}{serial}") == "国办发〔2019〕54号"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("法释[2018]1号", "法释〔2018〕1号"),
        ("中华人民共和国主席令第九号", "主席令第9号"),
        ("国家主席令第九十一号", "主席令第91号"),
        ("上海市人民政府令第32号", "上海市人民政府令第32号"),
        ("国办公开办函〔202130号", "国办公开办函〔2021〕30号"),
        ("GB/T9704-2012", "GB/T 9704—2012"),
        ("DB51/T 2660－2019", "DB51/T 2660—2019"),
        ("GB 18030—2022", "GB 18030—2022"),
    ],
)
def test_other_numbers(written: str, form: str) -> None:
    assert normalise_number(written) == form


@pytest.mark.parametrize(
    "written",
    [
        "",
        "第711号",
        "令第711号",
        "711",
        "国务院令",
        "国办发54号",
        "国办发〔1819〕54号",
        "国务院令第0号",
        "2019年",
        "甲" * 500 + "令第1号",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert normalise_number(written) is None


def test_hostile_numbers_take_no_time() -> None:
    start = time.perf_counter()
    for text in ("国" * 59, "国务院令第" + "一" * 50, "〔" * 59, "令" * 59, "国办发" + "2019" * 14):
        normalise_number(text)
    assert time.perf_counter() - start < 0.05


@pytest.mark.parametrize(
    "written",
    [
        "《关于全面推进政务公开工作的意见》实施细则",
        "《〈关于全面推进政务公开工作的意见〉实施细则》",
        "《《关于全面推进政务公开工作的意见》实施细则》",
        "《&lt;关于全面推进政务公开工作的意见&gt;实施细则》",
        "<<关于全面推进 政务公开工作的意见>实施细则>",
        " 关于全面推进政务公开\n工作的意见　实施细则 ",
    ],
)
def test_title_marks_blanks_and_widths(register: Register, written: str) -> None:
    work = register.by_title(written)
    assert work is not None and work.id == "《关于全面推进政务公开工作的意见》实施细则"


# ------------------------------------------------------------------------------------------------ lookups


@pytest.mark.parametrize(("row", "title", "shorts", "number"), HIGH, ids=lambda v: str(v)[:20])
def test_high_rows_resolve(
    register: Register, row: int, title: str, shorts: list[str], number: str | None
) -> None:
    work = register.by_title(title)
    assert work is not None and work.id == title, row
    assert work.confidence == "high"
    for short in (*shorts, title.replace("中华人民共和国", "")):
        found = register.by_title(short)
        assert found is work, short
    if number:
        assert work in [w for w, _ in register.by_number(number)]
        assert number in work.numbers


def test_every_priority_of_the_office(register: Register) -> None:
    numbers = {
        2012: 26,
        2013: 73,
        2014: 12,
        2015: 22,
        2016: 19,
        2017: 24,
        2018: 23,
        2019: 14,
        2020: 17,
        2021: 12,
        2022: 8,
    }
    for year, serial in numbers.items():
        ((work, version),) = register.by_number(f"国办发[{year}]{serial}号")
        assert work.series == "yearly_priorities" and version.years == (year, year)
    work_2019 = register.by_title("2019年政务公开工作要点")
    assert work_2019 is not None and work_2019.numbers == ("国办发〔2019〕14号",)


def test_generic_titles_say_so(register: Register) -> None:
    assert register.is_generic("《条例》") and register.is_generic("规定") and register.is_generic("实施细则")
    assert not register.is_generic("政府信息公开条例") and not register.is_generic("不存在的条例")


def test_presidents_decrees_are_ambiguous(register: Register) -> None:
    ids = {w.id for w, _ in register.by_number("主席令第九号")}
    assert {"中华人民共和国行政复议法", "中华人民共和国环境保护法"} <= ids


def test_unknown_names(register: Register) -> None:
    assert register.by_title("") is None and register.by_title("《》") is None
    assert register.by_title("某某县政府信息公开办法") is None
    assert register.by_number("国办发〔2099〕1号") == () and register.by_number("不是文号") == ()


def test_every_title_and_number_leads_back(register: Register) -> None:
    for work in register.works():
        for title in (work.id, *work.short_titles, *work.generic_titles, f"《{work.id}》"):
            assert register.by_title(title) is work, title
        for version in work.versions:
            if version.number:
                assert (work, version) in register.by_number(version.number)


# ------------------------------------------------------------------------------------------------ versions


@pytest.mark.parametrize(("row", "title", "day", "before", "after"), ENDS, ids=lambda v: str(v)[:16])
def test_both_sides_of_the_last_day(
    register: Register, row: int, title: str, day: str, before: str | None, after: str | None
) -> None:
    work = register.by_title(title)
    assert work is not None, row
    for moment, number in ((date.fromisoformat(day) - DAY, before), (date.fromisoformat(day), after)):
        version = register.version_on(work, moment)
        assert not isinstance(version, Unknown)
        assert (version.number if version else None) == number


def test_unnumbered_work_on_both_sides(register: Register) -> None:
    work = register.by_title("信访工作条例")
    assert work is not None
    assert register.version_on(work, date(2022, 4, 30)) is None
    version = register.version_on(work, date(2022, 5, 1))
    assert isinstance(version, Version) and version.articles == 50


def test_replaced_works_name_their_successor(register: Register) -> None:
    for old, new in (
        ("信访条例", "信访工作条例"),
        ("档案法实施办法", "档案法实施条例"),
        ("保守国家秘密法实施办法", "保守国家秘密法实施条例"),
        ("国家行政机关公文处理办法", "党政机关公文处理工作条例"),
        ("城市房屋拆迁管理条例", "国有土地上房屋征收与补偿条例"),
        ("民法通则", "民法典"),
        (
            "最高人民法院关于审理政府信息公开行政案件若干问题的规定",
            "最高人民法院关于审理政府信息公开行政案件适用法律若干问题的解释",
        ),
    ):
        work, successor = register.by_title(old), register.by_title(new)
        assert work is not None and successor is not None
        assert work.status == "repealed" and work.replaced_by == successor.id
        assert register.version_on(work, date(2026, 1, 1)) is None


def test_after_the_state_nothing_is_known_of_what_held(register: Register) -> None:
    regulation = register.by_title("政府信息公开条例")
    assert regulation is not None and regulation.state_of == date(2026, 11, 1)
    assert isinstance(register.version_on(regulation, date(2026, 11, 1)), Version)
    answer = register.version_on(regulation, date(2026, 11, 2))
    assert answer == Unknown(Reason.AFTER_STATE, date(2026, 11, 1)) and not answer
    # what has ended stays ended
    assert register.holds(regulation, regulation.versions[0], date(2030, 1, 1)) is False


def test_environment_law_is_known_only_up_to_july_2026(register: Register) -> None:
    work = register.by_title("环保法")
    assert work is not None
    assert isinstance(register.version_on(work, date(2026, 7, 31)), Version)
    assert isinstance(register.version_on(work, date(2026, 8, 1)), Unknown)


def test_dates_known_in_part(register: Register) -> None:
    work = register.by_title("国务院办公厅关于推进政务新媒体健康有序发展的意见")  # 2018-12
    assert work is not None
    assert register.version_on(work, date(2018, 11, 30)) is None
    assert isinstance(register.version_on(work, date(2018, 12, 30)), Unknown)
    assert isinstance(register.version_on(work, date(2018, 12, 31)), Version)


def test_rows_of_unknown_status_are_not_judged(register: Register) -> None:
    for title in ("广州市政府信息公开规定", "福建省政府信息公开办法", "上海市检验检测条例", "物业管理条例"):
        work = register.by_title(title)
        assert work is not None
        for day in (date(1949, 1, 1), date(2020, 1, 1), date(2026, 1, 1)):
            assert isinstance(register.version_on(work, day), Unknown), title


def test_gaps_between_versions_are_not_judged(register: Register) -> None:
    work = register.by_title("中华人民共和国土地管理法实施条例")
    assert work is not None
    assert isinstance(register.version_on(work, date(2015, 1, 1)), Unknown)
    assert register.version_on(work, date(1998, 1, 1)) is None
    assert isinstance(register.version_on(work, date(2021, 9, 1)), Version)


def test_articles(register: Register) -> None:
    regulation = register.by_title("条例")
    fee = register.by_title("信息处理费管理办法")
    assert regulation is not None and fee is not None
    assert register.articles(regulation, date(2019, 5, 14)) == 38
    assert register.articles(regulation, date(2019, 5, 15)) == 56
    assert register.articles(regulation, date(2008, 4, 30)) is None
    assert isinstance(register.articles(regulation, date(2030, 1, 1)), Unknown)
    assert isinstance(register.articles(fee, date(2022, 1, 1)), Unknown)


def test_general_knowledge_is_marked(register: Register) -> None:
    ((_, version), *_) = register.by_number("国办发〔2019〕54号")
    assert "number" in version.unsourced
    ((_, version),) = register.by_number("国务院令第711号")
    assert version.unsourced == ()


# ------------------------------------------------------------------------------------------------ near titles


def one_edit_apart(titles: set[str]) -> list[tuple[str, str]]:
    """Pairs of titles one edit apart, by the titles' neighbourhoods of one deletion."""
    from rapidfuzz.distance import Levenshtein

    shorter: dict[str, set[str]] = {}
    for title in titles:
        for key in {title, *(title[:i] + title[i + 1 :] for i in range(len(title)))}:
            shorter.setdefault(key, set()).add(title)
    pairs = {tuple(sorted((a, b))) for group in shorter.values() for a in group for b in group if a != b}
    return sorted((a, b) for a, b in pairs if Levenshtein.distance(a, b) == 1)


def test_registered_titles_one_edit_apart_resolve_to_themselves(register: Register) -> None:
    pairs = one_edit_apart({work.id for work in register.works()})
    assert len(pairs) >= 250
    for pair in pairs:
        for title in pair:
            work = register.by_title(title)
            assert work is not None and work.id == title
            assert register.near(title, 0) == [(work, 0)]


@needs_table
def test_the_255_pairs_of_the_table(register: Register) -> None:
    import yaml

    table = {line.split("\t")[1] for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]}
    pairs = one_edit_apart(table)
    assert len(pairs) == 255
    data = yaml.load((RULES / "corrections.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    corrected = {normalise_title(c["from"]): c["to"] for c in data["titles"]}
    misprinted = [pair for pair in pairs if any(normalise_title(t) in corrected for t in pair)]
    assert len(misprinted) == 3  # half of each is a misprint of the other half
    for pair in pairs:
        for title in pair:
            if normalise_title(title) not in corrected:
                work = register.by_title(title)
                assert work is not None and work.id == title


def test_near(register: Register) -> None:
    found = register.near("《政府信息公开信息处理费管理规定》")
    assert [(w.id, edits) for w, edits in found] == [("政府信息公开信息处理费管理办法", 2)]
    found = register.near("山东省人民政府信息公开办法")
    assert [(w.id, edits) for w, edits in found] == [("山东省政府信息公开办法", 2)]
    assert register.near("中华人民共和国政府信息公开条列")[0][1] == 1
    assert register.near("") == [] and register.near("与任何登记的名称都相去甚远的一个标题") == []


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
