"""Characters of symbol fonts, stored as private code points, as the characters that they look like."""

from __future__ import annotations

from typing import Final

_WINGDINGS: Final[dict[int, str]] = {
    **{0x81 + i: chr(0x2460 + i) for i in range(10)},
    **{0x8C + i: chr(0x2776 + i) for i in range(10)},
    0x80: "⓪", 0x8B: "⓿", 0x2A: "✉", 0x28: "☎", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□",
    0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9F: "•", 0xA1: "○", 0xA7: "■", 0xA8: "□",
    0xAB: "★", 0xB5: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2: Final[dict[int, str]] = {
    **{0x6A + i: chr(0x2460 + i) for i in range(10)},
    **{0x75 + i: chr(0x2776 + i) for i in range(10)},
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x97: "●", 0x98: "●",
}  # fmt: skip
_SYMBOL: Final[dict[int, str]] = {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈", 0xBE: "—", 0xA8: "◆", 0xAE: "→", 0xD7: "·",
}  # fmt: skip


def symbol(character: str, font: str | None = None) -> str:
    """The plain character for ``character`` of ``font``; a bullet's font is not asked for, its look is
    enough.

    Private characters that no table knows give "•" without a font and U+FFFD with one.
    """
    code = ord(character)
    name = (font or "").lower()
    private = 0xF000 <= code <= 0xF0FF
    if private or name.startswith(("wingdings", "symbol", "webdings")):
        low = code & 0xFF if private else code
        if font is None:
            return _WINGDINGS.get(low) or _SYMBOL.get(low) or "•"
        table = (
            _WINGDINGS_2 if name == "wingdings 2" else _SYMBOL if name.startswith("symbol") else _WINGDINGS
        )
        if low in table:
            return table[low]
        if name.startswith("symbol") and 0x20 <= low < 0x40:
            return chr(low)  # digits and marks stand where ASCII has them
        return "\ufffd"
    return "\ufffd" if 0xE000 <= code <= 0xF8FF else character
