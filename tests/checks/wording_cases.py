"""A labelled sentence of ``corpus/wording/cases.yml`` as a report that says nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from checker import rulebook
from checker.checks import registry
from checker.checks.context import Context
from checker.document import Block, Cell, Document, Paragraph, Place, Table
from checker.findings import Finding
from checker.language import get_language
from checker.report.model import Contacts, FormCell, FormTable, Report, Section, Title
from checker.report.numbers import parse_cell
from checker.report.titles import kind_of
from checker.yaml_lines import load_yaml

CASES = Path(__file__).parents[2] / "corpus" / "wording" / "cases.yml"
NAMES = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
         "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
AGENCY = "清河市水利局"


@cache
def cases() -> list[dict[str, Any]]:
    return list(load_yaml(CASES))


def build(case: Mapping[str, Any]) -> Context:
    """The case as a report of its agency, all else empty. A case about a cell stands in table 2."""
    book = rulebook.load()
    agency, year = case.get("agency", AGENCY), case.get("year", 2023)
    blocks: list[Block] = [Paragraph(0, f"{agency}{year}年政府信息公开工作年度报告")]
    where = Place("this", 0, None, 0, (0, len(agency)), agency)
    title = Title(blocks[0].text, (blocks[0].text,), where, agency, year)  # type: ignore[union-attr]
    sections, tables = [], {}
    cell = "a table cell" in case.get("note", "")
    for number in range(7):
        body: list[Block] = [blocks[0]] if number == 0 else []
        if number:
            blocks.append(Paragraph(len(blocks), NAMES[number - 1], level=1))
        if number == case["section"]:
            if cell:
                table = Table(len(blocks), (Cell(0, 0, "行政许可"), Cell(0, 1, case["text"])))
                body.append(table)
                tables["disclosure"] = _form(table, case["text"], "fee" in case["note"])
            else:
                body.append(Paragraph(len(blocks), case["text"]))
            blocks.append(body[-1])
        heading = NAMES[number - 1] if number else ""
        place = Place("this", number, None, body[0].index - 1 if body else len(blocks) - 1) if number else None
        sections.append(Section(number, heading, "", heading, place, tuple(body)))
    report = Report(
        title, agency, kind_of(agency, [], book.file("agency_kinds.yml")), year, "2021", "2021", None, None, None,
        Contacts(), tuple(sections), tables, agency_place=where,
    )  # fmt: skip
    document = Document("报告.md", "0" * 64, "markdown", tuple(blocks))
    return Context(report, document, book, get_language(()))


def _form(table: Table, text: str, fee: bool) -> FormTable:
    printed = parse_cell(text)
    key = ("fees", "amount") if fee else ("licences", "decisions")
    place = Place("this", 2, None, table.index, (0, len(text)), text, "disclosure", *key, cell=(0, 1))
    cells = {key: FormCell(printed.value, printed.state, place, text, printed.unit)}
    return FormTable("disclosure", "read", "2021", cells, units={("fees", "amount"): "万元"})


def judge(case: Mapping[str, Any], **fields: Any) -> list[Finding]:
    return registry.run(replace(build(case), **fields))[0]
