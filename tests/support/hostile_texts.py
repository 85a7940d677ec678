"""Texts that make a careless pattern run away: for tests that they end, for ``benchmarks/growth.py`` how fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

HOSTILE: Final[Mapping[str, Callable[[int], str]]] = {
    "unclosed": lambda n: "《" * n,
    "brackets": lambda n: "（）" * n,
    "digits": lambda n: "1" * n,
    "one sentence": lambda n: "统计数据自2020年1月" * n,
    "labels": lambda n: "地址电话传真邮编" * n,
    "lines": lambda n: "请与联系。\n" * n,
    "names": lambda n: "存在的主要问题及改进情况、" * n,
    "latin": lambda n: "a@" * n,
    "blanks": lambda n: "地 " * n,
    "numbers": lambda n: "人民路1号，0730-3722186，414300；" * n,
    "numbers with labels": lambda n: "请与市局联系，电话0730-3722186，414300，人民路1号。" * (n // 3),
}
