"""Which lines are headings of the six sections.

A heading is found by what it says (its name: by the pattern set ``headings``, by the wordings in ``rules/headings.yml``,
or nearly so) together with how it stands (its number, a marked level, a line of its own); never by the number alone,
since table 3's rows and sub-headings are numbered alike, and never inside the preamble's list of the six names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from checker.document import Paragraph
from checker.report.labels import difference, normalise
from checker.report.numbers import chinese_number

if TYPE_CHECKING:
    from checker.language import Language

NEAR = 0.35
"""Share of a heading that may differ for it still to be the section's (S03 names the deviation)."""
LOOSE = 0.5
"""The same for a numbered line standing alone whose number agrees as well."""
CLOSE = 0.12
"""The same where nothing but the name speaks for a heading: one wrong character in nine."""
LONGEST = 45
"""Characters of the longest heading name accepted; the longest official one has 26."""
LONGEST_EXTRA = 25
"""Characters of a top-level heading that is none of the six; longer lines are sentences."""
SIBLINGS = 200
"""Lines before a sub-heading among which the one before it is looked for."""
MOST = 300
"""Lines taken for headings at most; a report has six, with its table of contents and sub-headings thirty."""
CONTENTS = 4
"""So many headings in a row with nothing between are a table of contents."""

_NUMBER = re.compile(
    r"\s*(?:第\s*(?P<part>[一二三四五六七八九十]{1,2})\s*(?:部分|部份|章|项)\s*[、.．:：,，]?"
    r"|第\s*(?P<ordinal>[一二三四五六七八九十]{1,2})\s*[、.．:：,，]"
    r"|(?P<chinese>[一二三四五六七八九十]{1,2})\s*[、.．,，:：]"
    r"|[（(]\s*(?P<bracket>[一二三四五六七八九十]{1,2})\s*[）)]\s*[、.．]?"
    r"|(?P<bare>[一二三四五六七八九十])(?=\s)"
    r"|[（(]\s*(?P<digit>\d{1,2})\s*[）)]\s*[、.．]?"
    r"|(?P<arabic>\d{1,2})\s*[、.．](?!\d))\s*"
)
_NUMERALS = str.maketrans("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十" * 2)
STYLES = ("chinese", "part", "none", "bare", "ordinal", "arabic", "bracket", "digit")
"""Styles of numbers, those that speak most for a top-level heading first."""
_SUB = ("arabic", "bracket", "digit", "ordinal")
"""Styles that sub-headings use as well."""
_EXTRA = ("chinese", "part", "bare")

