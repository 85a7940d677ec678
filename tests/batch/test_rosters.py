"""Rosters in the forms that offices keep them in; mistakes named by row and cell; folders, globs, stores."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from checker.batch.inputs import Entry, expand
from checker.batch.work import Task, fetch, perform
from checker.errors import ReadError, RuleBookError

HEAD = "机关,级别,上级,类型,年度,文件,截止日期"
LINE = "清河县水利局,县级,清河县人民政府,部门,2023,报告/水利局.pdf,2024/1/31"


def roster(folder: Path, text: str | bytes, name: str = "名单.csv") -> list[Entry]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return expand([str(file)])


def told(folder: Path, text: str) -> tuple[int | None, str, str]:
    with pytest.raises(RuleBookError) as raised:
        roster(folder, text)
    return raised.value.line, raised.value.text.zh, raised.value.text.en


def check(entries: list[Entry], folder: Path) -> None:
    (entry,) = entries
    assert entry.path == str(folder / "报告" / "水利局.pdf")
    assert (entry.agency, entry.level, entry.parent, entry.kind) == (
        "清河县水利局",
        "县级",
        "清河县人民政府",
        "department",
    )
    assert (entry.year, entry.due) == (2023, dt.date(2024, 1, 31))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_programs_write_it(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = f"{HEAD}{end}{LINE}{end}".replace(",", delimiter)
    check(roster(tmp_path, text.encode(encoding)), tmp_path)


def test_columns_in_english_in_any_order_with_others_between(tmp_path: Path) -> None:
    text = "备注,File,due,Year,kind,parent,level,agency\n无,报告/水利局.pdf,2024年1月31日,2023年度,department,清河县人民政府,县级,清河县水利局\n"
    check(roster(tmp_path, text), tmp_path)


def test_a_title_above_the_headings_and_empty_rows_do_no_harm(tmp_path: Path) -> None:
    check(roster(tmp_path, f"2023年度报告名单,,,,,,\n,,,,,,\n{HEAD}\n\n{LINE}\n,,,,,,\n"), tmp_path)


def test_line_breaks_within_quotes_are_part_of_a_cell(tmp_path: Path) -> None:
    text = f'{HEAD},备注\n{LINE},"第一行\n第二行, 逗号"\n"清河县\n教育局",,,,二〇二三,,\n'
    assert told(tmp_path, text)[:2] == (3, "E3（年度）：年度 二〇二三 不是四位数字"), (
        "rows as a spreadsheet counts them"
    )


def workbook(folder: Path, rows: list[list[Any]]) -> list[Entry]:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "名单.xlsx")
    return expand([str(folder / "名单.xlsx")])


def test_xlsx_with_numbers_and_dates(tmp_path: Path) -> None:
    row = [
        "清河县水利局",
        "县级",
        "清河县人民政府",
        "部门",
        2023,
        "报告/水利局.pdf",
        dt.datetime(2024, 1, 31),
    ]
    check(workbook(tmp_path, [["2023年名单"], HEAD.split(","), row]), tmp_path)
    with pytest.raises(RuleBookError, match=r"名单\.xlsx:2：E2（年度）：年度 23 不是四位数字"):
        workbook(tmp_path, [HEAD.split(","), [*row[:4], 23, *row[5:]]])


def test_a_line_without_a_file_is_an_agency_without_a_report(tmp_path: Path) -> None:
    (entry,) = roster(tmp_path, "机关,年度,文件\n清河县财政局,2023,\n")
    assert (entry.path, entry.agency, entry.year) == (None, "清河县财政局", 2023)


def test_paths_as_windows_writes_them_and_urls(tmp_path: Path) -> None:
    text = "文件\n报告\\水利局.pdf\ns3://bucket/a b.pdf\n/srv/x.pdf\n"
    assert [e.path for e in roster(tmp_path, text)] == [
        str(tmp_path / "报告" / "水利局.pdf"),
        "s3://bucket/a b.pdf",
        "/srv/x.pdf",
    ]


@pytest.mark.parametrize(
    ("text", "line", "zh", "en"),
    [
        (f"{HEAD}\n甲,,,,23,,\n", 2, "E2（年度）：年度 23 不是四位数字", "E2 (年度): the year 23"),
        (
            f"{HEAD}\n甲,,,,,,明年\n",
            2,
            "G2（截止日期）：明年 不是日期（写成 2024-01-31）",
            "G2 (截止日期): 明年 is no date",
        ),
        (f"{HEAD}\n甲,,,,,,2024-02-30\n", 2, "G2（截止日期）：2024-02-30 不是日期", "is no date"),
        (
            f"{HEAD}\n甲,,,公司,,,\n",
            2,
            "D2（类型）：不认识的机关类型 公司（可用：人民政府、部门",
            "unknown kind of agency",
        ),
        ("机关,年度\n甲,2023\n", 1, "没有“文件”一列", "no column file"),
        ("文件,地址\na,b\n", 1, "A1（文件）、B1（地址） 是同一列，只能有一个", "several columns are file"),
        ("\n\n", None, "名单是空的", "the roster is empty"),
    ],
)
def test_mistakes_name_row_cell_and_heading(
    tmp_path: Path, text: str, line: int | None, zh: str, en: str
) -> None:
    found = told(tmp_path, text)
    assert found[0] == line
    assert zh in found[1]
    assert en in found[2]


def test_a_roster_that_is_no_text_or_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match="编码读不了"):
        roster(tmp_path, b"\x81\xff\xff\x00\x80")
    pytest.importorskip("openpyxl")
    with pytest.raises(RuleBookError, match="XLSX 读不了"):
        roster(tmp_path, b"PK\x03\x04broken", "名单.xlsx")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in (
        "a/一.md",
        "a/二.pdf",
        "a/~$二.pdf",
        "a/.x/三.md",
        "a/__MACOSX/四.md",
        "b/五.md",
        "out/reports/六.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def names(paths: list[str], out: str | None = None) -> list[str]:
    return [(e.path or "").rsplit("/", 1)[-1] for e in expand(paths, out)]


def test_folders_globs_and_files_each_document_once(files: Path) -> None:
    assert names([str(files)], str(files / "out")) == ["一.md", "二.pdf", "五.md"]
    assert names([str(files / "*/*.md")]) == ["一.md", "五.md"]
    assert names([str(files / "**" / "*.md")]) == ["四.md", "一.md", "五.md"]
    assert names([str(files / "a"), str(files / "a/一.md"), str(files / "没有.md")]) == [
        "一.md",
        "二.pdf",
        "没有.md",
    ]


def test_names_that_are_no_utf8_are_read_as_gbk_or_spelled_out(tmp_path: Path) -> None:
    for raw in ("河县.md".encode("gb18030"), b"\xff\xfe.md"):
        try:
            (tmp_path / os.fsdecode(raw)).write_text("")
        except OSError:
            pytest.skip("this file system takes UTF-8 only")
    entries = {(e.path or "").rsplit("/", 1)[-1]: e for e in expand([str(tmp_path)])}
    assert set(entries) == {"河县.md", "\\xff\\xfe.md"}
    for entry in entries.values():
        assert entry.path is not None and entry.source is not None
        result = perform(Task(entry.path, entry.source))
        assert result.outcome == "empty"
        assert json.loads(result.line)["message"].startswith(entry.path)


def test_folders_and_globs_of_a_store(files: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for file in files.rglob("*"):
        if file.is_file():
            memory.pipe("/gongkai/" + file.relative_to(files).as_posix(), file.read_bytes())
    try:
        assert names(["memory://gongkai/a"]) == ["一.md", "二.pdf"]
        assert names(["memory://gongkai/*/*.md"]) == ["一.md", "五.md"]
        assert fetch("memory://gongkai/a/一.md") == b"x"
        with pytest.raises(ReadError, match="找不到"):
            fetch("memory://gongkai/没有.md")
    finally:
        memory.rm("/gongkai", recursive=True)


def test_file_urls_are_paths(files: Path) -> None:
    assert names([files.as_uri()], str(files / "out")) == ["一.md", "二.pdf", "五.md"]
    for url in (
        (files / "a" / "一.md").as_uri(),
        f"file://{files}/a/一.md",
        f"file://localhost{files}/a/一.md",
    ):
        assert [e.path for e in expand([url])] == [str(files / "a" / "一.md")]
        assert [e.path for e in roster(files, f"文件\n{url}\n")] == [str(files / "a" / "一.md")]


def test_a_url_that_no_store_knows_is_told_with_the_document() -> None:
    pytest.importorskip("fsspec")
    assert names(["nosuch://bucket/a.pdf"]) == ["a.pdf"]
    with pytest.raises(ReadError, match="nosuch"):
        fetch("nosuch://bucket/a.pdf")
