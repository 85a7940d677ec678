"""The labelled narratives: ``corpus/narratives.jsonl`` and files in the same form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.errors import RuleBookError
from checker.findings import Text
from checker.narrative.clauses import Clause, split


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause as labelled by hand. ``answers`` are indices of clauses."""

    text: str
    span: tuple[int, int]
    role: str
    specificity: str | None
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """One labelled section. ``kind`` is annual_report unless the file says otherwise."""

    id: str
    group: str
    text: str
    clauses: tuple[Gold, ...]
    label: str
    reasons: tuple[str, ...]
    borderline: bool
    kind: str
    linked: bool
    """Whether the file records which problems a measure answers."""

    @property
    def weak(self) -> bool:
        return self.label == "weak"


def read(path: Path) -> list[Narrative]:
    """The narratives of a JSONL file. Raises RuleBookError with the line where one is damaged."""
    out = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleBookError(str(path), None, Text(f"语料读不了：{problem}", f"the corpus cannot be read: {problem}")) from None
    for number, line in enumerate(lines, 1):
        try:
            out.append(_narrative(json.loads(line)))
        except (ValueError, KeyError, TypeError) as problem:
            told = Text(f"不是一条完整的标注：{problem}", f"no complete label: {problem}")
            raise RuleBookError(str(path), number, told) from None
    return out


def _narrative(raw: Mapping[str, Any]) -> Narrative:
    text = str(raw["text"])
    clauses = []
    position = 0
    for c in raw["clauses"]:
        if "span" in c:
            start, end = c["span"]
        else:
            start = text.index(c["text"], position)
            end = start + len(c["text"])
        if text[start:end] != c["text"]:
            raise ValueError(f"{raw['id']}: span {start}-{end} does not hold the clause")
        position = start
        clauses.append(Gold(c["text"], (start, end), c["role"], c.get("specificity"), tuple(c.get("answers") or ())))
    return Narrative(
        str(raw["id"]), str(raw["group"]), text, tuple(clauses), str(raw["label"]), tuple(raw["reasons"]),
        bool(raw["borderline"]), str(raw.get("kind", "annual_report")),
        any("answers" in c and c["answers"] is not None for c in raw["clauses"]),
    )  # fmt: skip


OVERLAP = 0.8
"""Share of characters that two clauses must have in common to be taken for the same."""

JOINT = 0.7
"""Share of a found clause that the labelled ones in it must make up (the rest are enumerators)."""


def aligned(text: str, gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Gold index → found index where the clauses overlap by OVERLAP of their joint printed characters."""
    out: dict[int, int] = {}
    j = 0
    for i, (a, b) in enumerate(gold):
        while j < len(found) and found[j][1] <= a:
            j += 1
        for k in range(j, len(found)):
            c, d = found[k]
            if c >= b:
                break
            joint, union = _size(text, max(a, c), min(b, d)), _size(text, min(a, c), max(b, d))
            if joint >= OVERLAP * union:
                out[i] = k
                break
    return out


def _size(text: str, start: int, end: int) -> int:
    return sum(not c.isspace() for c in text[start:end])


def merged(narrative: Narrative, found: Sequence[Clause]) -> dict[int, Gold]:
    """Found index → what the labelled clauses in it say together, their answers as found indices.

    A found clause may hold several labelled ones (without enumerators) of one role, headings apart; one that holds half a
    labelled clause, or a problem and a measure, has no label.
    """
    text = narrative.text
    inside: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    j = 0
    for i, gold in enumerate(narrative.clauses):
        a, b = gold.span
        while j < len(found) and found[j].span[1] <= a:
            j += 1
        for k in range(j, len(found)):
            c, d = found[k].span
            if c >= b:
                break
            if _size(text, max(a, c), min(b, d)) >= OVERLAP * _size(text, a, b):
                inside.setdefault(k, []).append(i)
                home[i] = k
                break
    out: dict[int, Gold] = {}
    for k, held in inside.items():
        c, d = found[k].span
        golds = [narrative.clauses[i] for i in held]
        roles = {g.role for g in golds} - {"other"}
        covered = sum(_size(text, max(c, g.span[0]), min(d, g.span[1])) for g in golds)
        if len(roles) > 1 or covered < JOINT * _size(text, c, d):
            continue
        role = roles.pop() if roles else "other"
        marks = {g.specificity for g in golds if g.role == role}
        specificity = None if role == "other" else "specific" if "specific" in marks else "vague"
        answers = sorted({home[a] for g in golds for a in g.answers if a in home})
        out[k] = Gold(found[k].text, (c, d), role, specificity, tuple(answers))
    return out


def cut(narrative: Narrative) -> tuple[list[Clause], dict[int, int]]:
    """The clauses that the splitter finds, and gold index → found index."""
    found = split(narrative.text)
    return found, aligned(narrative.text, [c.span for c in narrative.clauses], [c.span for c in found])
