"""Bytes of a text file -> characters: UTF-8, UTF-16 and GB18030, told from the bytes themselves."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, int]:
    """The text of ``data`` and how many characters could not be restored (shown as U+FFFD).

    A byte order mark decides; then UTF-8 where it fits exactly; then what the file declares; then UTF-16 without a
    mark (every other byte zero or CJK rows); last GB18030, which covers GBK and GB2312. One damaged character in an
    otherwise good file costs that character only.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data.decode(name, errors="replace")
            return text.lstrip("\ufeff"), text.count("\ufffd")
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError:
        pass
    candidates = []
    if declared:
        try:
            candidates.append(codecs.lookup(declared).name)
        except LookupError:
            pass  # a misspelt charset: the bytes decide
    # The declared gb2312/gbk is read as its superset: pages declare the former and use characters of the latter.
    candidates = ["gb18030" if c in ("gb2312", "gbk", "hz") else c for c in candidates]
    if _looks_utf16(data):
        candidates.append("utf-16-le" if _little_endian(data) else "utf-16-be")
    candidates += ["gb18030", "utf-8"]
    results = []
    for name in dict.fromkeys(candidates):
        text = data.decode(name, errors="replace")
        results.append((text.count("\ufffd") + _odd(text), name, text))
    odd, _, text = min(results, key=lambda r: r[0])
    return text, text.count("\ufffd")


def _odd(text: str) -> int:
    """Control and private-use characters: the sign of a wrong guess."""
    return sum(1 for c in text if (c < " " and c not in "\t\n\r\f\v") or "\ue000" <= c <= "\uf8ff" or c == "\x7f")


def _looks_utf16(data: bytes) -> bool:
    return len(data) % 2 == 0 and len(data) >= 4 and (b"\r\x00\n\x00" in data or b"\x00\r\x00\n" in data
        or b"\n\x00" in data[:4000] or b"\x00\n" in data[:4000])  # fmt: skip


def _little_endian(data: bytes) -> bool:
    sample = data[:4000]
    return sample[1::2].count(0) >= sample[0::2].count(0)
