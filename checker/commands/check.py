"""``gongkai check``: reviews one or more reports and prints the findings."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from checker import exit_codes
from checker.cli import SEVERITIES, date_option
from checker.config import Config, find, load
from checker.outputs import FORMATS, join


def _ids(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Comma or blank separated ids and prefixes, each of which must fit at least one rule."""
    from checker import data

    known = [p.stem for p in (data.folder("rules") / "catalogue").glob("*.yml")]
    wanted = [part.upper() for item in value for part in item.replace("，", ",").replace(" ", ",").split(",") if part]
    for part in wanted:
        if not any(k.startswith(part) for k in known) and not part.startswith("Z"):
            raise click.BadParameter(f"没有以 {part} 开头的规则；gongkai rules 列出全部规则。")
    return tuple(wanted)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="输出格式")
@click.option("--output", type=click.Path(), help="写到文件；输入多于一个时为文件夹")
@click.option("--previous", type=click.Path(), help="同一机关上一年的报告")
@click.option("--select", multiple=True, callback=_ids, metavar="IDS", help="只运行这些规则（编号或前缀）")
@click.option("--ignore", multiple=True, callback=_ids, metavar="IDS", help="不运行这些规则（编号或前缀）")
@click.option("--fail-on", type=click.Choice(list(SEVERITIES)), help="达到此级别时退出码为 1（默认 error）")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="消息语言（默认 zh）")
@click.option("--config", type=click.Path(), help="配置文件（默认自报告所在文件夹向上查找 gongkai.toml）")
@click.option("--engine", type=click.Choice(["auto", "pdfium", "pdfminer"]), help="PDF 读取引擎（默认 auto）")
@date_option("--as-of", help="按这一天的法律状态判断（默认：报告日期，否则为统计期限次日）")
def check(
    paths: tuple[str, ...], form: str, output: str | None, previous: str | None, select: tuple[str, ...],
    ignore: tuple[str, ...], fail_on: str | None, lang: str | None, config: str | None, engine: str | None,
    as_of: datetime | None,
) -> None:  # fmt: skip
    """审查一份或多份报告（文件，“-” 为标准输入），输出发现的问题。"""
    from checker.jobs import Job
    from checker.pool import Pool

    if previous and len(paths) > 1:
        raise click.UsageError("--previous 只能与一份报告同用。")
    if FORMATS[form].binary and output is None:
        raise click.UsageError(f"{form} 格式请用 --output 写到文件。")
    jobs: list[Job] = []
    limits: list[tuple[int, str]] = []
    for path in paths:
        source: str | bytes = sys.stdin.buffer.read() if path == "-" else path
        conf = configuration(path, config)
        language = str(lang or conf.get("check", "lang"))
        shown = {"lang": language, "color": _color() and output is None}
        options = review_options(conf, select, ignore, engine, as_of)
        jobs.append(Job(path, source, previous, (form,), options, shown))
        limits.append((SEVERITIES[fail_on or conf.get("check", "fail-on")], language))
    status = exit_codes.OK
    parts: list[str] = []
    many = len(jobs) > 1
    names: set[str] = set()
    with Pool(1) as pool:
        for job, done, (least, language) in zip(jobs, pool.map(jobs), limits, strict=True):
            if done.outcome != "reviewed":
                click.echo(done.message(language), err=True)
                status = exit_codes.UNREAD
            elif done.worst >= least and status == exit_codes.OK:
                status = exit_codes.FINDINGS
            for note in done.notes:
                click.echo(note, err=True)
            content = done.outputs.get(form)
            if content is None or (form == "text" and done.outcome != "reviewed"):
                continue
            if output is not None and many:
                _write(Path(output) / _free(names, job.path, FORMATS[form].suffix), _whole(form, [content]))
            elif isinstance(content, bytes):
                assert output is not None
                _write(Path(output), content)
            elif output is not None or FORMATS[form].joined:
                parts.append(content)
            else:
                click.echo(content, nl=False)
    if (parts and not many) or (FORMATS[form].joined and not (output and many)):
        whole = join(form, parts)
        if output is None:
            click.echo(whole, nl=False)
        else:
            _write(Path(output), whole)
    sys.exit(status)


def configuration(path: str, given: str | None) -> Config:
    """The configuration for a report: the file given, else the nearest gongkai.toml. Raises RuleBookError."""
    report = Path(path) if path != "-" else Path("stdin")
    return load(Path(given) if given else find(report), report)


def review_options(
    conf: Config, select: tuple[str, ...], ignore: tuple[str, ...], engine: str | None, as_of: datetime | None
) -> dict[str, Any]:
    """Fields of :class:`checker.reviewing.Options`: the command line first, then the configuration."""
    return {
        "select": select or tuple(conf.get("check", "select")),
        "ignore": ignore or tuple(conf.get("check", "ignore")),
        "engine": engine or conf.get("check", "engine"),
        "as_of": as_of.date() if as_of else None,
        "rule_folders": conf.paths("rules", "folders"),
        "overrides": conf.overrides(),
        "settings": {
            "words": conf.words(),
            "statutes": conf.paths("law", "files"),
            "accepted": conf.accepted,
        },
    }


def _whole(form: str, content: list[Any]) -> str | bytes:
    return content[0] if isinstance(content[0], bytes) else join(form, content)


def _free(taken: set[str], path: str, suffix: str) -> str:
    """A file name for an input's output: equal names from different folders are numbered."""
    base = "stdin" if path == "-" else Path(path).name
    name, number = base + suffix, 2
    while name in taken:
        name, number = f"{base}-{number}{suffix}", number + 1
    taken.add(name)
    return name


def _color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _write(path: Path, content: str | bytes) -> None:
    from checker.files import write_atomic

    write_atomic(path, content)
