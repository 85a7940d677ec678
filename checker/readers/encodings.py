"""Bytes of a text file -> characters: UTF-8, UTF-16 and GB18030, told from the bytes themselves."""

from __future__ import annotations

import codecs
import contextlib
import re
from itertools import accumulate
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS: Final = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs"}
_SAMPLE: Final = 65536  # bytes by which encodings are compared
# The most frequent characters of running text and of these reports: a wrong decoding yields almost none of them.
_COMMON: Final = frozenset(
    "的一是不了在有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "政府信息公开报告情况申请部门理本进务管市县区局件数第三二四五六项其办县镇乡街道事业及关性总新规章范文等机构结果条例度月日，。、：；（）《》"
    "　０１２３４５６７８９電報資訊開請處"
    + "0123456789 \nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_RUN: Final = re.compile(rb"[\x80-\xff](?:[\x30-\xff])*")
_DAMAGE: Final = 20  # a strange character weighs as much as so many common ones
_LONGEST: Final = 100_000  # bytes of the longest line that is mended


def decode(data: bytes, declared: str | None = None) -> tuple[str, int]:
    """The text of ``data`` and how many characters could not be restored (shown as U+FFFD).

    A byte order mark decides; then UTF-8 where it fits exactly; then, among what the file declares, UTF-8, UTF-16
    without a mark and GB18030 (which covers GBK and GB2312), the one that yields most ordinary characters. One
    damaged or lost byte costs the characters around it only.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data.decode(name, errors="replace")
            return text.lstrip("\ufeff"), text.count("\ufffd")
    plain = None
    with contextlib.suppress(UnicodeDecodeError):
        plain = data.decode("utf-8")
    if plain is not None and "\0" not in plain:
        return plain, 0
    best = max(_candidates(declared), key=lambda name: _likeness(data[:_SAMPLE], name))
    if plain is not None and best.startswith("utf-8"):
        return plain, 0
    text = data.decode(best, errors="replace")
    if best == "gb18030" and "\ufffd" in text:
        text = _mended(data)
    return text, text.count("\ufffd")


def _candidates(declared: str | None) -> list[str]:
    """Names of encodings, the declared one first, since it wins a tie."""
    names = ["utf-8", "gb18030", "utf-16-le", "utf-16-be"]
    if declared:
        try:
            name = codecs.lookup(declared).name
            name = _SUPERSETS.get(name, name)
            "".encode(name)  # hex, rot13 and the like are codecs, but not of text
            b"".decode(name)
        except (LookupError, ValueError):
            return names  # a misspelt charset: the bytes decide
        names.insert(0, name)
    return list(dict.fromkeys(names))


def _likeness(sample: bytes, name: str) -> float:
    """How much like text the sample is in an encoding: common characters less strange ones, by share."""
    text = sample.decode(name, errors="replace")
    text = text.removesuffix("\ufffd")  # cut by the sample or by a broken download
    return _score(text) / len(text) if text else -1.0


def _mended(data: bytes) -> str:
    """GB18030 with damaged bytes: a lost byte must not turn the rest of its line into other characters."""
    return "".join(_mend(line) for line in data.splitlines(keepends=True))


def _mend(line: bytes) -> str:
    text = line.decode("gb18030", errors="replace")
    if "\ufffd" not in text or len(line) > _LONGEST:
        return text
    out: list[str] = []
    at = 0
    for run in _RUN.finditer(line):
        out.append(line[at : run.start()].decode("gb18030", errors="replace"))
        out.append(_mend_run(run[0]))
        at = run.end()
    out.append(line[at:].decode("gb18030", errors="replace"))
    made = "".join(out)
    return made if _score(made) > _score(text) else text


def _mend_run(run: bytes) -> str:
    """A run of double bytes read from both ends, parted where that yields most common characters."""
    try:
        return run.decode("gb18030")
    except UnicodeDecodeError:
        pass
    ahead = [run[i : i + 2].decode("gb18030", errors="replace") for i in range(0, len(run) - 1, 2)]
    forward = [0, *accumulate(map(_score, ahead))]
    backward = [0] * (len(run) + 4)  # score of what stands behind an offset, read in pairs from there
    for start in range(len(run) - 2, -1, -1):
        backward[start] = backward[start + 2] + _score(
            run[start : start + 2].decode("gb18030", errors="replace")
        )
    _, i, skip = max(
        (forward[i] + backward[2 * i + skip], i, -skip) for i in range(len(ahead) + 1) for skip in (1, 2, 3)
    )
    return "".join(ahead[:i]) + "\ufffd" + run[2 * i - skip :].decode("gb18030", errors="replace")


def _score(text: str) -> int:
    return sum(map(_COMMON.__contains__, text)) - _DAMAGE * len(_ODD.findall(text))
