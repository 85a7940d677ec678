"""``gongkai statutes FILE``: every reference to law, what it resolves to, its version on the day, its state."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from checker import exit_codes
from checker.cli import lang_option
from checker.commands.check import as_of_option, config_option, configuration, review_options, source_of


@click.command()
@click.argument("path", metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式")
@as_of_option
@config_option
@lang_option
def statutes(path: str, form: str, as_of: datetime | None, config: str | None, lang: str) -> None:
    """列出报告引用的全部法律文件：对应的正式名称、当日有效的版本、是否有效。"""
    from checker.jobs import Job
    from checker.pool import Pool

    options = review_options(configuration(path, config), (), (), None, as_of)
    job = Job(path, source_of(path), None, ("statutes",), options, {"lang": lang, "as_json": form == "json"})
    with Pool(1) as pool:
        done = next(iter(pool.map([job])))
    if done.outcome != "reviewed":
        click.echo(done.message(lang), err=True)
        sys.exit(exit_codes.UNREAD)
    click.echo(done.outputs["statutes"], nl=False)
