"""Whose numbers: the reporter itself, a wider area, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from checker.statements.tokens import Token
from checker.statements.words import words

_PLACE: Final = re.compile(r"(?:[^省市区县旗州盟]{1,6}[省市区县旗州盟])+")
_SHORT: Final = 8  # a name in short has no more characters
NAME_TOKENS: Final = 12  # an organ's name is at most so many words


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: decides whether 全市 or a named office is the reporter itself."""

    agency: str
    kind: str

    def is_self(self, name: str) -> bool:
        """Whether a printed name (of two characters or more) is the reporter or a short form of it."""
        if len(name) < 2 or not self.agency:
            return False
        base = self.agency.removesuffix("办事处").removesuffix("人民政府")
        short = self.agency.replace("人民政府", "政府").removesuffix("公室").removesuffix("公厅")
        own = [o for o in (self.agency, base, self.agency.replace("人民政府", "政府"), short) if o]
        if any(o.endswith(name) or name.endswith(o) for o in own):
            return True
        return len(name) == 2 and name[0] in words("levels") and self.agency.endswith(name[1])

    def short(self, name: str) -> bool:
        """Whether a name with its level is the agency's in short: 市人社局 for 临江市人力资源和社会保障局."""
        place = _PLACE.match(self.agency)
        if len(name) < 3 or place is None or name[0] not in words("levels") or name[0] != place[0][-1]:
            return False
        organ, rest = self.agency[place.end() :], name[1:]
        letters = iter(organ)
        return (rest[0], rest[-1]) == (organ[:1], organ[-1:]) and all(c in letters for c in rest)

    def area(self, mark: str) -> str:
        """Whether 全市, 全区 … is the reporter itself ("self") or wider or open ("wide")."""
        if self.kind in ("government", "township"):
            base = self.agency.removesuffix("人民政府").removesuffix("政府").removesuffix("办事处")
            if base.endswith(mark) or (mark == "区" and base.endswith(("管委会", "管理委员会"))):
                return "self"
        return "wide"


def scope_of(tokens: Sequence[Token], at: int, reporter: Reporter) -> str | None:
    """self, wide or part as the word at ``at`` says; None where it says nothing."""
    token = tokens[at]
    if "unit" in token.tags:
        name = token.text
        for before in reversed(tokens[max(0, at - NAME_TOKENS) : at]):
            if before.end != token.start - (len(name) - len(token.text)) or before.sort not in (
                "text",
                "word",
            ):
                break
            if before.tags.get("scope") == "self":
                return "self"
            if before.sort == "word" and not (
                before.tags.keys() & {"unit", "subject", "about", "topic", "foreign"}
            ):
                break
            name = before.text + name
        if any(t.tags.get("scope") == "part" for t in tokens[max(0, at - 3) : at]):
            return "part"
        return "self" if reporter.is_self(name) or _in_short(tokens, at, reporter) else "part"
    scope = token.tags["scope"]
    if (
        scope == "self"
        and len(token.text) == 2
        and token.text[0] in "我本"
        and token.text[1] in words("levels")
    ):
        return "wide" if reporter.kind == "department" else "self"
    if scope == "self" and token.text in words("offices") and reporter.kind == "government":
        return "part"  # in a government's report its office
    if scope == "part" and _everyone(tokens, at):
        return "self"
    if scope == "wide":
        return reporter.area(token.tags["area"])
    if scope == "levels":
        return "self" if reporter.kind in ("government", "unknown", "township") else "wide"
    return scope


def _in_short(tokens: Sequence[Token], at: int, reporter: Reporter) -> bool:
    """Whether the words that end at ``at`` end with the agency's name in short."""
    first = at
    while first and at - first < NAME_TOKENS and tokens[first - 1].sort in ("text", "word"):
        if tokens[first - 1].end != tokens[first].start:
            break
        first -= 1
    printed = "".join(t.text for t in tokens[first : at + 1])
    return any(reporter.short(printed[k:]) for k in range(max(0, len(printed) - _SHORT), len(printed)))


def _everyone(tokens: Sequence[Token], at: int) -> bool:
    """全区各部门、镇街: departments and townships together are the whole."""
    names = [t.text for t in tokens[: at + 1] if t.tags.get("scope") == "part"]
    whole = any(
        t.tags.get("scope") in ("wide", "levels") or "本级" in t.text or t.text in words("governments")
        for t in tokens[:at]
    )
    return (
        whole
        and any("部门" in n or "单位" in n for n in names)
        and any(n[-1] in "镇乡街道区县" for n in names)
    )
