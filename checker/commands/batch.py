"""``gongkai batch``: reviews every report below folders or listed in a roster, resumably, in parallel."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from checker import exit_codes
from checker.cli import SEVERITIES, date_option
from checker.usage import say


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), help="结果文件夹；中断后用同一文件夹继续"
)
@click.option("--workers", type=click.IntRange(1), help="同时审查的份数（默认：处理器个数）")
@click.option("--cluster", metavar="ADDRESS|local", help="在 Dask 集群上运行（local：在本机启动一个）")
@click.option(
    "--rerun", metavar="RULES", help="规则改动后按已存的内容重审，不再读文件：规则编号或前缀，all 为全部"
)
@click.option("--retry", is_flag=True, help="重新审查此前超时、内存不足或被中止的报告（其余结果不变）")
@click.option("--fail-on", type=click.Choice(list(SEVERITIES)), help="达到此级别时退出码为 1（默认 error）")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="消息语言（默认 zh）")
@click.option("--config", type=click.Path(), help="配置文件（默认自报告所在文件夹向上查找 gongkai.toml）")
@click.option("--engine", type=click.Choice(["auto", "pdfium", "pdfminer"]), help="PDF 读取引擎（默认 auto）")
@date_option("--as-of", help="按这一天的法律状态判断（默认：报告日期，否则为统计期限次日）")
def batch(
    paths: tuple[str, ...], out: str, workers: int | None, cluster: str | None, rerun: str | None, retry: bool,
    fail_on: str | None, lang: str | None, config: str | None, engine: str | None, as_of: datetime | None,
) -> None:  # fmt: skip
    """审查文件夹、通配符或名单（CSV、XLSX）里的全部报告，结果写到 --out。"""
    from checker import rulebook
    from checker.batch.extras import lacking, need
    from checker.batch.inputs import expand
    from checker.batch.progress import Progress
    from checker.batch.run import Plan, run
    from checker.batch.runners import Cluster, Local
    from checker.batch.store import Store
    from checker.batch.whole import finish
    from checker.commands.check import configuration, review_options
    from checker.outputs.text_words import mark

    rules = _rules(rerun)
    first = configuration(paths[0], config)
    language = lang or first.get("check", "lang")
    folders: dict[str, Mapping[str, Any]] = {}

    def options_for(path: str) -> Mapping[str, Any]:
        folder = os.path.dirname(path)
        if folder not in folders:
            conf = configuration(path if "://" not in path else "-", config)
            folders[folder] = shared.setdefault(
                repr(made := review_options(conf, (), (), engine, as_of)), made
            )
        return folders[folder]

    shared: dict[str, Mapping[str, Any]] = {}
    entries = expand(paths, out)
    documents = len({e.path for e in entries if e.path})
    if not entries:
        raise click.UsageError(say("没有找到任何报告；请核对路径。", "no report found; check the paths."))
    if (without := lacking(e.source for e in entries if e.source)) is not None:
        click.echo(without.get(language), err=True)
    if cluster:
        need("distributed", "cluster")
    count = workers or os.cpu_count() or 1
    words = rulebook.load().file("batch/outputs.yml")
    outcomes, told = ({k: v[language] for k, v in words[part].items()} for part in ("outcomes", "progress"))
    office = {k: str(first.get("letter", k)) for k in ("office", "contact", "deadline", "date")}
    with Store(Path(out) / "store.sqlite") as store:  # noqa: SIM117 (the store closes last)
        with (
            Cluster(cluster, count) if cluster else Local(count) as runner,
            Progress(documents, {**told, "comma": mark("comma", language)}, outcomes) as progress,
        ):
            plan = Plan(options_for, language, rules, retry)
            answers = run(entries, store, runner, plan, progress.tick)
            progress.stage(words["writing"][language])
            worst = finish(entries, answers, store, runner, plan, Path(out), office)
    click.echo(out)
    if set(answers.outcomes) - {"reviewed"}:
        sys.exit(exit_codes.UNREAD)
    if worst >= SEVERITIES[fail_on or first.get("check", "fail-on")]:
        sys.exit(exit_codes.FINDINGS)


def _rules(rerun: str | None) -> tuple[str, ...] | None:
    if rerun is None:
        return None
    if rerun.strip().lower() in ("all", "全部"):
        return ()
    from checker.commands.check import _ids

    return _ids(click.get_current_context(), click.Option(["--rerun"]), (rerun,))
