"""``gongkai rules``: lists the rules, or explains one."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import lang_option
from checker.config import find, load
from checker.usage import say

if TYPE_CHECKING:
    from checker.rulebook import Rule, RuleBook


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option("--scoring", is_flag=True, help="说明评分方法")
@click.option("--markdown", is_flag=True, help="输出全部规则的 Markdown 文档（docs/rules.md 即由此生成）")
@click.option("--config", type=click.Path(), help="配置文件，其中的自有规则也列出（默认自当前文件夹向上查找 gongkai.toml）")
@lang_option
def rules(rule_id: str | None, scoring: bool, markdown: bool, config: str | None, lang: str) -> None:
    """列出规则；给出编号则解释这一条：查什么、为什么、依据、会提示和不提示的例子。"""
    from checker import rulebook
    from checker.outputs import rule_pages

    if markdown:  # the shipped rules alone, wherever it runs
        click.echo(rule_pages.as_markdown(rulebook.load()), nl=False)
        return
    here = Path("gongkai")
    conf = load(Path(config) if config else find(here), here)
    book = rulebook.load(conf.paths("rules", "folders"), conf.overrides())
    if scoring:
        from checker.scoring import explain

        click.echo(explain(book, lang), nl=False)
    elif rule_id is None:
        click.echo("\n".join(rule_pages.listing(book, lang)))
    else:
        click.echo("\n".join(rule_pages.page(_find(book, rule_id), book, lang)))


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
