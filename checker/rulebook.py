"""Loads and validates ``rules/``: the catalogue of rules, the editions of the form, reasons, and further data.

A rule that can never match, has no legal basis or no examples is refused, with file and line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from checker import data
from checker.config import OWN_PREFIX
from checker.errors import RuleBookError
from checker.findings import Severity, Text
from checker.yaml_lines import line_of, load_yaml

Scope = Literal["report", "pair", "set"]

RULE_KEYS = {
    "id", "title", "what", "why", "basis", "severity", "from_year", "to_year", "scope", "needs_kind", "messages",
    "params", "detect", "examples",
}  # fmt: skip
PATTERN_FIELDS = {"quote", "expected", "actual"}
"""What a message of a rule made of patterns alone may be filled with."""
PATTERN_KEYS = ("text", "unless", "sections", "message", "expected")
PRE2019_GROUPS = ("L", "W", "Y")


@dataclass(frozen=True, slots=True)
class Message:
    """One way in which a rule speaks: templates for :meth:`str.format_map`, and the severity of this variant."""

    severity: Severity
    text: Text
    suggestion: Text


@dataclass(frozen=True, slots=True)
class Pattern:
    """A data-only detection: a linear-time (RE2) pattern looked for in each sentence.

    ``sections`` restricts it (None: everywhere); ``unless`` is a pattern which, in the same sentence, excuses.
    """

    text: str
    unless: str | None = None
    sections: tuple[int, ...] | None = None
    message: str = "default"
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An example in data: an edit of the specimen report (see :mod:`checker.specimen`) under a name."""

    name: str
    edit: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the catalogue declares it. ``params`` holds the rule's own data (phrases, thresholds)."""

    id: str
    title: Text
    what: Text
    why: Text
    basis: Text
    severity: Severity
    from_year: int | None
    to_year: int | None
    scope: Scope
    needs_kind: bool
    messages: Mapping[str, Message]
    params: Mapping[str, Any]
    patterns: tuple[Pattern, ...]
    flags: tuple[Example, ...]
    passes: tuple[Example, ...]
    source: str = ""

    @property
    def group(self) -> str:
        return self.id[0]

    def applies_to(self, year: int) -> bool:
        """Whether the rule holds for reports about ``year``."""
        if year < 2019 and self.group not in PRE2019_GROUPS and self.from_year is None:
            return False
        return (self.from_year is None or year >= self.from_year) and (self.to_year is None or year <= self.to_year)


@dataclass(frozen=True)
class RuleBook:
    """All rules and the data beside them. ``version`` changes whenever any byte of the data does."""

    rules: Mapping[str, Rule]
    editions: Mapping[str, Mapping[str, Any]]
    reasons: Mapping[str, Text]
    roots: tuple[Path, ...]
    overrides: Mapping[str, Severity | None] = field(default_factory=dict)
    """Severities set by configuration; None switches the rule off."""

    @cached_property
    def version(self) -> str:
        """Twelve hex digits over names and contents of every data file that can change a finding."""
        digest = hashlib.sha256()
        for root in self.roots:
            for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")):
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
        for rule, severity in sorted(self.overrides.items()):
            digest.update(f"{rule}={severity}".encode())
        return digest.hexdigest()[:12]

    def edition_due(self, year: int) -> str | None:
        """The edition that reports about ``year`` must use: the latest that holds, so that a new one needs no edit of
        the old."""
        for name, edition in reversed(tuple(self.editions.items())):
            if edition["from_year"] <= year and (edition["to_year"] is None or year <= edition["to_year"]):
                return str(name)
        return None

    def beyond_known(self, year: int) -> bool:
        """Whether no edition is known to hold for ``year`` (its rules are then warnings at most)."""
        return bool(year > max(e["known_to"] for e in self.editions.values()))

    def file(self, name: str) -> Any:
        """The data of ``rules/<name>`` (YAML), read once. Raises RuleBookError where it is damaged."""
        return _file(self.path(name))

    def path(self, name: str) -> Path:
        """Where ``rules/<name>`` is: the last folder that has it. Raises RuleBookError where none has."""
        return _path(self.roots, name)


@cache
def _path(roots: tuple[Path, ...], name: str) -> Path:
    for root in reversed(roots):
        if (root / name).is_file():
            return root / name
    raise RuleBookError(name, None, Text("规则目录里没有这个文件", "no such file in the folders of rules"))


@cache
def _file(path: Path) -> Any:
    return load_yaml(path)


def load(extra: Iterable[Path] = (), overrides: Mapping[str, Severity | None] | None = None) -> RuleBook:
    """The rule book from ``rules/`` and, on top, from further folders in the same form.

    Raises RuleBookError (file, line, reason) at the first thing that is wrong.
    """
    roots = (data.folder("rules"), *extra)
    return _load(roots, tuple(sorted((overrides or {}).items())))


