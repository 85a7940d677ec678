"""Reads the lexicons of ``rules/`` and says, with file and line, what is wrong in one that an office has changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from checker.errors import RuleBookError
from checker.findings import Text
from checker.yaml_lines import line_of, load_yaml

Shape = Callable[[Any], Text | None]
"""Says what is wrong with a value, None where nothing is."""


def text(value: Any) -> Text | None:
    return None if isinstance(value, str) and value.strip() else Text("应当是文字", "must be text")


def pattern(value: Any) -> Text | None:
    """A regular expression, which may be folded over several lines."""
    if not isinstance(value, str) or not value.strip():
        return Text("应当是正则表达式", "must be a regular expression")
    try:
        re.compile("".join(value.split()))
    except re.error as problem:
        return Text(f"正则表达式不能编译：{problem}", f"no regular expression: {problem}")
    return None


def texts(value: Any) -> Text | None:
    if isinstance(value, list) and value and all(isinstance(v, str) and v for v in value):
        return None
    return Text("应当是一列文字", "must be a list of texts")


def pairs(value: Any) -> Text | None:
    if isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) and k != v for k, v in value.items()):
        return None
    return Text("应当是“错的: 对的”，两边不能相同", "must be “wrong: right”, the two unlike")


def rows(**keys: Shape) -> Shape:
    """A list of mappings with these keys; a key that ends in ``_`` may be absent."""

    def judge(value: Any) -> Text | None:
        if not isinstance(value, list) or not value:
            return Text("应当是一列条目", "must be a list of entries")
        for i, row in enumerate(value):
            wrong = _row(row, keys)
            if wrong:
                return Text(f"第 {i + 1} 条：{wrong.zh}", f"entry {i + 1}: {wrong.en}")
        return None

    return judge


def _row(row: Any, keys: Mapping[str, Shape]) -> Text | None:
    if not isinstance(row, dict):
        return Text("应当是一组键值", "must be a mapping")
    for name, shape in keys.items():
        key = name.removesuffix("_")
        if key not in row:
            if name.endswith("_"):
                continue
            return Text(f"缺少 {key}", f"{key} is missing")
        wrong = shape(row[key])
        if wrong:
            return Text(f"{key} {wrong.zh}", f"{key} {wrong.en}")
    unknown = sorted(set(row) - {k.removesuffix("_") for k in keys})
    return Text(f"不认识的键 {unknown[0]}", f"unknown key {unknown[0]}") if unknown else None


def day(value: Any) -> Text | None:
    return None if type(value) is dt.date else Text("应当是日期（2019-03-31）", "must be a date (2019-03-31)")


def one_of(*allowed: str) -> Shape:
    told = Text(f"只能是 {'、'.join(allowed)}", f"must be one of {', '.join(allowed)}")
    return lambda value: None if value in allowed else told


def read(path: Path, keys: Mapping[str, Shape]) -> Mapping[str, Any]:
    """The mapping in a YAML file with just these keys. Raises RuleBookError (file, line, reason)."""
    data = load_yaml(path)
    if not isinstance(data, dict):
        raise RuleBookError(str(path), 1, Text("应当是一组键值", "must be a mapping"))
    for key, shape in keys.items():
        if key not in data:
            raise RuleBookError(str(path), None, Text(f"缺少 {key}", f"{key} is missing"))
        wrong = shape(data[key])
        if wrong:
            found = re.match(r"第 (\d+) 条", wrong.zh)
            line = _line_of_row(path, key, int(found[1]) - 1) if found else line_of(path, key)
            raise RuleBookError(str(path), line, Text(f"{key}：{wrong.zh}", f"{key}: {wrong.en}"))
    for key in data:
        if key not in keys:
            raise RuleBookError(str(path), line_of(path, key), Text(f"不认识的键 {key}", f"unknown key {key}"))
    return data


def _line_of_row(path: Path, key: str, index: int) -> int | None:
    node: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for k, v in node.value:
        if k.value == key and isinstance(v, yaml.SequenceNode):
            return int(v.value[index].start_mark.line) + 1
    return None
