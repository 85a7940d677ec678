"""YAML files of ``rules/`` with messages that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from checker.errors import RuleBookError
from checker.findings import Text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster


def load_yaml(path: Path) -> Any:
    """The data of a YAML file. Raises RuleBookError with the line where it is not well-formed."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        reason = getattr(problem, "problem", None) or str(problem)
        raise RuleBookError(
            str(path),
            mark.line + 1 if mark else None,
            Text(f"YAML 格式有误：{reason}", f"not valid YAML: {reason}"),
        ) from None
    except UnicodeDecodeError:
        raise RuleBookError(
            str(path), None, Text("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8")
        ) from None
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise RuleBookError(str(path), None, Text(f"读不了：{detail}", f"cannot be read: {detail}")) from None


def line_of(path: Path, *keys: str) -> int | None:
    """The line (from 1) on which the nested key stands, None where it is absent; for error messages only."""
    try:
        node: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        return None
    line = node.start_mark.line + 1 if node is not None else None
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            return line
        for k, v in node.value:
            if k.value == key:
                line, node = k.start_mark.line + 1, v
                break
        else:
            return line
    return line
