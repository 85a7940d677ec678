"""W04: half- and full-width forms, brackets and quotes, how numbers are written in cells. Told once a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from checker.checks.context import Context
from checker.checks.passages import Passage, inside, sure_text
from checker.checks.registry import Result, check
from checker.document import Place
from checker.findings import Text
from checker.report.model import FormCell
from checker.report.numbers import parse_cell

_WIDE: Final = "\u4e00-\u9fff（）《》〈〉“”‘’【】〔〕「」"
_MARK: Final = re.compile(
    rf"(?<=[{_WIDE}])[,;:!?](?![\w/\\-]*\.[a-z])"  # behind Chinese
    rf"|(?<=[0-9A-Za-z%％])[,;!?](?=[{_WIDE}])|(?<=[0-9%％]):(?=[{_WIDE}])"  # before Chinese
    rf"|(?<=[{_WIDE}])\.(?=[\u4e00-\u9fff“《（]|\s*$)"
)
_LINK: Final = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+|[\w.+-]{1,64}@[\w.-]+|&#?\w{2,8};", re.ASCII)
"""Addresses, and what conversion leaves of HTML."""
_WIDE_DIGIT: Final = re.compile(r"[０-９]+")
_DIGIT: Final = re.compile(r"[0-9]")
_PAIRS: Final = {"）": "（", ")": "(", "】": "【", "〕": "〔", "]": "[", "”": "“", "’": "‘", "」": "「", "』": "『"}
_OPEN: Final = frozenset(_PAIRS.values())
_BRACKETS: Final = re.compile("[" + re.escape("".join([*_PAIRS, *_OPEN])) + "]")
_ITEM: Final = re.compile(r"(?:^|[。；;：:，,、\s）)])[\dA-Za-z一二三四五六七八九十①-⑳]{1,3}$")
_LATIN: Final = re.compile(r"[A-Za-z]")

Hit = tuple[str, Place]
"""kind of trouble, where"""


@check("W04")
def widths(ctx: Context) -> Iterator[Result]:
    """One finding for the file: each kind with its number and first place."""
    passages, skipped = sure_text(ctx, "W04")
    yield from skipped
    hits = [*_marks(passages), *_digits(passages), *_pairs(passages), *_cells(ctx)]
    if not hits:
        return
    names: Mapping[str, Mapping[str, str]] = ctx.rule("W04").params["kinds"]
    kinds: dict[str, list[Place]] = {}
    for kind, place in hits:
        kinds.setdefault(kind, []).append(place)
    listed = [(names[k], places) for k, places in kinds.items()]
    ordered = sorted((p for _, places in listed for p in places[:1]), key=lambda p: p.order())
    yield ctx.finding(
        "W04", ordered[0], related=tuple(ordered[1:]), actual=ordered[0].quote,
        kinds=[
            Text(f"{n['zh']} {len(p)} 处（如“{p[0].quote}”）", f"{len(p)} × {n['en']} (first: {p[0].quote})")
            for n, p in listed
        ],
        details={"kinds": [{"kind": k, "count": len(p), "first": p[0].quote} for k, p in kinds.items()]},
    )  # fmt: skip


def _around(passage: Passage, start: int, end: int) -> Place:
    """A place with a little of its surroundings, so that the quote can be found."""
    return passage.place(max(passage.start, start - 3), min(len(passage.text), end + 3))


def _marks(passages: Sequence[Passage]) -> Iterator[Hit]:
    for passage in passages:
        links = [m.span() for m in _LINK.finditer(passage.text)]
        for m in _MARK.finditer(passage.text, passage.start):
            if not inside(links, m.start()):
                yield "mark", _around(passage, m.start(), m.end())


def _digits(passages: Sequence[Passage]) -> Iterator[Hit]:
    """Full-width digits where the text also writes half-width ones."""
    mixed = any(_DIGIT.search(p.text, p.start) for p in passages)
    if not mixed:
        return
    for passage in passages:
        for m in _WIDE_DIGIT.finditer(passage.text, passage.start):
            yield "digit", _around(passage, m.start(), m.end())


def _pairs(passages: Sequence[Passage]) -> Iterator[Hit]:
    """Brackets and quotes without a partner, and pairs of half-width brackets in a text that uses full-width ones.

    What is opened in one paragraph may be closed in the next (a page ends, a quotation runs on).
    """
    waiting: dict[int | None, list[tuple[Passage, int, str]]] = {}
    half: list[Hit] = []
    full = False
    found: list[Hit] = []
    for passage in passages:
        stack: list[tuple[Passage, int, str]] = waiting.setdefault(passage.section, [])
        for m in _BRACKETS.finditer(passage.text, passage.start):
            at, c = m.start(), m[0]
            full = full or c in "（）"
            if c in _OPEN:
                stack.append((passage, at, c))
                continue
            if c in "’)" and _no_mark(passage.text, at, c):
                continue
            partner = _PAIRS[c]
            i = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 4), -1) if stack[i][2] == partner), None)
            if i is not None and _near(stack[i][0], passage):
                found += [("pair", _around(p, a, a + 1)) for p, a, o in stack[i + 1 :] if not _numbered(p.text, a, o)]
                if c == ")" and _chinese(passage, stack[i][0], stack[i][1], at):
                    half.append(("bracket", _around(passage, at, at + 1)))
                del stack[i:]
            elif not _enumerates(passage.text, at, c) and not _numbered(passage.text, at, c):
                found.append(("pair", _around(passage, at, at + 1)))
                if stack and stack[-1][0] is passage and (stack[-1][2], c) in _CROSSED:
                    stack.pop()  # （图解): one fault, told where it ends
    for stack in waiting.values():
        found += [("pair", _around(p, a, a + 1)) for p, a, c in stack if not _numbered(p.text, a, c)]
    yield from found
    if full:
        yield from half


_CROSSED: Final = {("（", ")"), ("(", "）"), ("【", "]"), ("[", "】"), ("“", "’"), ("‘", "”"), ("(", "〕"), ("〔", ")"), ("[", "〕")}


def _no_mark(text: str, at: int, c: str) -> bool:
    """An apostrophe between Latin letters, the face of a smiley …: no closing mark of ours."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return c == "’" and bool(_LATIN.match(before)) and (not after or bool(_LATIN.match(after)))


