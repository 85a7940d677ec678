"""Numbers and titles of law in every writing."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from checker.statutes import (
    Register,
    model,
    names,
    normalise_number,
)


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


@pytest.mark.parametrize(
    "text", ["国" * 5_000, "国务院令第" + "一" * 5_000, "〔" * 5_000, "令" * 5_000, "国办发" + "2019" * 1_400]
)
def test_hostile_text_is_no_number(text: str) -> None:
    assert normalise_number(text) is None


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
