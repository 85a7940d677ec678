"""Bytes -> characters: every encoding of the contract, with and without a mark, whole and damaged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.readers.encodings import decode

REPORT = (
    "一、总体情况\n2023年，我局主动公开政府信息186条，其中规范性文件2件；收到申请12件，均按期答复。\n" * 5
)
RARE = "他姓㐂，住𠮷林镇䶮村"  # four bytes each in GB18030, two units each in UTF-16 where beyond the first plane


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
@pytest.mark.parametrize(
    "text", [REPORT, REPORT.replace("\n", ""), "政府信息公开", RARE + REPORT, "plain words\n"]
)
def test_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, 0)


@pytest.mark.parametrize(
    "declared", ["gb2312", "GBK", "hz", "utf-8", "utf-16", "iso-8859-1", "x-user", "hex", "\x00", None]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_declaration_does_no_harm(declared: str | None, encoding: str) -> None:
    assert decode(REPORT.encode(encoding), declared) == (REPORT, 0)


def test_traditional_text_needs_its_declaration() -> None:
    text = "政府資訊公開年度報告，申請案件處理情形。"
    assert decode(text.encode("big5"), "Big5") == (text, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("damage", ["lost", "overwritten", "made a question mark"])
@pytest.mark.parametrize("at", range(40, 60))
def test_one_damaged_byte_costs_the_characters_around_it(encoding: str, damage: str, at: int) -> None:
    data = REPORT.encode(encoding)
    put = {"lost": b"", "overwritten": b"\xff", "made a question mark": b"?"}[damage]
    text, _ = decode(data[:at] + put + data[at + 1 :])
    assert text.startswith(REPORT[:12])
    assert text.endswith(REPORT[40:])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_file_that_breaks_off_loses_its_last_character_only(encoding: str) -> None:
    text, lost = decode((REPORT + "完").encode(encoding)[:-1])
    assert text.removesuffix("\ufffd") == REPORT
    assert lost <= 1


def test_characters_that_cannot_be_restored_are_counted() -> None:
    text, lost = decode(REPORT.encode()[:-1] + b"\xff\xff\xff" + REPORT.encode())
    assert lost == text.count("\ufffd") == 3


@settings(max_examples=80, deadline=None)
@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]),
)
def test_any_words_within_a_report_come_back(words: str, encoding: str) -> None:
    text = f"{REPORT}{words}\n{REPORT}"
    assert decode(text.encode(encoding)) == (text, 0)
