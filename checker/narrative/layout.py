"""What extraction does to a text, imitated, to measure how little the score minds (see ``tests/narrative``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

LINE: Final = 31
"""Characters on a line of extracted text."""
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
# Written without looking at the splitter's rules: what a converter loses that numbers paragraphs by itself.
_NUMBERS: Final = re.compile(
    r"(?<![第其唯统另万同专单之款条项逐不划合对])[一二三四五六七八九十]是"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|[①-⑫]"
    r"|(?:^|(?<=[\n。；：，;]))[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、）](?!\d)|[一二三四五六七八九十]要)"
)


def wrapped(text: str) -> str:
    """A line break every 31 characters."""
    return "\n".join(line[i : i + LINE] for line in text.split("\n") for i in range(0, len(line), LINE))


def wide(text: str) -> str:
    """Full-width digits."""
    return text.translate(_WIDE)


def unnumbered(text: str) -> str:
    """Without enumerators; lines stay."""
    return _NUMBERS.sub("", text)


CHANGES: Final[dict[str, Callable[[str], str]]] = {
    "wrapped lines": wrapped,
    "full-width digits": wide,
    "enumerators missing": unnumbered,
    "enumerators missing, then wrapped": lambda text: wrapped(unnumbered(text)),
}


def moves(texts: Sequence[str], score: Callable[[str], float], change: Callable[[str], str]) -> list[float]:
    """By how much the score of each text moves that the change changes at all."""
    return [abs(score(text) - score(changed)) for text in texts for changed in [change(text)] if changed != text]
