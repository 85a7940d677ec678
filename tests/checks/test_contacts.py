"""C01–C08: what is malformed, what only looks so."""

from __future__ import annotations

import pytest

from checker import rulebook
from checker.checks.contacts import province_of, same_organ
from checker.findings import Review
from checker.report.titles import kind_of
from tests.support.examples import review_of

BOOK = rulebook.load()
DATA = BOOK.file("contacts.yml")
GIVEN = "（地址：河北省邢台市清河县长江街18号；邮编：054800；电话：0319-8162345；电子邮箱：slj@qinghe.gov.cn）"


def review(contact: str) -> Review:
    return review_of(BOOK, {"replace": [[GIVEN, f"（{contact}）" if contact else ""]]})


def contacts(result: Review) -> list[tuple[str, str]]:
    return [(f.rule, f.variant) for f in result.findings if f.rule[0] == "C"]


@pytest.mark.parametrize(
    "number",
    ["0319-8162345", "0319—8162345", "（0319）8162345", "(0319) 8162345", "0319 8162345", "03198162345", "010-88162345",
     "010 88162345", "0319-816 2345", "+86-319-8162345", "86-0319-8162345", "0319-8162345转803", "0319-8162345-803",
     "0319-8162345、8162346", "0319-8162345/8162346", "0319-8162345 8162346", "０３１９－８１６２３４５", "400-810-0319",
     "4008100319", "12345", "0319-12345", "95598", "0319-8162345（办公室）", "0594—2689390", "0566-6651138"],
)  # fmt: skip
def test_numbers_that_pass(number: str) -> None:
    assert contacts(review(f"地址：长江街18号；电话：{number}")) == []


@pytest.mark.parametrize("number", ["0319-816234", "0319-81623456", "010-8162345", "0999-81623456", "0290-88162345", "816234"])
def test_numbers_that_nobody_can_dial(number: str) -> None:
    assert contacts(review(f"地址：长江街18号；电话：{number}")) == [("C02", "default")]


def test_numbers_without_area_code_are_told_once() -> None:
    result = review("地址：长江街18号；电话：8162345；传真：8162346")
    (finding,) = [f for f in result.findings if f.rule == "C02"]
    assert (finding.severity.name, finding.variant, len(finding.related)) == ("advice", "without_area_code", 1)
    assert "8162345、8162346" in finding.message.zh


def test_a_fax_does_not_share_the_area_code_of_the_telephone() -> None:
    assert contacts(review("地址：长江街18号；电话：0577-88151206；传真：88152700")) == [("C02", "without_area_code")]


