"""The keyword baseline: the same answer as the classifier's, by the expressions of ``rules/narrative/baseline.yml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from checker.narrative.clauses import Clause, split
from checker.narrative.data import pattern, table
from checker.narrative.pairing import topics
from checker.narrative.section import is_weak, reasons


@dataclass(frozen=True, slots=True)
class Guess:
    """A clause as the expressions see it."""

    span: tuple[int, int]
    role: str
    specificity: str | None
    answers: tuple[int, ...] = ()


@cache
def _forms() -> tuple[dict[str, re.Pattern[str]], frozenset[str]]:
    data = table("baseline")
    forms = {name: pattern(text, "baseline") for name, text in data.items() if isinstance(text, str)}
    return forms, frozenset(data["common"])


def guess(text: str) -> tuple[list[Guess], bool]:
    """The clauses as the expressions see them, and whether the section is weak."""
    clauses = split(text)
    roles = _roles(clauses)
    objects = [_objects(c.body) for c in clauses]
    problems = [i for i, role in enumerate(roles) if role == "problem"]
    out: list[Guess] = []
    for i, (clause, role) in enumerate(zip(clauses, roles, strict=True)):
        answers: tuple[int, ...] = ()
        if role == "measure":
            every = _forms()[0]["all"].search(clause.body) is not None
            answers = tuple(p for p in problems if every or objects[i] & objects[p])
        out.append(Guess(clause.span, role, _specificity(clause.body, role), answers))
    return out, is_weak(reasons(out))


def _roles(clauses: Sequence[Clause]) -> list[str]:
    """Roles from the words of each clause and from the heading or the turn of phrase under which it stands."""
    forms = _forms()[0]
    roles: list[str] = []
    under = "none"
    for clause in clauses:
        text = clause.body
        if clause.heading is not None or clause.label is not None:
            under = clause.heading or clause.label or under
        if clause.heading is not None:
            roles.append("other")
            continue
        if forms["turn"].search(text):
            under = "measure"
        elif forms["back"].search(text):
            under = "problem"
        wrong, done = forms["problem"].search(text), forms["measure"].search(text)
        praised = forms["praise"].search(text)
        faulty = forms["fault"].search(text)
        pointer = (
            forms["pointer"].search(text) or clause.closing == "："
            or (len(text) < 30 and not faulty and forms["ends"].search(text))
        )  # fmt: skip
        if pointer or forms["nothing"].search(text):
            roles.append("other")
        elif under == "measure":
            roles.append("problem" if faulty and not forms["all"].search(text) else "measure")
        elif wrong and not (praised and not faulty):
            roles.append("problem")
        elif under == "problem":
            roles.append("problem" if not done else "measure")
        else:
            roles.append("measure" if done and not praised else "other")
    return roles


def _specificity(text: str, role: str) -> str | None:
    """Specific where something checkable is named."""
    if role == "other":
        return None
    forms = _forms()[0]
    told = forms["blank"].sub("", text)
    named = forms["checkable"].search(told) or forms[f"{role}_checkable"].search(told)
    if not named and role == "problem" and not forms["fault"].search(told):
        named = forms["object"].search(told)
    return "specific" if named else "vague"


def _objects(text: str) -> frozenset[str]:
    """What a clause is about: its topics, and the strings of two characters that are not common."""
    grams = frozenset(text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalpha())
    return topics(text) | (grams - _forms()[1])
