"""The rules for a reader: one rule's page for the terminal, all of them as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.outputs.text_words import listed, mark, name, words
from checker.outputs.text_wrap import columns
from checker.rulebook import Example, Message, Rule, RuleBook


def in_order(book: RuleBook) -> list[Rule]:
    """Rules in the order of the catalogue: groups as a reader meets them, then numbers."""
    groups = {group: n for n, group in enumerate(book.file("names.yml")["groups"])}
    return sorted(book.rules.values(), key=lambda r: (groups.get(r.group, len(groups)), r.id))


def listing(book: RuleBook, lang: str) -> Iterator[str]:
    """A line a rule: id, severity, title."""
    levels = {rule.id: name("severities", level_of(rule, book), lang) for rule in book.rules.values()}
    wide = max(map(columns, levels.values()))
    for rule in in_order(book):
        level = levels[rule.id]
        yield f"{rule.id}  {level}{' ' * (wide - columns(level))}  {rule.title.get(lang)}"


def level_of(rule: Rule, book: RuleBook) -> str:
    """The rule's severity as the configuration leaves it: error, warning, advice or off."""
    level = book.overrides.get(rule.id, rule.severity)
    return level.name if level is not None else "off"


def applies(rule: Rule, lang: str) -> str:
    """The years in which it applies, and what it needs."""
    own = words(lang, "rule")
    years = []
    if rule.from_year is not None:
        years.append(own["from"].format(rule.from_year))
    if rule.to_year is not None:
        years.append(own["to"].format(rule.to_year))
    parts = [listed(years, lang) or own["all"]]
    if rule.scope in ("pair", "set"):
        parts.append(own[rule.scope])
    if rule.needs_kind:
        parts.append(own["kind"])
    return mark("stop", lang).join(parts)


def page(rule: Rule, book: RuleBook, lang: str) -> Iterator[str]:
    """The rule's page for the terminal."""
    own, colon = words(lang, "rule"), mark("colon", lang)
    yield f"{rule.id}  {rule.title.get(lang)}"
    yield f"{own['severity']}{colon}{name('severities', level_of(rule, book), lang)}"
    yield f"{own['applies']}{colon}{applies(rule, lang)}"
    yield f"{own['what']}{colon}{rule.what.get(lang)}"
    yield f"{own['why']}{colon}{rule.why.get(lang)}"
    yield f"{own['basis']}{colon}{rule.basis.get(lang)}"
    yield f"{own['says']}{colon.rstrip()}"
    for message in rule.messages.values():
        yield f"  [{name('severities', message.severity.name, lang)}] {message.text.get(lang)}"
        yield f"      {own['do']}{colon}{message.suggestion.get(lang)}"
    for kind, examples in (("flags", rule.flags), ("passes", rule.passes)):
        yield f"{own[kind]}{colon.rstrip()}"
        for example in examples:
            yield f"  - {example.name}{colon}{describe(example, lang)}"


def describe(example: Example, lang: str = "zh") -> str:
    """An example's edit of the specimen report, as a reader can follow it."""
    if not example.edit:
        return str(words(lang, "rule")["original"])
    return mark("stop", lang).join(_edit(k, v, lang) for k, v in example.edit.items())


def _edit(key: str, value: Any, lang: str) -> str:
    if isinstance(value, Mapping):
        inner = mark("stop", lang).join(_edit(str(k), v, lang) for k, v in value.items())
        return f"{key} → {{{inner}}}"
    if isinstance(value, list):
        return f"{key} → {' ⏎ '.join(str(v) for v in value)}"
    return f"{key} → {value}"


def as_markdown(book: RuleBook) -> str:
    """docs/rules.md: every rule's page."""
    own = words("zh", "rule")

    def level(item: Rule | Message) -> str:
        return name("severities", item.severity.name, "zh")

    out = ["# 规则", "", "本文件由 `gongkai rules --markdown` 生成，请勿手工修改；规则本身在 `rules/catalogue/`。", ""]
    out += ["| 编号 | 查什么 | 级别 | 适用 |", "| --- | --- | --- | --- |"]
    for rule in in_order(book):
        title = rule.title.zh.replace("|", "\\|")
        out.append(f"| [{rule.id}](#{rule.id.lower()}) | {title} | {level(rule)} | {applies(rule, 'zh')} |")
    for rule in in_order(book):
        out += ["", f"## {rule.id}", "", f"**{rule.title.zh}** ({rule.title.en})", ""]
        out += [f"- {own['severity']}：{level(rule)}", f"- {own['applies']}：{applies(rule, 'zh')}", f"- {own['what']}：{rule.what.zh}"]
        out += [f"- {own['why']}：{rule.why.zh}", f"- {own['basis']}：{rule.basis.zh}", "", "提示语："]
        for message in rule.messages.values():
            out.append(f"- [{level(message)}] {message.text.zh} {own['do']}：{message.suggestion.zh}")
        out += ["", "会提示：", *(f"- {e.name}：`{describe(e)}`" for e in rule.flags)]
        out += ["", "不提示：", *(f"- {e.name}：`{describe(e)}`" for e in rule.passes)]
    return "\n".join(out) + "\n"
