"""Personal numbers never appear in what we write, whatever rules were selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.document import Place


def mask(text: str) -> str:
    """``text`` with identity, card and mobile numbers masked, at the same length so that offsets stay."""
    from checker.personal import find_numbers

    numbers = find_numbers(text)
    if not numbers:
        return text
    out = list(text)
    for number in numbers:
        for i in range(number.start, number.end):
            if out[i].isalnum() and number.start + 3 <= i < number.end - 2:
                out[i] = "*"
    return "".join(out)


def mask_cell(text: str) -> str:
    """A table cell's text; long figures in tables are no personal numbers, words may hold some."""
    bare = text.replace(",", "").strip()
    return text if bare.isdigit() and len(bare) < 15 else mask(text)


def quoted(place: Place) -> str:
    """The words of a place as we may show them, whichever rule quotes them; empty where it has none."""
    quote = place.quote or ""
    return quote if place.masked else mask_cell(quote)
