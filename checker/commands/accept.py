"""``gongkai accept``: accepts findings with a reason, so that they are shown as accepted from then on."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime

import click

from checker import exit_codes
from checker.cli import date_option


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--rule", "rule_ids", multiple=True, metavar="ID", help="只接受这些规则的问题（编号或前缀，可重复）")
@click.option("--quote", help="只接受原文含有这段文字的问题")
@click.option("--baseline", is_flag=True, help="接受报告现有的全部问题，今后只看新增的")
@click.option("--reason", help="接受的理由（--baseline 之外必填）")
@click.option("--who", help="谁接受的（默认：当前用户）")
@date_option("--until", help="有效期至")
@click.option("--config", type=click.Path(), help="配置文件")
def accept(
    paths: tuple[str, ...], rule_ids: tuple[str, ...], quote: str | None, baseline: bool, reason: str | None,
    who: str | None, until: datetime | None, config: str | None,
) -> None:  # fmt: skip
    """接受报告中的问题并写入接受文件；再次检查时这些问题会标明“已接受”，不再计入。"""
    if not baseline and not reason:
        raise click.UsageError("请用 --reason 写明理由，或用 --baseline 接受现有的全部问题。")
    if not baseline and not rule_ids:
        raise click.UsageError("请用 --rule 指明规则，或用 --baseline 接受现有的全部问题。")
    from checker import accepted
    from checker.commands.check import configuration, review_options
    from checker.reviewing import Options, review

    status = exit_codes.OK
    for path in paths:
        conf = configuration(path, config)
        source = sys.stdin.buffer.read() if path == "-" else path
        options = Options(**review_options(conf, (), (), None, None))
        result = review(source, path=path, options=options)
        if result.report is None or result.document is None:
            click.echo(result.message.zh if result.message else result.outcome, err=True)
            status = exit_codes.UNREAD
            continue
        wanted = [
            f for f in result.findings
            if f.accepted is None
            and (baseline or any(f.rule.startswith(r.upper()) for r in rule_ids))
            and (quote is None or (f.place is not None and quote in (f.place.quote or "")))
        ]  # fmt: skip
        made = [
            accepted.make(f, result.report, result.document, reason or "基线：既有问题", who or _user(), until.date() if until else None)
            for f in wanted
        ]  # fmt: skip
        if made:
            accepted.write(conf.accepted, [*accepted.read(conf.accepted), *made])
        click.echo(f"{path}：接受了 {len(made)} 个问题，写入 {conf.accepted}")
    sys.exit(status)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