_STOP = re.compile(r"[。；;：:！？!?]|\s+|(?=[\d（(])")
_LEADER = " \t　.…·•．_-—"
_AROUND = " \t　 。：:*#【】[]"
_FIGURES = re.compile(r"[\s\d/\-—]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text: ``text`` begins at ``start`` in the paragraph that is piece ``piece`` of the document."""

    piece: int
    paragraph: Paragraph
    start: int
    text: str
    inner: bool = False
    """Whether it begins inside a paragraph that lost its line breaks, behind a full stop."""

    @property
    def at(self) -> tuple[int, int]:
        return self.piece, self.start


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. ``start`` and ``end`` are offsets in its paragraph (the text may go on behind it); ``number`` is None
    for a top-level heading that is none of the six; ``gap`` says how far its name is from a known one."""

    line: Line
    number: int | None
    printed: str
    value: int | None
    style: str
    name: str
    start: int
    end: int
    gap: float = 0.0

    @property
    def at(self) -> tuple[int, int]:
        return self.line.piece, self.start

    @property
    def rest(self) -> str:
        """What follows it on its line, the leader and page number of a table of contents aside."""
        return without_leader(self.line.text[self.end - self.line.start :]).strip(_AROUND)

    @property
    def alone(self) -> bool:
        """Whether nothing follows it on its line."""
        return not self.rest


class Names:
    """The names of the six sections: ``data`` is ``rules/headings.yml``."""

    def __init__(self, data: Mapping[str, Any], language: Language) -> None:
        self._language = language
        self.sections: Sequence[Mapping[str, Any]] = data["sections"]
        self._known = sorted((e["number"], normalise(w)) for e in self.sections for w in wordings(e))
        self._spelled = [word for _, word in self._known]
        self._exact = {word: (0.01, number) for number, word in reversed(self._known)}
        for e in self.sections:
            self._exact.update({normalise(w): (0.0, e["number"]) for w in (e["label"], *e["also"])})
        self._lead = re.compile(f"(?:{data['leads']})+")
        self._rows = [normalise(r) for r in data["rows"]]
        self._words = {e["number"]: re.compile(e["words"]) for e in self.sections}

    def recognise(self, text: str) -> tuple[float, int] | None:
        """How far a printed name is from that of a section (0: the form's own), and the section's number."""
        name = normalise(text)
        if not name:
            return None
        lead = self._lead.match(name)
        for bare in (name, name[lead.end() :] if lead else name):
            if bare in self._exact:
                return self._exact[bare]
        found = self._language.find("headings", text)
        if len(found) == 1 and found[0].label.isdigit():
            before, after = normalise(text[: found[0].start]), normalise(text[found[0].end :])
            if not after and (not before or self._lead.fullmatch(before)):
                return 0.02, int(found[0].label)
        gap, number = self._nearest(name)
        return gap + 0.03, number

    def _nearest(self, name: str) -> tuple[float, int]:
        """The least difference from any known name, and that name's section (the first of several)."""
        from rapidfuzz.distance.Levenshtein import normalized_distance
        from rapidfuzz.process import extractOne

        *_, index = extractOne(name, self._spelled, scorer=normalized_distance)
        number, word = self._known[index]
        return difference(name, word), number

    def is_row(self, name: str) -> bool:
        """Whether a line's name is that of a row of table 3, its numbers aside."""
        bare = normalise(_FIGURES.sub("", name))
        return any(bare.startswith(r) or difference(bare, r) <= NEAR for r in self._rows)

    def speaks_of(self, number: int, name: str) -> bool:
        """Whether a name none knows speaks of the matter of section ``number``."""
        return bool(self._words[number].search(name))


def wordings(entry: Mapping[str, Any]) -> list[str]:
    """Every name under which a section is known, those that S03 flags included."""
    return [entry["label"], *entry["also"], *entry.get("passes", ()), *entry.get("flagged", ())]


def without_leader(text: str) -> str:
    """A line without the leader and page number of a table of contents, and without blanks at its end."""
    whole = text.rstrip()
    bare = whole.rstrip("0123456789")
    head = bare.rstrip(_LEADER)
    return head if len(bare) - len(head) >= 2 and len(whole) - len(bare) <= 3 else whole


@lru_cache(maxsize=4096)
def split_number(text: str) -> tuple[str, int | None, int, str]:
    """The printed number of a line, its value, the offset behind it, and its style; ("", None, 0, "") where none."""
    match = _NUMBER.match(text.translate(_NUMERALS))
    if match is None or match.lastgroup is None:
        return "", None, 0, ""
    digits = match[match.lastgroup]
    value = int(digits) if digits.isdigit() else chinese_number(digits)
    return text[: match.end()].strip(), value, match.end(), match.lastgroup


def heading_at(line: Line, names: Names) -> Heading | None:
    """The line as a heading of one of the six sections, or None."""
    text = line.text
    lead = len(text) - len(text.lstrip(_AROUND))
    printed, value, offset, style = split_number(text[lead:])
    at = lead + offset
    if not printed and len(text) - at > LONGEST and line.paragraph.level is None:
        return None  # a sentence
    best: Heading | None = None
    for end in _ends(text, at):
        known = names.recognise(text[at:end])
        if known is None:
            continue
        gap, number = known
        found = Heading(
            line, number, printed, value, style or "none", text[at:end].strip(), line.start + lead, line.start + end,
            gap - (0.05 if value == number else 0.0),
        )  # fmt: skip
        if _allowed(found) and (best is None or found.gap < best.gap):
            best = found
    if best is None or _listed(best):
        return None
    return None if names.is_row(best.name) else best


def numbered(line: Line) -> bool:
    """Whether a number stands at the head of the line."""
    return bool(split_number(line.text.lstrip(_AROUND))[0])


def _allowed(h: Heading) -> bool:
    """Whether the name is near enough for the way in which the line stands."""
    if h.line.inner:
        return h.style in _EXTRA and h.value == h.number and h.gap <= 0.0
    if not h.alone:
        return bool(h.printed or h.line.paragraph.level is not None) and h.gap <= 0.02
    if h.style in _SUB:
        # （一）主动公开情况 and 1.主动公开 are sub-headings unless their number is the section's own.
        return h.gap <= (CLOSE if h.value == h.number else 0.02)
    if h.printed:
        return h.gap <= (LOOSE - 0.05 if h.value == h.number else NEAR)
    return h.gap <= (NEAR if h.line.paragraph.level is not None else CLOSE)


def _ends(text: str, at: int) -> Iterator[int]:
    """Where the heading's name may end: at the line's end or at one of its first stops."""
    whole = len(without_leader(text))
    if at < whole <= at + LONGEST:
        yield whole
    for stop in islice(_STOP.finditer(text, at, min(len(text), at + LONGEST + 1)), 4):
        if at < stop.start() != whole:
            yield stop.start()


def _listed(h: Heading) -> bool:
    """Whether what follows on its line is the next name of a list: 一、总体情况；二、主动公开…"""
    _, value, _, style = split_number(h.rest.lstrip("；;、，, 　"))
    return style not in ("", *_SUB) and value == (h.value or h.number or 0) + 1


def choose(candidates: Sequence[Heading], lines: Sequence[Line]) -> list[Heading]:
    """Those candidates that are the report's headings, in reading order.

    Candidates in the style of the majority win over others of the same section (a sub-heading that repeats its name),
    among them those that bear the section's own number; a table of contents loses against what it announces. A section
    that is still lacking may stand in another style, where it fits in between.
    """
    if not candidates:
        return []
    numbers: dict[str, set[int | None]] = {}
    for h in _without_inner(candidates):
        numbers.setdefault(h.style, set()).add(h.number)
    main = min(numbers, key=lambda s: (-len(numbers[s]), STYLES.index(s)))
    group = [h for h in candidates if h.style == main]
    chosen = _best(_without_contents(group))
    have = {h.number for h in chosen}
    for h in sorted(candidates, key=lambda h: (h.gap, h.at)):
        if h.number not in have and h.style != main and _fits(h, chosen, lines):
            chosen.append(h)
            have.add(h.number)
    return sorted(chosen, key=lambda h: h.at)


def _without_inner(candidates: Sequence[Heading]) -> list[Heading]:
    """Without sub-headings between top-level headings that bear number and name of the form: they are never the report's.

    In a report cut short, or with few sections, （一）概述 … （三）依申请公开 may be more than the sections around them.
    """
    outer = [h for h in candidates if h.style in _EXTRA and h.value == h.number and h.gap <= 0.0]
    if len({h.number for h in outer}) < 2:
        return list(candidates)
    first, last = min(h.at for h in outer), max(h.at for h in outer)
    return [h for h in candidates if h.style not in _SUB or not first < h.at < last]


def _best(group: Sequence[Heading]) -> list[Heading]:
    """Without lines that another of the same section makes doubtful: one with its own number, else with a better name.

    Of lines without numbers the last one stands: what comes before it are sub-headings of section one.
    """
    rivals: dict[int | None, list[Heading]] = {}
    for h in group:
        rivals.setdefault(h.number, []).append(h)
    kept: list[Heading] = []
    for same in rivals.values():
        own = [h for h in same if h.value is not None and h.value == h.number] or same
        gap = min(h.gap for h in own)
        best = [h for h in own if h.gap <= gap]
        kept += [h for h in best if h.value is not None] or best[-1:]
    return sorted(kept, key=lambda h: h.at)


def _without_contents(chosen: list[Heading]) -> list[Heading]:
    """Drops a table of contents: a run of adjacent headings with nothing between whose numbers come again later."""
    run: list[Heading] = []
    for h in chosen:
        if run and _adjacent(run[-1], h) and (h.number or 0) > (run[-1].number or 0):
            run.append(h)
        elif len(run) >= CONTENTS:
            break
        else:
            run = [h]
    if len(run) < CONTENTS:
        return chosen
    later = {h.number for h in chosen if h.at > run[-1].at}
    if len({h.number for h in run} & later) < CONTENTS - 1:
        return chosen
    return [h for h in chosen if h not in run or h.number not in later]


def _adjacent(a: Heading, b: Heading) -> bool:
    """Whether nothing stands between two headings."""
    if a.line.piece == b.line.piece:
        between = a.line.paragraph.text[a.end : b.start]
    elif b.line.piece == a.line.piece + 1:
        between = a.line.paragraph.text[a.end :]
    else:
        return False
    return not without_leader(between).strip(_AROUND + "；;\n")


def _fits(h: Heading, chosen: Sequence[Heading], lines: Sequence[Line]) -> bool:
    """Whether a candidate of another style stands between its neighbours in number."""
    number = h.number or 0
    before = [c for c in chosen if c.at < h.at]
    low = max((c.number or 0 for c in before), default=0)
    high = min((c.number or 7 for c in chosen if c.at > h.at), default=7)
    if not low < number < high:
        return False
    if h.style not in _SUB:
        return True
    if h.value != number or h.gap > 0:
        return False
    # （二）主动公开政府信息情况 behind （一）概述 goes on with the sub-headings.
    since = max((c.at for c in before), default=(-1, -1))
    here = bisect_left(lines, h.line.at, key=lambda line: line.at)
    for line in lines[max(0, here - SIBLINGS) : here]:
        _, value, _, style = split_number(line.text.lstrip(_AROUND)[:12])
        if line.at > since and style == h.style and value == number - 1:
            return False
    return True


def others(lines: Sequence[Line], chosen: Sequence[Heading], names: Names) -> tuple[list[Heading], list[Heading]]:
    """Top-level headings, numbered like the chosen ones, whose names none of the six bears.

    Returns those that stand in the place of a lacking section and speak of its matter, and the rest. They carry on the
    numbers of the headings before them; a list inside a section begins anew.
    """
    styles = [h.style for h in chosen]
    main = max(dict.fromkeys(styles), key=styles.count, default="")
    in_place: list[Heading] = []
    extra: list[Heading] = []
    if len(chosen) < 2 or main not in _EXTRA:
        return in_place, extra
    have = {h.number for h in chosen}
    unknown = list(islice((h for line in lines if (h := _plain(line, main, names)) is not None), MOST))
    for mark, following in pairwise([None, *chosen, None]):
        run = [h for h in unknown if (mark is None or mark.at < h.at) and (following is None or h.at < following.at)]
        wanted = (mark.value or mark.number or 0) + 1 if mark else 1
        low, high = (mark.number or 0) if mark else 0, (following.number or 7) if following else 7
        for h in run:
            value = h.value or 0
            repeated = value == wanted - 1 and wanted > 2 and len(run) == 1
            if value != wanted and not repeated:
                if h is run[0]:
                    break  # a list of its own
                continue
            wanted = value + 1
            if low < value < high and value not in have and names.speaks_of(value, h.name):
                have.add(value)
                in_place.append(replace(h, number=value, gap=LOOSE))
            elif mark is not None:
                extra.append(h)
    return in_place, extra


def _plain(line: Line, style: str, names: Names) -> Heading | None:
    """A numbered line of a heading's length as a heading of unknown meaning."""
    text = line.text
    lead = len(text) - len(text.lstrip(_AROUND))
    printed, value, offset, own = split_number(text[lead:])
    name = without_leader(text[lead + offset :]).strip(_AROUND)
    if own != style or value is None or not name or len(name) > LONGEST_EXTRA:
        return None
    if re.search(r"[。；;：:！？!?，,]", name) or names.is_row(name):
        return None
    return Heading(line, None, printed, value, own, name, line.start + lead, line.start + len(without_leader(text)))
