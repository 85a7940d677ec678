"""Rules made of data alone: RE2 patterns of the rule book, ours and an office's own, looked for in every sentence.

RE2 takes time linear in the text whatever the pattern. What a pattern's first group holds is quoted, else the whole
match; a sentence in which ``unless`` matches is excused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from checker.checks.context import Context
from checker.checks.passages import Passage, every_text, running_text
from checker.checks.registry import PATTERNS, Result, check
from checker.rulebook import Pattern

_CACHED: Final = 8  # a process sees the shipped rules and an office's own


@lru_cache(maxsize=_CACHED)
def _compiled(patterns: tuple[Pattern, ...]) -> tuple[Any, tuple[tuple[Any, Any], ...]]:
    """All patterns at once (which of them match at all), and each alone with what excuses it."""
    import re2

    together = re2.Set.SearchSet()
    for pattern in patterns:
        together.Add(pattern.text)
    together.Compile()
    single = tuple((re2.compile(p.text), re2.compile(p.unless) if p.unless else None) for p in patterns)
    return together, single


@check(PATTERNS)
def patterns(ctx: Context) -> Iterator[Result]:
    """Findings of every selected rule that has patterns; one a sentence and rule."""
    rules = [r for r in ctx.rules.rules.values() if r.patterns and r.scope == "report" and ctx.selected(r.id)]
    pairs = [(rule, p) for rule in rules for p in rule.patterns]
    if not pairs:
        return
    together, single = _compiled(tuple(p for _, p in pairs))
    placed = {(p.paragraph.index, p.section) for p in running_text(ctx, title=True) if p.paragraph}
    for passage in every_text(ctx):
        inside = passage.paragraph is not None and (passage.paragraph.index, passage.section) in placed
        for start, end in ctx.language.sentences(passage.text):
            sentence = passage.text[start:end]
            told = set()
            for index in sorted(together.Match(sentence) or ()):
                rule, pattern = pairs[index]
                if rule.id in told or (pattern.sections is not None and not _within(passage, pattern, inside)):
                    continue
                find, unless = single[index]
                if unless is not None and unless.search(sentence):
                    continue
                match = find.search(sentence)
                if match is None:
                    continue
                group = 1 if find.groups and match.group(1) is not None else 0
                a, b = match.span(group)
                told.add(rule.id)
                place = passage.place(start + a, start + b)
                yield ctx.finding(
                    rule.id, place, variant=pattern.message, expected=pattern.expected, actual=place.quote
                )


def _within(passage: Passage, pattern: Pattern, inside: bool) -> bool:
    return inside and passage.section in (pattern.sections or ())
