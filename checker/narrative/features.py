"""What the classifiers see of a clause: words, character n-grams, countable features, and its neighbours.

Everything is read from folded text and never from an enumerator, so that wrapping and widths move nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from checker.narrative.clauses import Clause
from checker.narrative.data import pattern, table

Words = Callable[[str], list[tuple[str, int]]]
"""Text to words with their offsets (``Language.words``)."""

PUNCTUATION = frozenset("，。；：！？、“”《》（）〔〕〈〉「」—-·…/")
DIGITS = re.compile(r"\d[\d.,]*")
MARKERS = frozenset("0123456789《“" + "一二三四五六七八九十两百")
"""Characters without one of which no pattern can match."""
CONCRETE = ("deliverable", "owner", "narrow_object", "cause", "frequency", "deadline", "count", "count_in_words", "named_document", "quoted_name", "explains", "venue", "named_mechanism")
STOCK = ("whole_area", "stock_predicate", "stock_measure", "generic_cause")
NEIGHBOUR = (
    "problem_cue", "measure_cue", "achievement_cue", "nothing_cue", "transition_cue", "mend_all", "stock_predicate",
    "stock_measure", "deliverable", "number", "year",
)  # fmt: skip
OPENING = 3
"""How many words at the beginning of a clause count as its opening."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One clause as seen by itself: ``words`` and ``grams`` are distinct features, ``flags`` the groups that it holds,
    ``terms`` its content words for pairing, ``counts`` how often each group occurs. ``segments`` counts the kinds of its
    stretches between commas: a clause is specific when one stretch is, whatever stands round it."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    flags: frozenset[str]
    terms: frozenset[str]
    counts: dict[str, int]
    segments: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """The features of one clause in its place, in three blocks of their own scale."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    flags: tuple[str, ...]

    def blocks(self) -> tuple[tuple[tuple[str, ...], float], ...]:
        """Each block with the value of each of its features: a clause's length must not raise its score."""
        return (
            (self.words, 2.0 / sqrt(len(self.words) or 1)),
            (self.grams, 2.0 / sqrt(len(self.grams) or 1)),
            (self.flags, 0.5),
        )


@cache
def generic_terms() -> frozenset[str]:
    """Words that say nothing about a topic."""
    return frozenset(map(str, table("topics")["generic"]))


@cache
def _lexicon() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], list[tuple[str, re.Pattern[str]]]]:
    data = table("features")
    by_head: dict[str, list[tuple[str, str]]] = {}
    single: dict[str, str] = {}
    for group, phrases in data["phrases"].items():
        for phrase in sorted(set(map(str, phrases))):
            if len(phrase) == 1:
                single[phrase] = group
            else:
                by_head.setdefault(phrase[:2], []).append((phrase, group))
    patterns = [(name, pattern(text, "features")) for name, text in data["patterns"].items()]
    return by_head, single, patterns


def see(clause: Clause, words: Words) -> Seen:
    """Reads one clause by itself."""
    by_head, single, patterns = _lexicon()
    text = clause.body
    counts: dict[str, int] = {}
    segments: dict[str, int] = {}
    here: set[str] = set()
    begun = 0
    for i in range(len(text)):
        if text[i] == "，":
            _segment(segments, here, i - begun)
            here, begun = set(), i + 1
        entry = by_head.get(text[i : i + 2])
        if entry is not None:
            for phrase, group in entry:
                if len(phrase) == 2 or text.startswith(phrase, i):
                    counts[group] = counts.get(group, 0) + 1
                    here.add(group)
    _segment(segments, here, len(text) - begun)
    if not MARKERS.isdisjoint(text):
        for name, form in patterns:
            found = form.findall(text)
            if found:
                counts[name] = len(found)
    if "statute" in counts:
        counts["named_document"] = counts.get("named_document", 0) - counts["statute"]
        if counts["named_document"] <= 0:
            del counts["named_document"]
    plain = DIGITS.sub("0", text)
    tokens = [w for w, _ in words(plain) if w not in PUNCTUATION]
    features = {"w=" + w for w in tokens}
    features.update("b=" + a + "|" + b for a, b in itertools.pairwise(tokens))
    features.update("o=" + w for w in tokens[:OPENING])
    grams = {plain[i : i + 2] for i in range(len(plain) - 1)} | {plain[i : i + 3] for i in range(len(plain) - 2)}
    terms = frozenset(w for w in tokens if len(w) > 1 and not w.isascii())
    for char, group in single.items():
        if char in text:
            counts[group] = counts.get(group, 0) + 1
    return Seen(tuple(sorted(features)), tuple(sorted(grams)), frozenset(counts), terms, counts, segments)


