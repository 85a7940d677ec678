"""Accepted findings: a plain TOML file of entries, each with a fingerprint of the content concerned.

An entry follows its finding when the text around it moves, and never covers more than one: a second, equal defect
elsewhere, or another number in the same cell, shows again.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.document import Document, Paragraph
from checker.errors import RuleBookError
from checker.findings import Finding, Text
from checker.report.model import Report

FILE_NAME = "gongkai-accepted.toml"
KEYS = ("rule", "report", "fingerprint", "context", "quote", "reason", "who", "until")
HEAD = """\
# 已接受的问题（gongkai accept 写入，也可手工修改）。每条一个 [[accepted]]：
#   rule         规则编号            report   报告（机关 年度）
#   fingerprint  所涉内容的指纹      context  所在句子的指纹（同样内容出现多处时用来区分）
#   quote        原文（仅供阅读）    reason   接受的理由
#   who          谁接受的            until    有效期至（YYYY-MM-DD，可省略）
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted finding. ``until`` is the last day on which it holds (None: for good)."""

    rule: str
    report: str
    fingerprint: str
    context: str
    quote: str
    reason: str
    who: str
    until: dt.date | None = None

    def as_mapping(self) -> dict[str, Any]:
        return {"reason": self.reason, "who": self.who, "until": self.until.isoformat() if self.until else None}


def report_name(report: Report, path: str) -> str:
    """What entries call a report: agency and year, so that they outlive a renamed draft; else the file's name."""
    if report.agency and report.year:
        return f"{report.agency} {report.year}"
    return Path(path).name


def fingerprint(finding: Finding) -> str:
    """Twelve hex digits over rule, cell and content; equal for equal content wherever it stands."""
    place = finding.place
    parts = [finding.rule, finding.variant, str(finding.expected), str(finding.actual)]
    if place is not None:
        parts += [place.document, place.table or "", place.row or "", place.column or "", _plain(place.quote or "")]
    # One finding may speak of several places (the same slip again): a further place is something new.
    parts += sorted(_plain(p.quote or "") for p in finding.related)
    return _digest(parts)


def context(finding: Finding, document: Document | None) -> str:
    """Twelve hex digits over the sentence in which the finding stands; empty for cells and whole-file findings."""
    place = finding.place
    if document is None or place is None or place.paragraph is None or place.span is None or place.document != "this":
        return ""
    block = document.blocks[place.paragraph] if place.paragraph < len(document.blocks) else None
    if not isinstance(block, Paragraph):
        return ""
    start = max(block.text.rfind(mark, 0, place.span[0]) for mark in "。；;！？") + 1
    ends = [e for mark in "。；;！？" if (e := block.text.find(mark, place.span[1])) >= 0]
    return _digest([_plain(block.text[start : min(ends, default=len(block.text))])])


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def read(path: Path) -> tuple[Entry, ...]:
    """The entries of a file; none where it does not exist. Raises RuleBookError with file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise RuleBookError(str(path), None, Text("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8")) from None
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise RuleBookError(str(path), None, Text(f"读不了：{detail}", f"cannot be read: {detail}")) from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        reason = Text(f"TOML 格式有误：{problem}", f"not valid TOML: {problem}")
        raise RuleBookError(str(path), int(line[1]) if line else None, reason) from None
    starts = [n for n, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*accepted\s*\]\]", line)]
    items = raw.pop("accepted", [])
    if raw or not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        word = next(iter(raw), "accepted")
        at = next((n for n, line in enumerate(text.split("\n"), 1) if word in line.split("#")[0]), None)
        raise RuleBookError(
            str(path), at, Text(f"不认识 {word}：条目写成 [[accepted]]", f"{word} is unknown: write entries as [[accepted]]")
        )
    return tuple(_entry(path, starts[i] if i < len(starts) else None, item) for i, item in enumerate(items))


def _entry(path: Path, line: int | None, item: Mapping[str, Any]) -> Entry:
    for key, value in item.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            known = Text(f"是否指 {near[0]}？", f"did you mean {near[0]}?") if near else Text(
                f"可用：{'、'.join(KEYS)}", f"known: {', '.join(KEYS)}"
            )  # fmt: skip
            raise RuleBookError(str(path), line, Text(f"不认识的键 {key}；{known.zh}", f"unknown key {key}; {known.en}"))
        if key != "until" and not isinstance(value, str):
            raise RuleBookError(str(path), line, Text(f"{key} 应为字符串", f"{key} must be a string"))
    for key in ("rule", "fingerprint", "reason"):
        if not item.get(key):
            raise RuleBookError(str(path), line, Text(f"缺少 {key}", f"{key} is missing"))
    return Entry(
        item["rule"], item.get("report", ""), item["fingerprint"], item.get("context", ""), item.get("quote", ""),
        item["reason"], item.get("who", ""), _until(path, line, item.get("until")),
    )  # fmt: skip


def _until(path: Path, line: int | None, value: Any) -> dt.date | None:
    """A date written with or without quotes; empty means for good."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (ValueError, TypeError):
        raise RuleBookError(
            str(path), line, Text(f"until 应为 YYYY-MM-DD，不是 {value}", f"until must be YYYY-MM-DD, not {value}")
        ) from None


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Writes the file whole (atomically), entries in a stable order."""
    from checker.files import write_atomic

    out = [HEAD]
    for e in sorted(entries, key=lambda e: (e.report, e.rule, e.fingerprint, e.context)):
        out.append("[[accepted]]")
        for key in KEYS:
            value = getattr(e, key)
            if key == "until":
                if value is not None:
                    out.append(f'until = "{value.isoformat()}"')
            else:
                out.append(f"{key} = {_toml(value)}")
        out.append("")
    write_atomic(path, "\n".join(out))


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{escaped}"'


def make(finding: Finding, report: Report, document: Document, reason: str, who: str, until: dt.date | None) -> Entry:
    """The entry that accepts ``finding``."""
    quote = finding.place.quote if finding.place and finding.place.quote else ""
    name = report_name(report, document.path)
    return Entry(finding.rule, name, fingerprint(finding), context(finding, document), quote[:60], reason, who, until)


def apply(
    findings: Sequence[Finding], entries: Sequence[Entry], report: Report, document: Document, today: dt.date
) -> tuple[tuple[Finding, ...], tuple[Text, ...]]:
    """Marks the findings that entries accept; also notes about expired and unused entries of this report.

    Each entry accepts one finding at most: the one in the same sentence first, then in reading order.
    """
    name = report_name(report, document.path)
    mine = [e for e in entries if e.report in ("", name)]
    live = [e for e in mine if e.until is None or today <= e.until]
    notes = [
        Text(f"{e.rule} 的接受已于 {e.until} 到期：{e.reason}", f"acceptance of {e.rule} expired on {e.until}: {e.reason}")
        for e in mine
        if e not in live
    ]
    prints = [(fingerprint(f), context(f, document)) for f in findings]
    out = list(findings)
    left = list(live)
    for same_sentence in (True, False):
        for i, (content, sentence) in enumerate(prints):
            if out[i].accepted is not None:
                continue
            for e in left:
                if e.rule == out[i].rule and e.fingerprint == content and (not same_sentence or e.context == sentence):
                    out[i] = replace(out[i], accepted=e.as_mapping())
                    left.remove(e)
                    break
    notes += [
        Text(f"没有用到的接受：{e.rule}（{e.quote or e.reason}）", f"unused acceptance: {e.rule} ({e.quote or e.reason})")
        for e in left
        if e.report == name
    ]
    return tuple(out), tuple(notes)
