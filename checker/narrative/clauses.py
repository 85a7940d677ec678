"""Cuts a section into clauses (labelling guide, unit 1): pure, linear, deaf to wrapping, widths and lost enumerators."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from checker.narrative.data import pattern, table
from checker.narrative.fold import Folded, fold

Heading = Literal["problem", "measure", "both"]

ENDS = "。；！？"
OPENERS = {"“": "”", "《": "》", "（": "）", "〔": "〕", "〈": "〉", "「": "」"}
_MARKS = re.compile(f"[{ENDS}{''.join(OPENERS)}{''.join(OPENERS.values())}]")
LONGEST_QUOTE = 80
"""A quotation or bracket that is not closed within so many characters is taken for a stray mark."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``text`` as printed, ``span`` in the section's text, ``folded`` for reading by machines.

    ``heading`` is set for a line that is a heading; ``closing`` is the punctuation that ended the clause; ``cut`` says
    whether it began at a comma; ``label`` is the kind of the heading that the clause itself begins with (改进情况：…) and
    ``begins`` where in ``folded`` the words after it begin.
    """

    text: str
    span: tuple[int, int]
    folded: str
    heading: Heading | None = None
    closing: str = ""
    cut: bool = False
    label: Heading | None = None
    begins: int = 0

    @property
    def body(self) -> str:
        """What is said after the label, if there is one."""
        return self.folded[self.begins :]


@dataclass(frozen=True, slots=True)
class _Rules:
    enumerator: re.Pattern[str]
    headings: dict[Heading, re.Pattern[str]]
    longest: int
    labels: dict[Heading, re.Pattern[str]]
    shortest: int
    lead_in: re.Pattern[str]
    problem: re.Pattern[str]
    turn: re.Pattern[str]
    barred: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = table("splitting")

    def made(text: str) -> re.Pattern[str]:
        return pattern(text, "splitting")

    def kinds(raw: Mapping[str, str]) -> dict[Heading, re.Pattern[str]]:
        order: tuple[Heading, ...] = ("both", "measure", "problem")
        return {kind: made(raw[kind]) for kind in order}

    marks, comma = data["enumerators"], data["comma"]
    barred = "".join(re.escape(c) for c in marks["not_after"])
    return _Rules(
        made(f"(?P<any>(?<![{barred}])(?:{'|'.join(marks['anywhere'])}))|(?P<broken>{'|'.join(marks['after_break'])})"),
        kinds(data["headings"]), int(data["headings"]["longest"]), kinds(data["labels"]), int(data["lead_ins"]["shortest"]),
        made(data["lead_ins"]["ends"]), made(comma["problem"]), made(comma["turn"]), made(comma["not_after"]),
    )  # fmt: skip


def split(text: str, *, numbered: bool = True) -> list[Clause]:
    """The clauses of a section in reading order; empty for a text without any letter.

    Not ``numbered``: as if the text had been written without enumerators, whether it has any or not.
    """
    folded = fold(text)
    if folded.text and not numbered:
        folded = _plain(folded)
    if not folded.text:
        return []
    bodies, heads = _cuts(folded)
    out = []
    for start, end in bodies:
        clause = _clean(text, folded, start, end, heads.get(start), start in heads and heads[start] == "cut")
        if clause is not None:
            out.append(clause)
    return out


def has_enumerators(text: str) -> bool:
    """Whether the text read without its enumerators differs from the text as it is."""
    return bool(_marks(fold(text)))


@lru_cache(maxsize=8)
def _marks(folded: Folded) -> tuple[tuple[int, int], ...]:
    """The ranges of the enumerators: some wherever they stand, others where a clause may begin."""
    text = folded.text
    held = _quoted(text)
    breaks = {0, *folded.lines}
    out = []
    for found in _rules().enumerator.finditer(text):
        at = found.start()
        if held[at] and text[at] != "（":
            continue
        if found["any"] or at in breaks or text[at - 1] in "。；！？：，":
            breaks.add(found.end())
            out.append(found.span())
    return tuple(out)


def _plain(folded: Folded) -> Folded:
    """The same text without its enumerators."""
    gone = {i for a, b in _marks(folded) for i in range(a, b)}
    kept = [i for i in range(len(folded.text)) if i not in gone]
    lines = (bisect_left(kept, line) for line in folded.lines)
    return Folded(
        "".join(folded.text[i] for i in kept), tuple(folded.at[i] for i in kept),
        tuple(sorted({line for line in lines if 0 < line < len(kept)})),
    )  # fmt: skip


def _clean(text: str, folded: Folded, start: int, end: int, head: str | None, cut: bool) -> Clause | None:
    """The clause between two cuts with its enumerator and its closing punctuation taken off."""
    rules = _rules()
    body = folded.text
    while start < end:
        found = rules.enumerator.match(body, start, end)
        if found is None:
            break
        start = found.end()
    last = end
    while last > start and body[last - 1] in "。；！？：，、":
        last -= 1
    while start < last and body[start] in "。；！？：，、”":
        start += 1
    if start >= last:
        return None
    a, b = folded.span(start, last)
    heading: Heading | None = head if head in ("problem", "measure", "both") else None  # type: ignore[assignment]
    said = body[start:last]
    if heading is None and _heading(said, rules.headings) is not None and body[last:end][:1] == "：":
        heading = _heading(said, rules.headings)
    label, begins = (None, 0) if heading is not None else _label(said)
    return Clause(text[a:b], (a, b), said, heading, body[last:end][:1], cut, label, begins)


def _label(said: str) -> tuple[Heading | None, int]:
    """The heading with which a clause begins, and where its words begin (改进情况：…)."""
    for kind, form in _rules().labels.items():
        found = form.match(said)
        if found is not None and found.end() < len(said):
            return kind, found.end()
    return None, 0


def _cuts(folded: Folded) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Ranges between cuts; for some starts, what begins there: a heading of some kind, or a "cut" at a comma."""
    rules = _rules()
    text = folded.text
    held = _quoted(text)
    hard, heads = _hard_lines(folded)
    cuts = {0, len(text), *hard, *(start for start, _ in _marks(folded))}
    previous = 0
    for i, char in enumerate(text):
        if i in cuts:
            previous = i
        if held[i]:
            continue
        if char in ENDS:
            stop = i + 1
            while stop < len(text) and text[stop] in "”》）":
                stop += 1
            cuts.add(stop)
            previous = stop
        elif char == "：" and i + 1 < len(text) and i - previous >= rules.shortest and rules.lead_in.search(text[max(previous, i - 40) : i]):
            cuts.add(i + 1)
            previous = i + 1
        elif char == "，" and i - previous >= 4 and rules.turn.match(text[i + 1 : i + 40]):
            before = text[previous:i]
            if rules.barred.search(before) or not rules.problem.search(before):
                continue
            if any(c in cuts for c in range(i + 2, min(i + 9, len(text)))):
                continue  # 今后，一是…: the turn belongs to the enumeration
            cuts.add(i + 1)
            heads[i + 1] = "cut"
            previous = i + 1
    edges = sorted(cuts)
    return list(itertools.pairwise(edges)), heads


