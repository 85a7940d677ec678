"""``gongkai.toml``: found upwards from a report, with overrides per folder; every value knows where it comes from.

Mistakes are told with file, line and the nearest right word.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from checker.errors import RuleBookError
from checker.findings import Severity

FILE_NAME: Final = "gongkai.toml"

#: section → key → (type, default, what it does)
KEYS: Final[dict[str, dict[str, tuple[type, Any, str]]]] = {
    "check": {
        "select": (list, [], "只运行这些规则（编号或前缀）"),
        "ignore": (list, [], "不运行这些规则（编号或前缀）"),
        "fail-on": (str, "error", "达到此级别时退出码为 1：error、warning、advice、never"),
        "lang": (str, "zh", "消息语言：zh、en"),
        "engine": (str, "auto", "PDF 读取引擎：auto、pdfium、pdfminer"),
    },
    "lexicon": {
        "words": (list, [], "本单位的专用词，不会被拆开或当成错字"),
        "files": (list, [], "专用词文件，每行一个"),
    },
    "law": {"files": (list, [], "本地法规文件（JSON Lines，格式同 rules/statutes/local.jsonl）")},
    "rules": {"folders": (list, [], "自有规则目录（格式同 rules/）")},
    "accept": {"file": (str, "gongkai-accepted.toml", "已接受问题的文件")},
}
CHOICES: Final = {
    ("check", "fail-on"): ("error", "warning", "advice", "never"),
    ("check", "lang"): ("zh", "en"),
    ("check", "engine"): ("auto", "pdfium", "pdfminer"),
}
LEVELS: Final = ("error", "warning", "advice", "off")


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in force and where it comes from (``file:line`` or ``默认``)."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration for one report. ``severities`` maps rule ids to a level; None switches the rule off."""

    path: Path | None
    settings: Mapping[tuple[str, str], Setting]
    severities: Mapping[str, Setting] = field(default_factory=dict)

    def get(self, section: str, key: str) -> Any:
        return self.settings[section, key].value

    def paths(self, section: str, key: str) -> tuple[Path, ...]:
        """File values as paths, relative to the configuration file."""
        base = self.path.parent if self.path else Path()
        return tuple(base / str(p) for p in self.get(section, key))

    @property
    def accepted(self) -> Path:
        """The file of accepted findings: beside the configuration, else in the working folder."""
        base = self.path.parent if self.path else Path()
        return base / str(self.get("accept", "file"))

    def words(self) -> tuple[str, ...]:
        """The office's own lexicon. Raises RuleBookError for a file that cannot be read."""
        out = [str(w) for w in self.get("lexicon", "words")]
        for path in self.paths("lexicon", "files"):
            try:
                lines = path.read_text(encoding="utf-8-sig").split("\n")
            except (OSError, UnicodeDecodeError) as problem:
                raise RuleBookError(str(path), None, f"专用词文件读不了：{problem}") from None
            out += [w for line in lines if (w := line.split("#")[0].strip())]
        return tuple(dict.fromkeys(out))

    def overrides(self) -> dict[str, Severity | None]:
        return {r: None if s.value == "off" else Severity[s.value] for r, s in self.severities.items()}


def find(report: Path) -> Path | None:
    """The nearest gongkai.toml in the report's folder or above it."""
    folder = report.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
    return None


def load(path: Path | None, report: Path | None = None) -> Config:
    """The configuration in file ``path`` as it holds for ``report`` (None: without the overrides of folders).

    Raises RuleBookError: file, line, what is wrong, the nearest right word.
    """
    settings = {
        (section, key): Setting(default, "默认") for section, keys in KEYS.items() for key, (_, default, _) in keys.items()
    }
    severities: dict[str, Setting] = {}
    if path is None:
        return Config(None, settings, severities)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RuleBookError(str(path), None, "找不到这个配置文件") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleBookError(str(path), None, f"配置文件读不了：{problem}") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        raise RuleBookError(str(path), int(line[1]) if line else None, f"TOML 格式有误：{problem}") from None
    reader = _Reader(path, text)
    for section, content in raw.items():
        if section == "overrides":
            continue
        reader.take(section, content, settings, severities)
    for i, override in enumerate(_tables(reader, raw.get("overrides", []))):
        pattern = override.get("path")
        if not isinstance(pattern, str):
            raise reader.fail("每个 [[overrides]] 都需要 path", "overrides", nth=i)
        wanted = report is not None and _covers(pattern, report, path.parent)
        for section, content in override.items():
            if section != "path":
                own: tuple[dict[Any, Setting], dict[str, Setting]] = (settings, severities) if wanted else ({}, {})
                reader.take(section, content, *own)
    return Config(path, settings, severities)


