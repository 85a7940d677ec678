"""Figures of the extractor on hand-labelled items: spans, links, numbers, articles, and every miss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.document import Paragraph
from checker.statutes.extract import extract

if TYPE_CHECKING:
    from checker.language import Language
    from checker.statutes.citations import Citation
    from checker.statutes.register import Register


@dataclass(slots=True)
class Tally:
    """Counts over items. A link, number or article is right where the citation found has it exactly."""

    items: int = 0
    gold: int = 0
    found: int = 0
    spans: int = 0
    titles: int = 0
    links: int = 0
    numbers: int = 0
    numbers_right: int = 0
    articles: int = 0
    articles_right: int = 0

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        return 2 * self.spans / (self.gold + self.found) if self.gold + self.found else 1.0

    def row(self) -> tuple[str, ...]:
        def share(right: int, of: int) -> str:
            return f"{right / of:.3f}" if of else "-"

        return (
            str(self.items), str(self.gold), str(self.found), f"{self.f1:.3f}",
            share(self.links, self.titles), share(self.numbers_right, self.numbers),
            share(self.articles_right, self.articles),
        )  # fmt: skip


@dataclass(slots=True)
class Result:
    """Tallies by trap and in all, and the misses as lines to read."""

    total: Tally = field(default_factory=Tally)
    traps: dict[str, Tally] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def items(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def evaluate(given: Iterable[Mapping[str, Any]], register: Register, language: Language) -> Result:
    """Runs the extractor on every item, each as a text of its own."""
    result = Result()
    for item in given:
        found = extract([(0, Paragraph(0, item["text"]))], register, language)
        tally = Tally(items=1)
        for miss in _compare(item["citations"], found, tally, register):
            result.misses.append(f"{item['id']} {item['trap']}: {miss}")
        result.total.add(tally)
        result.traps.setdefault(item["trap"], Tally()).add(tally)
    return result


def _compare(
    gold: list[dict[str, Any]], found: tuple[Citation, ...], tally: Tally, register: Register
) -> Iterator[str]:  # fmt: skip
    by_span = {c.place.span: c for c in found}
    wanted = {tuple(g["span"]) for g in gold}
    tally.gold, tally.found = len(gold), len(found)
    for g in gold:
        c = by_span.get((g["span"][0], g["span"][1]))
        tally.titles += 1
        tally.numbers += g["number"] is not None
        tally.articles += g["article"] is not None
        if c is None:
            yield f"not found {g['text']!r}"
            # a link can be right although the span is not
            c = next((o for o in found if o.place.span and _overlap(o.place.span, g["span"])), None)
            if c is None:
                continue
        else:
            tally.spans += 1
        work = register.by_title(g["resolved"]) if g["resolved"] else None
        wanted_id = (
            _alias(g["resolved"], register) if g["resolved"] and work is None else (work.id if work else None)
        )
        if c.resolved == wanted_id:
            tally.links += 1
        else:
            yield f"link of {g['text']!r}: {c.resolved} for {wanted_id}"
        if c.title != g["title"]:
            yield f"title of {g['text']!r}: {c.title!r} for {g['title']!r}"
        for key in ("number", "article"):
            if getattr(c, key) == g[key]:
                if g[key] is not None:
                    setattr(tally, f"{key}s_right", getattr(tally, f"{key}s_right") + 1)
            else:
                yield f"{key} of {g['text']!r}: {getattr(c, key)!r} for {g[key]!r}"
    for c in found:
        if c.place.span not in wanted:
            yield f"too much {c.text!r}"


def _overlap(a: tuple[int, int], b: list[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _alias(title: str, register: Register) -> str | None:
    """The benchmark's own names of yearly priorities."""
    from checker.statutes.extract_data import citation_data
    from checker.statutes.names import normalise_title

    target = citation_data().aliases.get(normalise_title(title)) or title.replace("政务公开", "政府信息公开")
    work = register.by_title(target)
    return work.id if work else title


CARRIERS = (
    "根据《{t}》编制本报告。",
    "按照《{t}》第三条的规定，我局更新目录。",
    "（依据《{t}》）",
    "认真落实《{t}》和上级要求。",
    "《{t}》",
    "依照《{t}》以及《城建档案利用须知》办理。",
    "“《{t}》”专题培训两次，参加80人。",
    "一是对照《{t}》（以下简称《甲》）逐条自查；",
    "组织学习《{t}》、《保密法》等。",
    "2023年起执行《{t}》，成效明显，未发生复议。",
)


def carriers(register: Register, language: Language, every: int = 1) -> tuple[int, list[str]]:
    """Registered titles (each ``every``-th) in ten contexts: how many were read, and what went wrong."""
    count, wrong = 0, []
    for index, work in enumerate(register.works()):
        if index % every:
            continue
        for carrier in CARRIERS:
            count += 1
            text = carrier.format(t=work.id)
            found = extract([(0, Paragraph(0, text))], register, language)
            if not any(c.resolved == work.id and c.title == work.id for c in found):
                wrong.append(text)
    return count, wrong
