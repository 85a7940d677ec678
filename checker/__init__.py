"""gongkai: the reviewer of 政府信息公开工作年度报告.

The public API is :func:`checker.review` and the types it returns; everything is imported on first use,
so that ``import checker`` costs nothing (the command's parent process imports click alone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.errors import RuleBookError as RuleBookError
    from checker.findings import Finding as Finding
    from checker.findings import NotChecked as NotChecked
    from checker.findings import Review as Review
    from checker.findings import Severity as Severity
    from checker.findings import Text as Text
    from checker.reviewing import Options as Options
    from checker.reviewing import review as review

__version__ = "0.1.0"

_PUBLIC = {
    "review": "checker.reviewing",
    "Options": "checker.reviewing",
    "Review": "checker.findings",
    "Finding": "checker.findings",
    "NotChecked": "checker.findings",
    "Severity": "checker.findings",
    "Text": "checker.findings",
    "RuleBookError": "checker.errors",
}

__all__ = [
    "Finding", "NotChecked", "Options", "Review", "RuleBookError", "Severity", "Text", "__version__", "review",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        from importlib import import_module

        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'checker' has no attribute {name!r}")