def _tables(reader: _Reader, raw: Any) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list):
        raise reader.fail("overrides 应写成 [[overrides]]", "overrides")
    return raw


def _covers(pattern: str, report: Path, base: Path) -> bool:
    try:
        relative = report.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return False
    return fnmatch(relative, pattern) or fnmatch(relative, pattern.rstrip("/") + "/*")


class _Reader:
    """Takes sections apart and names the line of a mistake."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")

    def line(self, word: str, nth: int = 0) -> int | None:
        pattern = re.compile(rf"\s*(?:\[+\s*(?:[\w-]+\.)*{re.escape(word)}\s*\]+|\"?{re.escape(word)}\"?\s*=)")
        hits = [n for n, line in enumerate(self.lines, 1) if pattern.match(line)]
        return hits[min(nth, len(hits) - 1)] if hits else None

    def fail(self, reason: str, word: str, nth: int = 0) -> RuleBookError:
        return RuleBookError(str(self.path), self.line(word, nth), reason)

    def unknown(self, word: str, known: Any, what: str) -> RuleBookError:
        near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)
        hint = f"；是否指 {near[0]}？" if near else f"（可用：{'、'.join(known)}）"
        return self.fail(f"不认识的{what} {word}{hint}", word)

    def take(
        self, section: str, content: Any, settings: dict[tuple[str, str], Setting], severities: dict[str, Setting]
    ) -> None:
        if section == "severities":
            self._severities(content, severities)
            return
        if section not in KEYS:
            raise self.unknown(section, [*KEYS, "severities", "overrides"], "小节")
        if not isinstance(content, dict):
            raise self.fail(f"{section} 应写成 [{section}] 小节", section)
        value: Any
        for key, value in content.items():
            if key not in KEYS[section]:
                raise self.unknown(key, KEYS[section], "键")
            kind: Any = KEYS[section][key][0]
            if not isinstance(value, kind) or (kind is list and not all(isinstance(v, str) for v in value)):
                raise self.fail(f"{key} 应为{'字符串列表' if kind is list else '字符串'}", key)
            allowed = CHOICES.get((section, key))
            if allowed and value not in allowed:
                near = difflib.get_close_matches(value, allowed, n=1, cutoff=0.4)
                hint = f"；是否指 {near[0]}？" if near else f"（可用：{'、'.join(allowed)}）"
                raise self.fail(f"{key} 不能是 {value}{hint}", key)
            settings[section, key] = Setting(value, f"{self.path}:{self.line(key) or '?'}")

    def _severities(self, content: Any, severities: dict[str, Setting]) -> None:
        from checker import data

        if not isinstance(content, dict):
            raise self.fail("severities 应写成 [severities] 小节", "severities")
        known = [p.stem for p in (data.folder("rules") / "catalogue").glob("*.yml")]
        for rule, level in content.items():
            if rule not in known and not rule.startswith("Z"):
                raise self.unknown(rule, known, "规则")
            if level not in LEVELS:
                near = difflib.get_close_matches(str(level), LEVELS, n=1, cutoff=0.4)
                hint = f"；是否指 {near[0]}？" if near else f"（可用：{'、'.join(LEVELS)}）"
                raise self.fail(f"{rule} 的级别不能是 {level}{hint}", rule)
            severities[rule] = Setting(level, f"{self.path}:{self.line(rule) or '?'}")
