"""W09: what the file carries besides its text – tracked changes, comments, hidden text, people in its properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Place
from checker.findings import Text


@check("W09")
def besides_the_text(ctx: Context) -> Iterator[Result]:
    """One finding for each sort of remains, one for the people named in the properties (masked)."""
    names = ctx.rules.file("names.yml")["revisions"]
    tracked = [r for r in ctx.document.revisions if r.kind in ("insertion", "deletion")]
    for variant, items in (
        ("tracked", tracked),
        ("comments", [r for r in ctx.document.revisions if r.kind == "comment"]),
        ("hidden", [r for r in ctx.document.revisions if r.kind == "hidden"]),
    ):
        if not items:
            continue
        first = next((r for r in items if r.block is not None), items[0])
        # The words themselves may be what nobody was to see: they are counted, not quoted.
        place = Place(paragraph=first.block, section=ctx.section_of(first.block)) if first.block is not None else None
        yield ctx.finding("W09", place, variant=variant, count=len(items), what=Text(**names[variant]))
    data = ctx.rules.file("wording/properties.yml")
    people = [(k, v) for k, v in ctx.document.properties if k in data["names"] and is_person(v, data)]
    if people:
        told = dict.fromkeys(
            Text(*(f"{names['properties'][k][lang]} {masked_name(v)}" for lang in ("zh", "en"))) for k, v in people
        )
        place = Place(quote=masked_name(people[0][1]), masked=True)
        yield ctx.finding("W09", place, variant="properties", names=list(told))


def is_person(value: str, data: Mapping[str, Any]) -> bool:
    """Whether a property's value is a person's name, and not software, an organisation or an account."""
    value = value.strip()
    if re.fullmatch(r"[\u4e00-\u9fff][\u4e00-\u9fff· ]{0,3}[\u4e00-\u9fff]", value):
        return value[0] in data["surnames"] and not any(w in value for w in data["not_names"])
    if re.search(data["latin_not_names"], value, re.IGNORECASE):
        return False
    words = re.split(r"[ .·,-]+", value.lower())
    if len(words) not in (2, 3) or not any(w in data["latin_surnames"] for w in (words[0], words[-1])):
        return False
    return all(re.fullmatch(data["syllables"], w) for w in words)


def masked_name(value: str) -> str:
    """张三丰 -> 张**, Li Hua -> L* ***."""
    value = value.strip()
    return value[0] + re.sub(r"\S", "*", value[1:])
