"""The title of a report, the organ that reports, and what kind of organ it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from checker.document import Block, Paragraph, Place, Table
from checker.report.model import AgencyKind, Title
from checker.report.numbers import chinese_number

_BLANK = re.compile(r"[\s\u3000\u00a0]+")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2}|[一二][零〇○0九][零〇○0一二三四五六七八九]{2})\s*年?\s*(?P<degree>度)?")
_TAIL = re.compile(
    r"(?:关于)?(?P<subject>(?:政府|政务)?(?:信息|政务)(?:和政务)?公开|政府信息依申请公开)(?P<work>工作)?(?:情况)?的?"
    r"(?P<inner>(?:19|20)\d{2}年度?)?(?P<annual>年度)?(?P<work2>工作)?(?P<word>报告|年报|总结)(?:书)?(?:[（(](?P<after>(?:19|20)\d{2}年?度?)[）)])?$"
)
_ANCHOR = re.compile(r"(?:报告|年报|总结)(?:[（(](?:19|20)\d{2}年?度?[）)])?[》】）)]*$")
_REGION = re.compile(r"[\u4e00-\u9fff]{1,14}(?:省|市|区|县|旗|州|盟)$")
_META = re.compile(r"[:：]|来源|发布|索引|浏览|字体|打印|当前位置|首页|>|》\s*$")
_SENTENCE = re.compile(r"[。；，;！？]")
_COVER = "《》【】[]“”\"'　 "

LONGEST_TITLE = 80
FAR = 25
"""Blocks from the top among which a title is looked for."""


def read_title(blocks: Sequence[Block]) -> Title | None:
    """The title: one to three consecutive short lines that end in 报告 and speak of 信息公开.

    ``blocks`` are those before the first section heading (or the first of the document). A title printed twice (page
    metadata, then the article) is taken where more of it stands.
    """
    lines = _lines(blocks)
    best: Title | None = None
    for i, (_paragraph, text) in enumerate(lines):
        if not _ANCHOR.search(_BLANK.sub("", text)) or len(text) > LONGEST_TITLE or _SENTENCE.search(text):
            continue
        for count in (1, 2, 3):
            group = lines[max(0, i - count + 1) : i + 1]
            if len(group) < count:
                break
            joined = "".join(_BLANK.sub("", t) for _, t in group).strip(_COVER)
            if "公开" not in joined or ("信息" not in joined and "政务" not in joined):
                continue
            title = _title(group, joined)
            if title is None:
                continue
            above = lines[i - count] if i - count >= 0 else None
            while (title.organ is None or title.year is None) and above is not None and len(title.lines) < 3:
                if not _joins(above[1], title) or above[0].index < group[0][0].index - 2:
                    break
                group = [above, *group]
                joined = "".join(_BLANK.sub("", t) for _, t in group).strip(_COVER)
                title = _title(group, joined) or title
                above = lines[i - len(group)] if i - len(group) >= 0 else None
            if above is not None and len(title.lines) == 2 and title.organ and _REGION.fullmatch(_BLANK.sub("", above[1])):
                group = [above, *group]  # 河北省清河县 / 农业农村局 / 2024年…: the organ's name takes two lines
                joined = "".join(_BLANK.sub("", t) for _, t in group).strip(_COVER)
                title = _title(group, joined) or title
            if best is None or _worth(title) > _worth(best):
                best = title
            break
    return best


def _lines(blocks: Sequence[Block]) -> list[tuple[Paragraph, str]]:
    out: list[tuple[Paragraph, str]] = []
    for block in blocks[:FAR]:
        if isinstance(block, Paragraph):
            if block.role in ("body", "textbox"):
                out += [(block, part) for part in block.text.split("\n") if part.strip()]
        elif isinstance(block, Table):
            texts = list(dict.fromkeys(c.text.strip() for c in block.cells if c.text.strip()))
            # A title set in a one-cell table, or in a metadata block.
            out += [(Paragraph(block.index, t, block.page), t) for t in texts if _ANCHOR.search(t)]
    return out


def _joins(text: str, title: Title) -> bool:
    """Whether a line above may be the title's first line: short, no sentence, no metadata."""
    bare = _BLANK.sub("", text)
    if not 2 <= len(bare) <= 40 or _SENTENCE.search(bare) or _META.search(bare):
        return False
    return bool(re.search(r"[\u4e00-\u9fff]", bare)) or bool(_YEAR.match(bare))