def test_a_mobile_number_is_personal_data_and_no_malformed_number() -> None:
    result = review("地址：长江街18号；电话：13912345678")
    assert contacts(result) == []
    assert "W07" in {f.rule for f in result.findings}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ["C01"]),
        ("电话：0319-8162345", ["C08"]),
        ("地址：长江街18号", ["C07"]),
        ("地址：长江街18号；邮箱：slj@qinghe.gov.cn", ["C07"]),
        ("电话：0319-8162345；邮箱：slj@qinghe.gov.cn", ["C08"]),
        ("地址：长江街18号；电话：0319-8162345", []),
    ],
)  # fmt: skip
def test_what_is_given_and_what_is_not(given: str, expected: list[str]) -> None:
    assert [r for r, _ in contacts(review(given))] == expected


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("slj@qinghe.gov.cn", []),
        ("slj@qinghe .gov.cn", []),
        ("slj @ qinghe.gov.cn", []),
        ("slj@mail.qinghe.gov.cn.", []),
        ("slj@qinghe.gov.cn、slj2@qinghe.gov.cn", []),
        ("无", []),
        ("slj@163.com", ["C06"]),
        ("SLJ@QQ.COM", ["C06"]),
        ("slj@qq.com、slj2@sina.com.cn", ["C06", "C06"]),
        ("slj@163,com", ["C05"]),
        ("slj＠qinghe．gov．cn", ["C05"]),
        ("slj@qinghe。gov。cn", ["C05"]),
        ("slj@qinghe", ["C05"]),
        ("slj@@qinghe.gov.cn", ["C05"]),
        ("slj#qinghe.gov.cn", ["C05"]),
        ("81623450319", ["C05"]),
    ],
)  # fmt: skip
def test_mail(mail: str, expected: list[str]) -> None:
    assert [r for r, _ in contacts(review(f"地址：长江街18号；电话：0319-8162345；邮箱：{mail}"))] == expected


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("浙江省温州市鹿城区会展路1268号", "325000", []),
        ("浙江温州市鹿城区会展路1268号", "325000", []),
        ("温州市鹿城区会展路1268号", "215000", ["other_province"]),
        ("北京路18号", "054800", []),
        ("海南州共和县城北新区", "813000", []),
        ("河南县优干宁镇", "811500", []),
        ("内蒙古呼伦贝尔市鄂伦春自治旗阿里河镇", "165450", []),
        ("河北省三河市燕郊镇", "065201", []),
        ("长春市朝阳区人民大街", "130000", []),
        ("北京市朝阳区", "054800", ["other_province"]),
        ("临江区解放东路201号", "215006", []),
        ("长江街18号", "05480", ["default"]),
        ("长江街18号", "0548000", ["default"]),
        ("长江街18号", "094800", ["no_province"]),
    ],
)  # fmt: skip
def test_postcode(address: str, code: str, expected: list[str]) -> None:
    result = review_of(BOOK, {"agency": "长江水利局", "replace": [[GIVEN, f"（地址：{address}；邮编：{code}；电话：0319-8162345）"]]})
    assert [f.variant for f in result.findings if f.rule == "C04"] == expected


def test_every_province_has_postcodes() -> None:
    served = {p for names in DATA["postcodes"].values() for p in names}
    assert served == set(DATA["provinces"])
    assert all(province_of((f"{p}省", ""), tuple(DATA["provinces"])) == p for p in DATA["provinces"])


@pytest.mark.parametrize(
    ("agency", "same", "other"),
    [
        ("清河市水利局",
         "本局办公室 局办公室 办公室 市水利局 清河市水利局办公室 清河市水利局政策法规科 河北省清河市水利局 政务公开科",
         "清河市教育局 市教育局办公室 清河市人民政府办公室 市政府办公室 清河市水务局 石山市水利局办公室"),
        ("清河市人民政府",
         "清河市人民政府办公室 市政府办公室 市政府办 清河市政府办公室政务公开科 市政务公开办 清河市政务公开工作领导小组办公室 清河市行政审批局",
         "石山市人民政府办公室 清河市教育局"),
        ("清河市人民政府办公室", "本办 清河市人民政府 市政府办信息公开科 市府办", "石山市人民政府办公室 市教育局"),
        ("清河县东街镇人民政府",
         "东街镇党政办公室 镇党政办 东街镇人民政府办公室 清河县东街镇人民政府 东街镇综合便民服务中心",
         "西街镇人民政府 清河县人民政府办公室"),
        ("清河区东街街道办事处", "街道党政办 东街街道办事处 东街街道党工委办公室", "西门街道办事处 清河区人民政府办公室"),
        ("清河市卫生健康委员会", "市卫健委 清河市卫健委办公室 市卫生健康委规划信息科", "市医疗保障局 石山市卫生健康委员会"),
        ("清河市人力资源和社会保障局", "市人社局办公室 清河市人社局", "清河市民政局"),
        ("国家税务总局清河县税务局", "清河县税务局办公室 县税务局", "国家税务总局石山县税务局办公室"),
        ("清河市公安局东城分局", "清河市公安东城分局办公室 东城分局", "清河市教育局"),
        ("邢台市清河县水利局", "清河县水利局 河北省清河县水利局办公室", "邢台市石山县水利局"),
    ],
)  # fmt: skip
def test_the_organ_of_the_contact(agency: str, same: str, other: str) -> None:
    kind = kind_of(agency, (), BOOK.file("agency_kinds.yml"))
    assert [n for n in same.split() if not same_organ(n, agency, kind, DATA)] == []
    assert [n for n in other.split() if same_organ(n, agency, kind, DATA)] == []
