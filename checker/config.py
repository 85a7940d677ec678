"""``gongkai.toml``: found upwards from a report, with overrides per folder; every value knows where it comes from.

Mistakes are told with file, line and the nearest right word.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any, Final

from checker.errors import RuleBookError
from checker.findings import Severity, Text

FILE_NAME: Final = "gongkai.toml"
OWN_PREFIX: Final = "Z"
"""Ids of an office's own rules begin with it; no rule of ours ever will."""

#: section → key → (type, default, what it does)
KEYS: Final[dict[str, dict[str, tuple[type, Any, Text]]]] = {
    "check": {
        "select": (list, [], Text("只运行这些规则（编号或前缀）", "run only these rules (ids or prefixes)")),
        "ignore": (list, [], Text("不运行这些规则（编号或前缀）", "do not run these rules (ids or prefixes)")),
        "fail-on": (str, "error", Text("达到此级别时退出码为 1", "exit status 1 from this severity on")),
        "lang": (str, "zh", Text("消息语言", "language of messages")),
        "engine": (str, "auto", Text("PDF 读取引擎", "PDF engine")),
    },
    "lexicon": {
        "words": (list, [], Text("本单位的专用词，不会被拆开", "the office's own words, never split")),
        "files": (list, [], Text("专用词文件，每行一个", "files of such words, one a line")),
    },
    "law": {
        "files": (
            list, [],
            Text("本地法规文件（格式见 rules/statutes/README.md）", "local law (form: rules/statutes/README.md)"),
        ),
    },
    "rules": {"folders": (list, [], Text("自有规则目录（格式同 rules/）", "folders of own rules, in the form of rules/"))},
    "letter": {
        "office": (str, "", Text("意见单上的审查单位", "the office that signs the findings sheets of batch")),
        "contact": (str, "", Text("意见单上的联系人和电话", "whom the agencies ask")),
        "deadline": (str, "", Text("意见单上的答复期限", "by when they answer")),
        "date": (str, "", Text("意见单的日期（空着则留待手填）", "the date of the sheets (empty: left to be written in)")),
    },
    "accept": {"file": (str, "gongkai-accepted.toml", Text("已接受问题的文件", "file of accepted findings"))},
}  # fmt: skip
CHOICES: Final = {
    ("check", "fail-on"): ("error", "warning", "advice", "never"),
    ("check", "lang"): ("zh", "en"),
    ("check", "engine"): ("auto", "pdfium", "pdfminer"),
}
LEVELS: Final = ("error", "warning", "advice", "off")
DEFAULT: Final = "默认"


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
                raise _unreadable(path, problem) from None
            out += [w for line in lines if (w := line.split("#")[0].strip())]
        return tuple(dict.fromkeys(out))

    def overrides(self) -> dict[str, Severity | None]:
        return {r: None if s.value == "off" else Severity[s.value] for r, s in self.severities.items()}

    def known_rules(self) -> tuple[str, ...]:
        """Ids of the shipped rules and of those that the configuration brings."""
        return (*shipped_rules(), *_own_rules(self.paths("rules", "folders")))


@cache
def shipped_rules() -> tuple[str, ...]:
    """Ids of the rules that come with gongkai, without reading them."""
    from checker import data

    return tuple(sorted(p.stem for p in (data.folder("rules") / "catalogue").glob("*.yml")))


def _own_rules(folders: Iterable[Path]) -> list[str]:
    return sorted(p.stem for folder in folders for p in (folder / "catalogue").glob("*.yml"))


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
        (section, key): Setting(default, DEFAULT) for section, keys in KEYS.items() for key, (_, default, _) in keys.items()
    }
    severities: dict[str, Setting] = {}
    if path is None:
        return Config(None, settings, severities)
    text = _text_of(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        reason = Text(f"TOML 格式有误：{problem}", f"not valid TOML: {problem}")
        raise RuleBookError(str(path), int(line[1]) if line else None, reason) from None
    reader = _Reader(path, text, raw)
    for section, content in raw.items():
        if section != "overrides":
            reader.take((section,), content, settings, severities)
    for i, override in enumerate(reader.overrides()):
        pattern = override.get("path")
        if not isinstance(pattern, str):
            raise reader.fail(("overrides", i), "每个 [[overrides]] 都需要 path", "every [[overrides]] needs a path")
        wanted = report is not None and _covers(pattern, report, path.parent)
        for section, content in override.items():
            if section != "path":  # what holds elsewhere is read as well: a mistake in it is told to whoever meets it
                own: tuple[dict[Any, Setting], dict[str, Setting]] = (settings, severities) if wanted else ({}, {})
                reader.take(("overrides", i, section), content, *own)
    return Config(path, settings, severities)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RuleBookError(str(path), None, Text("找不到这个配置文件", "no such configuration file")) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path, problem) from None


def _unreadable(path: Path, problem: OSError | UnicodeDecodeError) -> RuleBookError:
    if isinstance(problem, UnicodeDecodeError):
        return RuleBookError(str(path), None, Text("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8"))
    detail = problem.strerror or str(problem)
    return RuleBookError(str(path), None, Text(f"读不了：{detail}", f"cannot be read: {detail}"))


def _covers(pattern: str, report: Path, base: Path) -> bool:
    try:
        relative = report.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return False
    return fnmatch(relative, pattern) or fnmatch(relative, pattern.rstrip("/") + "/*")