def _worth(title: Title) -> tuple[bool, bool, int]:
    return (title.organ is not None, title.year is not None, -len(title.lines))


def _title(group: Sequence[tuple[Paragraph, str]], joined: str) -> Title | None:
    tail = _TAIL.search(joined)
    if tail is None:
        return None
    head = joined[: tail.start()]
    year = None
    match = _YEAR.search(head)
    inner = tail["inner"] or tail["after"]
    if match and (match["degree"] or "年" in match[0] or match.end() == len(head) or match.start() == 0):
        year = year_value(match["year"])
        head = head[: match.start()] + head[match.end() :]
    elif inner:
        year = int(inner[:4])
    organ = head.strip(_COVER + "的：:-—·").removesuffix("关于") or None
    if organ and (organ.count("（") + organ.count("(") != organ.count("）") + organ.count(")")):
        organ = organ.strip("（）()") or None
    if organ and organ.endswith("人民") and tail["subject"].startswith("政府"):
        organ += "政府"  # …人民政府信息公开…: one 政府 printed for both
    if organ and (len(organ) < 2 or not re.search(r"[\u4e00-\u9fff]{2}", organ)):
        organ = None
    first, last = group[0][0], group[-1][0]
    text = joined if len(group) > 1 else group[0][1].strip()
    start = first.text.find(group[0][1]) if first is last else 0
    quote = group[0][1] if len(group) == 1 else last.text
    paragraph = first if len(group) == 1 else last
    span = (max(start, 0), max(start, 0) + len(quote)) if len(group) == 1 else (0, len(last.text))
    place = Place(section=0, page=paragraph.page, paragraph=paragraph.index, span=span, quote=quote)
    return Title(text, tuple(t.strip() for _, t in group), place, organ, year)


def year_value(text: str) -> int | None:
    """2023, 二〇二三 or 二○二三 -> 2023."""
    text = text.replace("○", "〇").replace("0", "〇") if not text.isascii() else text
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def kind_of(name: str | None, texts: Sequence[str], rules: Mapping[str, Any]) -> AgencyKind:
    """What kind of organ reports: from its name, else from how it speaks of itself; ``unknown`` allowed.

    ``rules`` is ``rules/agency_kinds.yml``; ``texts`` are the preamble and section one.
    """
    if name:
        bare = re.sub(r"[（(][^（）()]*[）)]$", "", _BLANK.sub("", name))
        for entry in rules["kinds"]:
            for exception in entry.get("except", ()):
                if _ends(bare, exception["suffixes"]) and not _ends(bare, exception.get("unless", ())):
                    return exception["kind"]  # type: ignore[no-any-return]
            if _ends(bare, entry["suffixes"]):
                return entry["kind"]  # type: ignore[no-any-return]
        if any(bare.endswith(r) and len(bare) > len(r) for r in rules["regions"]):
            return "government"
    counts: dict[str, int] = {}
    for text in texts:
        for entry in rules["self_references"]:
            counts[entry["kind"]] = counts.get(entry["kind"], 0) + sum(text.count(w) for w in entry["words"])
    ranked = sorted(((n, k) for k, n in counts.items() if n), reverse=True)
    if ranked and (len(ranked) == 1 or ranked[0][0] >= 2 * ranked[1][0]):
        return ranked[0][1]  # type: ignore[return-value]
    return "unknown"


def _ends(name: str, suffixes: Sequence[str]) -> bool:
    return any(name.endswith(s) for s in suffixes)