@cache
def _load(roots: tuple[Path, ...], overrides: tuple[tuple[str, Severity | None], ...]) -> RuleBook:
    rules: dict[str, Rule] = {}
    editions: dict[str, Mapping[str, Any]] = {}
    for root in roots:
        for path in sorted((root / "catalogue").glob("*.yml")):
            rule = read_rule(path)
            if root is not roots[0]:
                _own(rule, path)
            if rule.id in rules:
                where = rules[rule.id].source
                told = Text(f"规则 {rule.id} 已在 {where} 定义", f"rule {rule.id} is defined already in {where}")
                raise RuleBookError(str(path), line_of(path, "id"), told)
            rules[rule.id] = rule
        for path in sorted((root / "editions").glob("*.yml")):
            edition = load_yaml(path)
            editions[edition["edition"]] = edition
    reasons = {k: Text(v["zh"], v["en"]) for k, v in load_yaml(roots[0] / "reasons.yml").items()}
    ordered = dict(sorted(editions.items(), key=lambda e: e[1]["from_year"]))
    return RuleBook(rules, ordered, reasons, roots, dict(overrides))


def _own(rule: Rule, path: Path) -> None:
    """Rules of an office are data alone, under ids that ours never take. Raises RuleBookError."""
    if not re.fullmatch(rf"{OWN_PREFIX}\d{{2,4}}", rule.id):
        told = Text(
            f"自有规则的编号应为 {OWN_PREFIX} 加两到四位数字（如 {OWN_PREFIX}01），不是 {rule.id}",
            f"own rules are numbered {OWN_PREFIX} and two to four digits (such as {OWN_PREFIX}01), not {rule.id}",
        )
        raise RuleBookError(str(path), line_of(path, "id"), told)
    if not rule.patterns:
        told = Text("自有规则需要 detect.patterns，否则永远不会有结果", "an own rule needs detect.patterns to find anything")
        raise RuleBookError(str(path), line_of(path, "detect"), told)
    for name, message in rule.messages.items():
        for template in (message.text.zh, message.text.en, message.suggestion.zh, message.suggestion.en):
            try:
                fields = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
            except ValueError:
                fields = {template}
            if wrong := sorted(fields - PATTERN_FIELDS):
                told = Text(
                    f"messages.{name} 里的 {{{wrong[0]}}} 无法填写（可用：{{quote}}、{{expected}}、{{actual}}；花括号本身写成 {{{{ }}}}）",
                    f"messages.{name}: {{{wrong[0]}}} cannot be filled in (there are {{quote}}, {{expected}}, {{actual}}; "
                    "braces themselves are written {{ }})",
                )
                raise RuleBookError(str(path), line_of(path, "messages", name), told)


