"""``gongkai rules``: lists the rules, or explains one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli import lang_option
from checker.config import find, load
from checker.usage import say

if TYPE_CHECKING:
    from checker.rulebook import Example, Rule, RuleBook

WORDS = {
    "zh": {
        "severity": "级别", "applies": "适用", "basis": "依据", "flags": "会提示的例子", "passes": "不提示的例子",
        "what": "查什么", "why": "为什么", "says": "怎么说", "all": "全部年度", "from": "{0} 年度起", "to": "至 {0} 年度",
        "error": "错误", "warning": "警告", "advice": "建议", "off": "关闭", "original": "（样本报告原文）", "kind": "需要能判断机关类型，否则不检查", "do": "怎么改",
        "pair": "需要上一年的报告（--previous 或 batch）", "set": "需要一批报告（batch）",
    },
    "en": {
        "severity": "severity", "applies": "applies", "basis": "basis", "flags": "flagged", "passes": "passes",
        "what": "what", "why": "why", "says": "says", "all": "all years", "from": "from {0}", "to": "to {0}",
        "error": "error", "warning": "warning", "advice": "advice", "off": "off", "original": "(the specimen as it is)",
        "kind": "needs the kind of agency, else not checked", "do": "what to do",
        "pair": "needs last year's report (--previous or batch)", "set": "needs a set of reports (batch)",
    },
}  # fmt: skip


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option("--scoring", is_flag=True, help="说明评分方法")
@click.option("--markdown", is_flag=True, help="输出全部规则的 Markdown 文档（docs/rules.md 即由此生成）")
@click.option("--config", type=click.Path(), help="配置文件，其中的自有规则也列出（默认自当前文件夹向上查找 gongkai.toml）")
@lang_option
def rules(rule_id: str | None, scoring: bool, markdown: bool, config: str | None, lang: str) -> None:
    """列出规则；给出编号则解释这一条：查什么、为什么、依据、会提示和不提示的例子。"""
    from checker import rulebook

    if markdown:  # the shipped rules alone, wherever it runs
        click.echo(as_markdown(rulebook.load()), nl=False)
        return
    here = Path("gongkai")
    conf = load(Path(config) if config else find(here), here)
    book = rulebook.load(conf.paths("rules", "folders"), conf.overrides())
    if scoring:
        from checker.scoring import explain

        click.echo(explain(book, lang), nl=False)
    elif rule_id is None:
        wide = max(cell_len(WORDS[lang][s]) for s in ("error", "warning", "advice"))
        for rule in in_order(book):
            level = WORDS[lang][level_of(rule, book)]
            click.echo(f"{rule.id}  {level}{' ' * (wide - cell_len(level))}  {rule.title.get(lang)}")
    else:
        rule = _find(book, rule_id)
        click.echo("\n".join(page(rule, book, lang)))


def in_order(book: RuleBook) -> list[Rule]:
    """Rules in the order of the catalogue: groups as a reader meets them, then numbers."""
    groups = "SCLYTNQWXG"
    return sorted(
        book.rules.values(), key=lambda r: (groups.index(r.id[0]) if r.id[0] in groups else len(groups), r.id)
    )


def _find(book: RuleBook, rule_id: str) -> Rule:
    found = book.rules.get(rule_id.upper())
    if found is None:
        near = difflib.get_close_matches(rule_id.upper(), book.rules, n=1)
        raise click.UsageError(
            say(
                f"没有规则 {rule_id}" + (f"；是否指 {near[0]}？" if near else "；gongkai rules 列出全部规则。"),
                f"no rule {rule_id}" + (f"; did you mean {near[0]}?" if near else "; see gongkai rules."),
            )
        )
    return found


def level_of(rule: Rule, book: RuleBook) -> str:
    """The rule's severity as the configuration leaves it: error, warning, advice or off."""
    level = book.overrides.get(rule.id, rule.severity)
    return level.name if level is not None else "off"


def cell_len(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)


def applies(rule: Rule, lang: str) -> str:
    words = WORDS[lang]
    parts = []
    if rule.from_year is not None:
        parts.append(words["from"].format(rule.from_year))
    if rule.to_year is not None:
        parts.append(words["to"].format(rule.to_year))
    text = "、".join(parts) or words["all"]
    if rule.scope in ("pair", "set"):
        text += f"；{words[rule.scope]}" if lang == "zh" else f"; {words[rule.scope]}"
    if rule.needs_kind:
        text += f"；{words['kind']}" if lang == "zh" else f"; {words['kind']}"
    return text


def page(rule: Rule, book: RuleBook, lang: str) -> Iterator[str]:
    """The rule's page for the terminal."""
    words = WORDS[lang]
    colon = "：" if lang == "zh" else ": "
    yield f"{rule.id}  {rule.title.get(lang)}"
    yield f"{words['severity']}{colon}{words[level_of(rule, book)]}"
    yield f"{words['applies']}{colon}{applies(rule, lang)}"
    yield f"{words['what']}{colon}{rule.what.get(lang)}"
    yield f"{words['why']}{colon}{rule.why.get(lang)}"
    yield f"{words['basis']}{colon}{rule.basis.get(lang)}"
    yield f"{words['says']}{colon}"
    for message in rule.messages.values():
        yield f"  [{words[message.severity.name]}] {message.text.get(lang)}"
        yield f"      {words['do']}{colon}{message.suggestion.get(lang)}"
    for name, examples in (("flags", rule.flags), ("passes", rule.passes)):
        yield f"{words[name]}{colon}"
        for example in examples:
            yield f"  - {example.name}{colon}{describe(example, lang)}"


def describe(example: Example, lang: str = "zh") -> str:
    """An example's edit of the specimen report, as a reader can follow it."""
    if not example.edit:
        return WORDS[lang]["original"]
    return "；".join(_edit(k, v) for k, v in example.edit.items())


def _edit(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{key} → {{{'；'.join(_edit(str(k), v) for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"{key} → {' ⏎ '.join(str(v) for v in value)}"
    return f"{key} → {value}"


def as_markdown(book: RuleBook) -> str:
    """docs/rules.md: every rule's page."""
    out = ["# 规则", "", "本文件由 `gongkai rules --markdown` 生成，请勿手工修改；规则本身在 `rules/catalogue/`。", ""]
    out += ["| 编号 | 查什么 | 级别 | 适用 |", "| --- | --- | --- | --- |"]
    for rule in in_order(book):
        title = rule.title.zh.replace("|", "\\|")
        out.append(f"| [{rule.id}](#{rule.id.lower()}) | {title} | {WORDS['zh'][rule.severity.name]} | {applies(rule, 'zh')} |")
    for rule in in_order(book):
        out += ["", f"## {rule.id}", "", f"**{rule.title.zh}** ({rule.title.en})", ""]
        out += [f"- 级别：{WORDS['zh'][rule.severity.name]}", f"- 适用：{applies(rule, 'zh')}", f"- 查什么：{rule.what.zh}"]
        out += [f"- 为什么：{rule.why.zh}", f"- 依据：{rule.basis.zh}", "", "提示语："]
        for message in rule.messages.values():
            out.append(f"- [{WORDS['zh'][message.severity.name]}] {message.text.zh} 怎么改：{message.suggestion.zh}")
        out += ["", "会提示：", *(f"- {e.name}：`{describe(e)}`" for e in rule.flags)]
        out += ["", "不提示：", *(f"- {e.name}：`{describe(e)}`" for e in rule.passes)]
    return "\n".join(out) + "\n"