def _segment(kinds: dict[str, int], groups: set[str], length: int) -> None:
    """Counts one stretch between commas by what it holds."""
    if length < 4:
        return
    stock = not groups.isdisjoint(STOCK)
    named = not groups.isdisjoint(CONCRETE)
    found = "problem" if "problem_cue" in groups else "measure" if "measure_cue" in groups else "none"
    kind = f"{'stock' if stock else 'plain'},{'named' if named else 'bare'},{found}"
    kinds[kind] = kinds.get(kind, 0) + 1


def _own(seen: Seen) -> list[str]:
    out = []
    for name, count in seen.counts.items():
        out.append("l=" + name)
        if count > 1:
            out.append("l2=" + name)
    concrete = sum(name in seen.counts for name in CONCRETE)
    out.append(f"concrete={min(concrete, 4)}")
    stock = sum(name in seen.counts for name in STOCK)
    out.append(f"stock={min(stock, 2)},concrete={min(concrete, 2)}")
    out.append(f"disclosure={'disclosure' in seen.counts},other_work={'other_work' in seen.counts}")
    for kind, many in seen.segments.items():
        out.append(f"s={kind}")
        if many > 1:
            out.append(f"s2={kind}")
    return out


@dataclass(frozen=True, slots=True)
class Reading:
    """A section as the classifiers see it."""

    parts: tuple[Clause, ...]
    seen: tuple[Seen, ...]
    rows: tuple[Row, ...]


def reading(parts: Sequence[Clause], words: Words, before: Reading | None = None) -> Reading:
    """Reads the clauses of a section; those that stood in ``before`` as well are not read again."""
    known = {} if before is None else {c.body: s for c, s in zip(before.parts, before.seen, strict=True)}
    seen = tuple(known.get(c.body) or see(c, words) for c in parts)
    return Reading(tuple(parts), seen, tuple(rows(parts, seen)))


def rows(clauses: Sequence[Clause], seen: Sequence[Seen]) -> list[Row]:
    """The features of every clause of a section, each with what stands round it.

    A heading is no neighbour and takes no place: what stands under it sees it as the same state, whether it stood on a
    line of its own or before a colon.
    """
    out = []
    said = [i for i, c in enumerate(clauses) if c.heading is None]
    place = {i: k for k, i in enumerate(said)}
    count = len(said)
    heading = "none"
    turned = False
    generic = generic_terms()
    before: set[str] = set()
    for i, (clause, this) in enumerate(zip(clauses, seen, strict=True)):
        flags = _own(this)
        kind = clause.heading or clause.label
        if kind is not None:
            heading, turned = kind, kind == "measure"
        if clause.heading is not None:
            out.append(Row(this.words, this.grams, (*sorted(flags), "is_heading=" + clause.heading)))
            continue
        flags.append("under=" + heading)
        if clause.closing == "：":
            flags.append("colon")
        if clause.cut:
            flags.append("cut")
        turned = turned or any(w in TURNS for w in this.words)
        flags.append(f"turned={turned}")
        flags.append(f"under={heading},turned={turned}")
        k = place[i]
        flags.append("first" if k == 0 else "last" if k == count - 1 else f"quarter={4 * k // count}")
        if count == 1:
            flags.append("only")
        for side, other in (("p", k - 1), ("n", k + 1)):
            if not 0 <= other < count:
                flags.append(side + "=none")
                continue
            neighbour = said[other]
            flags += [f"{side}={name}" for name in NEIGHBOUR if name in seen[neighbour].counts]
            if clauses[neighbour].closing == "：":
                flags.append(side + "=colon")
            if len(clauses[neighbour].body) <= 8:
                flags.append(side + "=short")
        if len(clause.body) <= 8:
            flags.append("short")
        flags.append(f"echo={min(len(this.terms & before), 3)}")
        before |= this.terms - generic
        out.append(Row(this.words, this.grams, tuple(sorted(flags))))
    return out


TURNS = frozenset("o=" + w for w in (
    "下一步", "下步", "今后", "明年", "来年", "下一年", "下一年度", "下一阶段", "为此", "对此", "针对", "改进", "整改", "解决", "措施", "接下来", "打算", "努力方向",
))  # fmt: skip
"""Openings after which measures are to be expected."""