def read_rule(path: Path) -> Rule:
    """One catalogue file. Raises RuleBookError where a key is unknown or missing, or the rule can never match."""
    raw = load_yaml(path)

    def fail(zh: str, en: str, *keys: str) -> RuleBookError:
        return RuleBookError(str(path), line_of(path, *keys), Text(zh, en))

    if not isinstance(raw, dict):
        raise fail("应当是一组键值", "must be a mapping")
    for key in raw:
        if key not in RULE_KEYS:
            known = sorted(RULE_KEYS)
            raise fail(
                f"不认识的键 {key}（可用：{'、'.join(known)}）", f"unknown key {key} (there are {', '.join(known)})", str(key)
            )
    for key in ("id", "title", "what", "why", "basis", "severity", "messages", "examples"):
        if not raw.get(key):
            raise fail(f"缺少 {key}", f"{key} is missing")
    rule_id = str(raw["id"])
    if path.stem != rule_id:
        raise fail(f"文件名应为 {rule_id}.yml", f"the file must be called {rule_id}.yml", "id")
    severity = _severity(raw["severity"], fail, "severity")
    messages = {}
    if not isinstance(raw["messages"], dict):
        raise fail("messages 应当是一组键值", "messages must be a mapping", "messages")
    for name, m in raw["messages"].items():
        if not isinstance(m, dict) or not {"zh", "en", "do"} <= m.keys():
            raise fail(f"messages.{name} 需要 zh、en、do", f"messages.{name} needs zh, en and do", "messages", name)
        own = _severity(m.get("severity", raw["severity"]), fail, "messages", name)
        if own > severity:
            raise fail(
                f"messages.{name} 的级别高于规则的级别", f"messages.{name} is graver than its rule", "messages", name
            )
        messages[name] = Message(own, Text(m["zh"], m["en"]), _text(m["do"], fail, "messages", name))
    patterns = []
    for p in _patterns(raw.get("detect"), fail):
        _compiles(p["text"], fail)
        if p.get("unless"):
            _compiles(p["unless"], fail)
        sections = tuple(p["sections"]) if p.get("sections") else None
        message = p.get("message", "default")
        if message not in messages:
            raise fail(f"patterns 用到了没有定义的消息 {message}", f"patterns use {message}, which is no message", "detect")
        patterns.append(Pattern(p["text"], p.get("unless"), sections, message, p.get("expected")))
    examples: dict[str, tuple[Example, ...]] = {}
    for kind in ("flags", "passes"):
        given = raw["examples"].get(kind) if isinstance(raw["examples"], dict) else None
        if not isinstance(given, list) or not given:
            raise fail(f"examples.{kind} 至少要有一个例子", f"examples.{kind} needs at least one example", "examples")
        if not all(isinstance(e, dict) and e.get("name") for e in given):
            raise fail(f"examples.{kind} 的每个例子都需要 name", f"every example of {kind} needs a name", "examples", kind)
        examples[kind] = tuple(Example(str(e["name"]), {k: v for k, v in e.items() if k != "name"}) for e in given)
    from_year, to_year = raw.get("from_year"), raw.get("to_year")
    if from_year is not None and to_year is not None and from_year > to_year:
        raise fail("from_year 晚于 to_year，规则永远不会适用", "from_year is after to_year: never applies", "from_year")
    scope = raw.get("scope", "report")
    if scope not in ("report", "pair", "set"):
        raise fail(f"scope 只能是 report、pair、set，不是 {scope}", f"scope is report, pair or set, not {scope}", "scope")
    return Rule(
        id=rule_id, title=_text(raw["title"], fail, "title"), what=_text(raw["what"], fail, "what"),
        why=_text(raw["why"], fail, "why"), basis=_text(raw["basis"], fail, "basis"), severity=severity,
        from_year=from_year, to_year=to_year, scope=scope, needs_kind=bool(raw.get("needs_kind", False)),
        messages=messages, params=raw.get("params") or {}, patterns=tuple(patterns), flags=examples["flags"],
        passes=examples["passes"], source=str(path),
    )  # fmt: skip


def _severity(word: Any, fail: Any, *keys: str) -> Severity:
    try:
        return Severity[word]
    except KeyError:
        raise fail(
            f"级别只能是 error、warning、advice，不是 {word}", f"severity is error, warning or advice, not {word}", *keys
        ) from None


def _text(pair: Any, fail: Any, *keys: str) -> Text:
    if not isinstance(pair, dict) or not pair.get("zh") or not pair.get("en"):
        raise fail("需要 zh 和 en 两种文字", "needs texts in zh and en", *keys)
    return Text(str(pair["zh"]).strip(), str(pair["en"]).strip())


def _patterns(detect: Any, fail: Any) -> list[Mapping[str, Any]]:
    """The patterns of a rule, their keys and types looked at."""
    if detect is None:
        return []
    given = detect.get("patterns") if isinstance(detect, dict) and set(detect) == {"patterns"} else None
    if not isinstance(given, list) or not all(isinstance(p, dict) for p in given):
        raise fail("detect 应写成 {patterns: [{text: …}]}", "write detect as {patterns: [{text: …}]}", "detect")
    for p in given:
        for key in p:
            if key not in PATTERN_KEYS:
                raise fail(
                    f"patterns 里不认识的键 {key}（可用：{'、'.join(PATTERN_KEYS)}）",
                    f"unknown key {key} in patterns (there are {', '.join(PATTERN_KEYS)})", "detect", "patterns",
                )  # fmt: skip
        if not isinstance(p.get("text"), str) or not isinstance(p.get("unless") or "", str):
            raise fail(
                "patterns 的 text、unless 应为字符串（模式）", "text and unless of patterns must be strings", "detect", "patterns"
            )
        sections = p.get("sections")
        if sections is not None and not (isinstance(sections, list) and all(type(n) is int and 0 <= n <= 6 for n in sections)):
            raise fail(
                "patterns 的 sections 应为 0 到 6 的列表（0 为标题和前言）",
                "sections of patterns must be a list of numbers from 0 (title and preamble) to 6", "detect", "patterns",
            )  # fmt: skip
    return given


def _compiles(pattern: str, fail: Any) -> None:
    import re2

    try:
        re2.compile(pattern)
    except re2.error as problem:
        raise fail(f"模式 {pattern!r} 不能编译：{problem}", f"pattern {pattern!r}: {problem}", "detect") from None