@lru_cache(maxsize=8)
def _quoted(text: str) -> bytes:
    """For each character whether it stands inside a pair of quotation marks or brackets."""
    held = bytearray(len(text))
    stack: list[tuple[str, int]] = []
    for found in _MARKS.finditer(text):
        i, char = found.start(), found[0]
        if char in OPENERS:
            stack.append((OPENERS[char], i))
            if len(stack) > 4:
                stack.pop(0)
        elif stack and char == stack[-1][0]:
            _, start = stack.pop()
            if i - start <= LONGEST_QUOTE:
                held[start + 1 : i] = b"\1" * (i - start - 1)
        elif char in ENDS and stack and i - stack[0][1] > LONGEST_QUOTE:
            stack.clear()
    return bytes(held)


def _hard_lines(folded: Folded) -> tuple[set[int], dict[int, str]]:
    """Line ends at which a clause ends, and the headings found; other line ends only wrap a sentence."""
    rules = _rules()
    text = folded.text
    edges = [0, *folded.lines, len(text)]
    hard: set[int] = set()
    heads: dict[int, str] = {}
    widest = max(b - a for a, b in itertools.pairwise(edges))
    before = 0
    for start, end in itertools.pairwise(edges):
        mark = rules.enumerator.match(text, start, end)
        if mark is not None and start:
            hard.add(start)
        body_start = mark.end() if mark is not None else start
        body = text[body_start:end].rstrip("。；：！？")
        kind = _heading(body, rules.headings) if len(body) <= rules.longest else None
        begins = start == 0 or start in hard or text[start - 1] in "。；：！？" or (start - before) * 4 < widest * 3
        before = start
        if kind is not None and (begins or mark is not None):
            heads[start] = kind
            hard.update((start, end))
        elif text[end - 1] in ENDS or (text[end - 1] == "：" and begins and len(body) <= rules.longest):
            hard.add(end)
        elif begins and len(body) <= rules.longest and "，" not in body and (end - start) * 2 < widest and end < len(text):
            hard.add(end)  # （一）强化组织保障, alone on its line
    hard -= {0, len(text)}
    return hard, heads


def _heading(body: str, headings: dict[Heading, re.Pattern[str]]) -> Heading | None:
    for kind, form in headings.items():
        if form.search(body):
            return kind
    return None


def at(text: str, spans: Sequence[tuple[int, int]]) -> list[Clause]:
    """Clauses at known boundaries (labelled by hand), with what the splitter would have seen round them."""
    rules = _rules()
    out = []
    for i, (start, end) in enumerate(spans):
        until = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        body = fold(text[start:end]).text
        closing = fold(text[end:until]).text[:1]
        alone = closing != "，" and len(body) <= rules.longest
        cut = i > 0 and fold(text[spans[i - 1][1] : start]).text == "，"
        heading = _heading(body, rules.headings) if alone else None
        label, begins = (None, 0) if heading is not None else _label(body)
        out.append(Clause(text[start:end], (start, end), body, heading, closing, cut, label, begins))
    return out
