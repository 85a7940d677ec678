"""The words that a finding is about, in their sentence: marked, short enough to be read, personal numbers masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.document import Paragraph, Place, Table
from checker.findings import Review
from checker.outputs.masking import mask, quoted
from checker.outputs.text_wrap import clean

if TYPE_CHECKING:
    from rich.text import Text

ENDS = "。；！？"
PAUSES = "，、：（"
CONTEXT = 24
"""Characters of context on either side."""
LONGEST = 90
"""Characters of a quote that are shown; of a longer one the beginning and the end."""


class Quotes:
    """Quotes of one review. A paragraph's masked quotes are masked wherever that paragraph is shown."""

    def __init__(self, review: Review) -> None:
        self.blocks = review.document.blocks if review.document is not None else ()
        self.masked: dict[int, list[Place]] = {}
        for finding in review.findings:
            for place in (finding.place, *finding.related):
                if (
                    place
                    and place.masked
                    and place.document == "this"
                    and place.paragraph is not None
                    and place.span
                ):
                    self.masked.setdefault(place.paragraph, []).append(place)
        self.known: dict[int, str] = {}

    def marked(self, place: Place, style: str, marks: Sequence[str]) -> Text | None:
        """The quote between ``marks`` with what stands around it; None where there is nothing to quote."""
        from rich.text import Text

        before, quote, after = self.parts(place)
        if not quote and not before and not after:
            return None
        return Text.assemble(before, (quote.join(marks), style), after)

    def parts(self, place: Place) -> tuple[str, str, str]:
        """What stands before the quote, the quote, what stands behind it; shortened."""
        block = self._block(place)
        whole = self._text(block) if isinstance(block, Paragraph) else ""
        if place.span is None or not 0 <= place.span[0] <= place.span[1] <= len(whole):
            return "", shorten(clean(quoted(place)).strip()), ""
        start, end = place.span
        return _head(whole[:start]), shorten(whole[start:end]), _tail(whole[end:])

    def _block(self, place: Place) -> Paragraph | Table | None:
        if place.document != "this" or place.paragraph is None or not 0 <= place.paragraph < len(self.blocks):
            return None
        return self.blocks[place.paragraph]

    def _text(self, block: Paragraph) -> str:
        if block.index not in self.known:
            text = mask(block.text)
            for place in self.masked.get(block.index, ()):
                start, end = place.span or (0, 0)
                quote = place.quote or ""
                text = (
                    text[:start] + (quote if len(quote) == end - start else "*" * (end - start)) + text[end:]
                )
            self.known[block.index] = clean(text)
        return self.known[block.index]


def shorten(text: str, longest: int = LONGEST) -> str:
    """``text`` with its middle left out where it is long."""
    if len(text) <= longest:
        return text
    tail = longest // 3
    return f"{text[: longest - tail]} …… {text[-tail:]}"


def _head(text: str) -> str:
    """The end of what stands before a quote, from the beginning of its sentence where that is near."""
    near = text[-CONTEXT:]
    at = max(near.rfind(mark) for mark in ENDS)
    if at >= 0:
        return near[at + 1 :].lstrip()
    if len(text) <= CONTEXT:
        return near.lstrip()
    at = next((i for i, char in enumerate(near[: CONTEXT // 2]) if char in PAUSES), -1)
    return "…" + near[at + 1 :]


def _tail(text: str) -> str:
    near = text[:CONTEXT]
    at = min((i for i in (near.find(mark) for mark in ENDS) if i >= 0), default=-1)
    if at >= 0:
        return near[: at + 1]
    return near.rstrip() if len(text) <= CONTEXT else near + "…"
