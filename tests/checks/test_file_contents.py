"""W09: remains of editing are counted, never quoted; people named in properties are masked, software and offices pass."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from checker.checks import registry
from checker.document import Revision
from checker.findings import Finding
from tests.checks.wording_cases import build
from tests.support.road import only


@pytest.fixture(autouse=True)
def _contents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ("file_contents",))


def found(properties: dict[str, str] | None = None, *revisions: Revision) -> list[Finding]:
    ctx = build({"text": "无。", "section": 6})
    document = replace(ctx.document, properties=tuple((properties or {}).items()), revisions=revisions)
    return registry.run(replace(ctx, document=document))[0]


@pytest.mark.parametrize("name", ["张小明", "欧阳明", "李 明", "Li Hua", "Wang Xiaoming", "zhang san"])
def test_a_person_in_the_properties_is_advice_and_masked(name: str) -> None:
    (finding,) = found({"author": name})
    assert finding.severity.name == "advice"
    assert finding.place is not None and finding.place.masked
    assert name not in str(asdict(finding))


@pytest.mark.parametrize(
    "name",
    ["Administrator", "user", "User", "微软用户", "Windows 用户", "anonymous", "水利局办公室", "清河县水利局", "Microsoft Office User", "WPS Office",
     "lenovo", "python-docx", "办公室", "深度技术", "雨林木风", "系统管理员", "PC", "", "政务公开科", "admin123", "HP", "Adobe Acrobat", "洪泽区政府"],
)  # fmt: skip
def test_software_accounts_and_offices_name_nobody(name: str) -> None:
    assert found({"author": name, "last_modified_by": name}) == []


@pytest.mark.parametrize("name", ["Foxit Reader", "Sun Microsystems", "Open Office", "Han Office"])
def test_programs_of_two_words_are_no_people(name: str) -> None:
    assert found({"author": name}) == []


def test_other_properties_are_not_looked_at() -> None:
    assert found({"title": "张小明", "company": "李明", "creator": "Li Hua"}) == []


def test_each_sort_of_remains_is_one_warning_without_its_words() -> None:
    findings = found(
        None, Revision("insertion", "秘密内容甲", "李明", 3), Revision("deletion", "秘密内容乙", "李明", 4),
        Revision("comment", "此处请核实", "王五", 5), Revision("hidden", "隐藏的话", None, 6),
    )  # fmt: skip
    assert [(f.variant, f.severity.name) for f in findings] == [("tracked", "warning"), ("comments", "warning"), ("hidden", "warning")]
    told = str([asdict(f) for f in findings])
    assert not any(w in told for w in ("秘密内容", "此处请核实", "隐藏的话", "李明", "王五"))
    assert "2 处" in findings[0].message.zh
