"""The word table ``words.bin``: a double-array trie and character statistics, read in place from a mapped file."""

from __future__ import annotations

import json
import mmap
import struct
import sys
from math import log
from pathlib import Path
from typing import Any, Final

from checker.errors import RuleBookError
from checker.findings import Text

PATH: Final = Path(__file__).resolve().parent / "words.bin"
MAGIC: Final = b"GKWORDS1"
_REMEDY: Final = Text(
    "请运行 python tools/build_dictionary.py 或重新安装",
    "run python tools/build_dictionary.py or install again",
)


def _broken(path: Path, zh: str, en: str) -> RuleBookError:
    return RuleBookError(str(path), None, Text(f"{zh}，{_REMEDY.zh}", f"{en}; {_REMEDY.en}"))


class WordTable:
    """The table, opened: views into the file, nothing copied but the character codes (14,000 entries, 2 ms).

    ``code`` maps a character to its code (unknown ones have none: use 0). ``value[slot]`` is the number of a
    frequency. ``emit`` holds four logarithms a code, for the states B, M, E, S.

    Raises RuleBookError where the file is missing or damaged.
    """

    __slots__ = (
        "base", "check", "code", "emit", "frequency", "source", "start", "total", "trans", "value",
    )  # fmt: skip

    def __init__(self, path: Path = PATH) -> None:
        try:
            with path.open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            if bytes(data[:8]) != MAGIC:
                raise ValueError("magic")
            (length,) = struct.unpack_from("<I", data, 8)
            header = json.loads(bytes(data[12 : 12 + length]))
            if header["order"] != sys.byteorder:
                raise _broken(
                    path,
                    "词典表是另一种字节序的机器上生成的",
                    "the dictionary is of a machine with another byte order",
                )
            body = data[12 + length :]
            self.base = _section(body, header, "base")
            self.check = _section(body, header, "check")
            self.value = _section(body, header, "value")
            self.emit = _section(body, header, "emit")
            self.frequency: list[int] = list(_section(body, header, "frequency"))
            characters = bytes(_section(body, header, "characters")).decode("utf-8")
        except FileNotFoundError:
            raise _broken(path, "词典表不存在", "the dictionary is missing") from None
        except (OSError, ValueError, KeyError, TypeError, struct.error) as problem:
            raise _broken(
                path, f"词典表已损坏（{problem}）", f"the dictionary is damaged ({problem})"
            ) from None
        self.code: dict[str, int] = dict(zip(characters, range(1, len(characters) + 1), strict=True))
        self.source: str = header["source"]
        self.total: int = header["total"]
        self.start: list[float] = header["start"]
        self.trans: list[list[float]] = header["trans"]

    def weights_for(self, total: int) -> list[float]:
        """The logarithms of probability by number, for a sum of frequencies; number 0 (no word) counts as one."""
        whole = log(total)
        return [log(count or 1) - whole for count in self.frequency]

    def count(self, word: str) -> int:
        """The frequency of a word, 0 where the dictionary lacks it."""
        slot, code, base, check = 0, self.code, self.base, self.check
        for c in word:
            below = base[slot] + code.get(c, 0)
            if check[below] != slot or not below:
                return 0
            slot = below
        return int(self.frequency[self.value[slot]])


def _section(body: memoryview, header: dict[str, Any], name: str) -> memoryview[Any]:
    offset, length, kind = header["sections"][name]
    part = body[offset : offset + length]
    if len(part) != length:
        raise ValueError(name)
    return part.cast("B").cast(kind) if kind != "B" else part