def _enumerates(text: str, at: int, c: str) -> bool:
    """1） 一) a) at the head of a point."""
    return c in "）)" and bool(_ITEM.search(text[max(0, at - 4) : at] if at >= 4 else text[:at]))


def _numbered(text: str, at: int, c: str) -> bool:
    """A bracket round the year of a document's number: web pages lose its partner, rule L07 judges its form."""
    beside = text[at + 1 : at + 2] if c in _OPEN else text[at - 1 : at]
    return c in "〔〕[]【】" and beside.isdigit()


def _near(opened: Passage, here: Passage) -> bool:
    if opened is here:
        return True
    if opened.paragraph is None or here.paragraph is None:
        return False
    return here.paragraph.index - opened.paragraph.index <= 2


def _chinese(passage: Passage, opened: Passage, start: int, end: int) -> bool:
    """Whether a half-width pair stands among Chinese and holds some."""
    if opened is not passage:
        return False
    inner, before = passage.text[start + 1 : end], passage.text[max(0, start - 1) : start]
    return bool(re.search(r"[\u4e00-\u9fff]", inner)) and (not before or bool(re.match(f"[{_WIDE}]", before)))


def _cells(ctx: Context) -> Iterator[Hit]:
    """Cells of the statutory tables whose number is not written in plain digits."""
    for table in ctx.report.tables.values():
        hits: list[Hit] = []
        for key, cell in table.cells.items():
            style = _style(cell, key in table.units or table.key != "disclosure" or not _money(key))
            hits += [(kind, cell.place) for kind in style]
        yield from sorted(hits, key=lambda hit: hit[1].order())


def _money(key: tuple[str, str]) -> bool:
    return key[1] == "amount"


def _style(cell: FormCell, unit_is_printed: bool) -> Sequence[str]:
    """Kinds of trouble in one cell; an amount may carry its unit where the form prints none."""
    if cell.state != "read":
        return ()
    style: dict[str, Any] = dict.fromkeys(parse_cell(cell.printed).style)
    kinds = [f"cell_{s}" for s in ("full_width", "chinese") if s in style]
    if "unit" in style and unit_is_printed:
        kinds.append("cell_unit")
    return kinds