_At = tuple[str | int, ...]
_NAME: Final = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_TABLE: Final = re.compile(rf"\s*\[\[?\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY: Final = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


def _lines(text: str) -> dict[_At, int]:
    """Where each table and key of a TOML file stands; entries of ``[[overrides]]`` are counted from 0."""
    found: dict[_At, int] = {}
    table: _At = ()
    count = -1
    for number, line in enumerate(text.split("\n"), 1):
        if head := _TABLE.match(line):
            parts = _parts(head[1])
            if parts[0] == "overrides":
                count += line.lstrip().startswith("[[")
                table = ("overrides", max(count, 0), *parts[1:])
            else:
                table = parts
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(p.strip("\"'") for p in re.findall(_NAME, dotted))


def _nearest(word: str, known: Sequence[str]) -> Text:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    if near:
        return Text(f"；是否指 {near[0]}？", f"; did you mean {near[0]}?")
    return Text(f"（可用：{'、'.join(known)}）", f" (known: {', '.join(known)})")


class _Reader:
    """Takes sections apart and names the line of a mistake."""

    def __init__(self, path: Path, text: str, raw: Mapping[str, Any]) -> None:
        self.path = path
        self.raw = raw
        self.where = _lines(text)

    def line(self, at: _At) -> int | None:
        """The line of a key, else of the table around it."""
        for end in range(len(at), 0, -1):
            if at[:end] in self.where:
                return self.where[at[:end]]
        return None

    def fail(self, at: _At, zh: str, en: str) -> RuleBookError:
        return RuleBookError(str(self.path), self.line(at), Text(zh, en))

    def unknown(self, at: _At, known: Sequence[str], zh: str, en: str) -> RuleBookError:
        hint = _nearest(str(at[-1]), known)
        return self.fail(at, f"不认识的{zh} {at[-1]}{hint.zh}", f"unknown {en} {at[-1]}{hint.en}")

    def overrides(self) -> list[Mapping[str, Any]]:
        raw = self.raw.get("overrides", [])
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            raise self.fail(("overrides",), "overrides 应写成 [[overrides]]", "write overrides as [[overrides]]")
        return raw

    def take(
        self, at: _At, content: Any, settings: dict[tuple[str, str], Setting], severities: dict[str, Setting]
    ) -> None:
        """One section's values into ``settings`` or ``severities``."""
        section = str(at[-1])
        if section not in KEYS and section != "severities":
            known = [*KEYS, "severities"] + (["overrides"] if len(at) == 1 else [])
            raise self.unknown(at, known, "小节", "section")
        if not isinstance(content, dict):
            raise self.fail(at, f"{section} 应写成 [{section}] 小节", f"write {section} as a section [{section}]")
        for key, value in content.items():
            here = (*at, key)
            if section == "severities":
                self._level(here, value)
                severities[key] = Setting(value, self._source(here))
                continue
            if key not in KEYS[section]:
                raise self.unknown(here, list(KEYS[section]), "键", "key")
            self._value(here, section, key, value)
            settings[section, key] = Setting(value, self._source(here))

    def _source(self, at: _At) -> str:
        return f"{self.path}:{self.line(at) or '?'}"

    def _value(self, at: _At, section: str, key: str, value: Any) -> None:
        kind = KEYS[section][key][0]
        if kind is list and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            raise self.fail(at, f'{key} 应为字符串列表，如 ["…"]', f'{key} must be a list of strings, such as ["…"]')
        if kind is str and not isinstance(value, str):
            raise self.fail(at, f'{key} 应为字符串，如 "…"', f'{key} must be a string, such as "…"')
        allowed = CHOICES.get((section, key))
        if allowed and value not in allowed:
            hint = _nearest(value, allowed)
            raise self.fail(at, f"{key} 不能是 {value}{hint.zh}", f"{key} cannot be {value}{hint.en}")
        if key in ("select", "ignore"):
            for part in value:
                if not part or not any(rule.startswith(part) for rule in self._rules()):
                    hint = _nearest(part, self._rules()) if part else Text("", "")
                    hint = hint if len(hint.zh) < 20 else Text("", "")
                    raise self.fail(at, f"没有以“{part}”开头的规则{hint.zh}", f"no rule begins with {part!r}{hint.en}")
        if key in ("files", "folders"):
            for name in value:
                self._exists(at, self.path.parent / name, folder=key == "folders")

    def _exists(self, at: _At, path: Path, folder: bool) -> None:
        if folder and not (path / "catalogue").is_dir() and not (path / "editions").is_dir():
            raise self.fail(
                at, f"{path} 不是规则目录（其中应有 catalogue 或 editions 文件夹）",
                f"{path} is no folder of rules (it must hold a folder catalogue or editions)",
            )  # fmt: skip
        if not folder and not path.is_file():
            raise self.fail(at, f"找不到文件 {path}", f"no such file: {path}")

    def _level(self, at: _At, level: Any) -> None:
        rule = str(at[-1])
        if rule not in self._rules():
            raise self.unknown(at, self._rules(), "规则", "rule")
        if level not in LEVELS:
            hint = _nearest(str(level), LEVELS)
            raise self.fail(at, f"{rule} 的级别不能是 {level}{hint.zh}", f"{rule} cannot be {level}{hint.en}")

    def _rules(self) -> tuple[str, ...]:
        """Every id that this file may name: shipped rules and all own rules that any part of it brings."""
        folders = []
        for part in (self.raw, *self.overrides()):
            rules = part.get("rules")
            named = rules.get("folders") if isinstance(rules, dict) else None
            folders += [self.path.parent / n for n in named or () if isinstance(n, str)] if isinstance(named, list) else []
        return (*shipped_rules(), *_own_rules(folders))
