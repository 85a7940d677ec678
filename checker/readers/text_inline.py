"""Markdown's inline marks removed; the characters that a reader sees stay. Every pattern is linear."""

from __future__ import annotations

import re
from typing import Final

IMAGE: Final = re.compile(
    r"!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,100}\])|<img\b[^<>]{0,2000}>", re.I
)
BREAK: Final = re.compile(r"<br\s{0,3}/?>", re.I)
FOOTNOTE: Final = re.compile(r"\[\^([^\[\]\s]{1,40})\]:\s{0,5}")
REFERENCE: Final = re.compile(r" {0,3}\[[^\[\]^\n]{1,100}\]:\s{1,5}\S")
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]\n]{0,300})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,100}\](?!\())")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{0,2000})>")
_STRONG: Final = re.compile(
    r"\*\*(?=[^\s*])([^*\n]{0,2000})(?<=\S)\*\*|__(?=[^\s_])([^_\n]{0,2000})(?<=\S)__"
)
_EMPHASIS: Final = re.compile(r"(?<![*0-9A-Za-z])\*(?=[^\s*])([^*\n]{0,2000})(?<=[^\s*])\*(?![*0-9A-Za-z])")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_AWAY: Final = 0xF0000  # a plane of private use: where escaped characters wait
_ESCAPED: Final = re.compile("[\U000f0021-\U000f007e]")
_MARK: Final = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_CODE: Final = re.compile(r"(`{1,2})([^`\n]{1,500})\1")
_TAG: Final = re.compile(
    r"</?(?:b|i|u|s|strong|em|font|span|sup|sub|a|small|big|mark|code|center|p|div|ins|o:p)(?:\s[^<>]{0,500})?/?>",
    re.I,
)


def plain(text: str) -> str:
    """A line or paragraph of Markdown as the text that it shows."""
    escaped = "\\" in text
    if escaped:  # out of the way of the other marks
        text = _ESCAPE.sub(lambda m: chr(_AWAY + ord(m[1])), text)
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    if "*" in text or "__" in text:
        text = _STRONG.sub(lambda m: m[1] or m[2] or "", text.replace("***", "**"))
        text = _EMPHASIS.sub(r"\1", text)
    if "[" in text:
        text = _LINK.sub(r"\1", _MARK.sub("", text))
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    if "~~" in text:
        text = text.replace("~~", "")
    if "&" in text and ";" in text:
        import html

        text = html.unescape(text).replace("\u00a0", " ")
    return _ESCAPED.sub(lambda m: chr(ord(m[0]) - _AWAY), text) if escaped else text


def is_bold(line: str) -> bool:
    """Whether a whole line is bold: a heading in all but name."""
    bare = line.strip()
    return len(bare) > 4 and bare[:2] in ("**", "__") and bare[-2:] == bare[:2] and bare[:2] not in bare[2:-2]
