"""Title marks paired by one linear scan: 《…》 with 〈…〉 or 《…》 inside, unclosed 《 and stray 》.

An unclosed mark never swallows what follows: a full stop, a further 《 behind a comma, or too great a length
ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_EVENT: Final = re.compile(r"[《》〈〉,。;!?]")
_STOPS: Final = "。;!?"
SHORT: Final = 50  # characters of a title that may hold ! or ?
LONGEST: Final = 160  # characters of a title; the longest of the register has 74


@dataclass(slots=True)
class Mark:
    """A pair of title marks; ``start`` is the opening mark, ``end`` the index behind the closing one.

    An unclosed mark has ``closed`` False and ``end`` just behind its opening mark; a stray 》 ``stray`` True.
    """

    start: int
    end: int
    closed: bool = True
    stray: bool = False
    children: list[Mark] = field(default_factory=list)
    opener: str = "《"
    closer: str = "》"

    @property
    def title(self) -> tuple[int, int]:
        """The range of the title: inside the marks, doubled marks stripped."""
        inner = self
        while len(inner.children) == 1:
            child = inner.children[0]
            if child.start != inner.start + 1 or child.end != inner.end - 1:
                break
            inner = child
        return inner.start + 1, inner.end - 1

    @property
    def doubled(self) -> bool:
        return self.closed and self.title != (self.start + 1, self.end - 1)


def pair(text: str) -> list[Mark]:
    """The outermost marks of folded ``text`` in order; 〈〉 count on their own only where no 《 stands."""
    singles = "《" not in text
    events = [(m.start(), m[0]) for m in _EVENT.finditer(text)]
    found: list[Mark] = []
    stack: list[Mark] = []
    comma = -1

    def give_up() -> None:
        """Everything open is unclosed; what was closed inside stands on its own."""
        for frame in stack:
            found.append(Mark(frame.start, frame.start + 1, closed=False, opener=frame.opener))
            found.extend(frame.children)
        stack.clear()

    for number, (at, char) in enumerate(events):
        if stack and at - stack[0].start > LONGEST:
            give_up()
        if char in _STOPS:
            if char == "。" or not _calls(text, stack, at):
                give_up()
        elif char == ",":
            comma = at
        elif char in "《〈":
            if stack and comma > stack[-1].start:
                give_up()
            if len(stack) > 2 and stack[-3].start == at - 3:
                del stack[-3]  # of a row of opening marks the last three count
            if char == "《" or stack or singles:
                stack.append(Mark(at, at + 1, closed=False, opener=char))
        elif not stack:
            if char == "》":
                found.append(Mark(at, at + 1, closed=False, stray=True))
        else:
            _close(stack, found, at, char, events[number + 1][1] if number + 1 < len(events) else "")
    give_up()
    found.sort(key=lambda mark: mark.start)
    return found


def _calls(text: str, stack: list[Mark], at: int) -> bool:
    """Whether a mark of exclamation or question stands inside a title (《为您导航！二〇二三再出发》)."""
    if not stack or text[at] == ";":
        return False
    following = _EVENT.search(text, at + 1, stack[0].start + SHORT)
    return following is not None and following[0] in "》〉"


def _close(stack: list[Mark], found: list[Mark], at: int, char: str, following: str) -> None:
    """A closing mark while something is open; ``following`` is the next event."""
    top = stack[-1]
    if char == "》" and top.opener == "〈" and len(stack) > 1 and following != "》":
        lost = stack.pop()  # 《…〈…》: the inner mark was never closed
        stack[-1].children.extend(lost.children)
        top = stack[-1]
    elif char == "〉" and top.opener == "《" and following in ("》", "〉"):
        return  # a stray 〉 inside
    stack.pop()
    top.closed, top.end, top.closer = True, at + 1, char
    if stack:
        stack[-1].children.append(top)
    else:
        found.append(top)
