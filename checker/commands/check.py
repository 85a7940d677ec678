"""``gongkai check``: reviews one or more reports and prints the findings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker import exit_codes
from checker.cli import SEVERITIES, date_option
from checker.config import Config, find, load
from checker.outputs import FORMATS, join
from checker.usage import LANGUAGES, say

if TYPE_CHECKING:
    from checker.jobs import Done, Job


def _ids(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Comma or blank separated ids and prefixes, each of which must fit at least one rule.

    Own rules (``Z…``) are known only with the configuration: :func:`review_options` looks at those.
    """
    from checker.config import OWN_PREFIX, shipped_rules

    wanted = [p.upper() for item in value for p in item.translate(_SEPARATORS).split(",") if p]
    for part in wanted:
        if not part.startswith(OWN_PREFIX):
            _fits(part, shipped_rules(), param)
    if value and not wanted:
        raise click.BadParameter(say("没有写规则编号。", "no rule ids given."), param=param)
    return tuple(wanted)


"""Cells of a line of text where no terminal says how wide it is."""
_SEPARATORS = str.maketrans("，、；; ", ",,,,,")


def _fits(part: str, known: Sequence[str], param: click.Parameter | None = None) -> None:
    if any(k.startswith(part) for k in known):
        return
    import difflib

    near = difflib.get_close_matches(part, known, n=1)
    raise click.BadParameter(
        say(
            f"没有以 {part} 开头的规则；" + (f"是否指 {near[0]}？" if near else "") + "gongkai rules 列出全部规则。",
            f"no rule begins with {part};" + (f" did you mean {near[0]}?" if near else "") + " see gongkai rules.",
        ),
        param=param,
    )


config_option = click.option("--config", type=click.Path(), help="配置文件（默认自报告所在文件夹向上查找 gongkai.toml）")
as_of_option = date_option("--as-of", help="按这一天的法律状态判断（默认：报告日期，否则为统计期限次日）")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="输出格式")
@click.option("--output", type=click.Path(), help="写到文件；输入多于一个时为文件夹")
@click.option("--previous", type=click.Path(), help="同一机关上一年的报告")
@click.option("--select", multiple=True, callback=_ids, metavar="IDS", help="只运行这些规则（编号或前缀，用逗号分开）")
@click.option("--ignore", multiple=True, callback=_ids, metavar="IDS", help="不运行这些规则（编号或前缀，用逗号分开）")
@click.option("--fail-on", type=click.Choice(list(SEVERITIES)), help="达到此级别时退出码为 1（默认 error）")
@click.option("--lang", type=click.Choice(LANGUAGES), help="消息语言（默认 zh）")
@config_option
@click.option("--engine", type=click.Choice(["auto", "pdfium", "pdfminer"]), help="PDF 读取引擎（默认 auto）")
@as_of_option
def check(
    paths: tuple[str, ...], form: str, output: str | None, previous: str | None, select: tuple[str, ...],
    ignore: tuple[str, ...], fail_on: str | None, lang: str | None, config: str | None, engine: str | None,
    as_of: datetime | None,
) -> None:  # fmt: skip
    """审查一份或多份报告（文件，“-” 为标准输入），输出发现的问题。"""
    from checker.jobs import Job
    from checker.pool import Pool

    _sensible(paths, form, output, previous)
    jobs: list[Job] = []
    limits: list[tuple[int, str]] = []
    for path in paths:
        conf = configuration(path, config)
        language = str(lang or conf.get("check", "lang"))
        shown = {"lang": language, **_screen(to_file=output is not None)}
        options = review_options(conf, select, ignore, engine, as_of)
        jobs.append(Job(path, source_of(path), previous, (form,), options, shown))
        limits.append((SEVERITIES[fail_on or conf.get("check", "fail-on")], language))
    targets = _targets([job.path for job in jobs], form, output)
    unread = found = refused = False
    parts: list[str] = []
    told: list[Done] = []
    with Pool(1) as pool:
        for target, done, (least, language) in zip(targets, pool.map(jobs), limits, strict=True):
            told.append(done)
            unread |= _tell(done, language)
            found |= done.outcome == "reviewed" and done.worst >= least
            content = done.outputs.get(form)
            # A note has said which format fits; a script that waits for the file must not take this for success.
            refused |= content is None and done.outcome == "reviewed"
            if content is None or (form == "text" and done.outcome != "reviewed"):
                continue
            if target is not None:
                whole = content if isinstance(content, bytes) else join(form, [content])
                _write(target, whole)
            elif FORMATS[form].joined:
                parts.append(str(content))
            else:
                click.echo(content, nl=False)
    if FORMATS[form].joined and output is None:
        click.echo(join(form, parts), nl=False)
    if form == "text" and output is None and len(told) > 1:
        click.echo(_together(told))
    held = ((refused, exit_codes.USAGE), (unread, exit_codes.UNREAD), (found, exit_codes.FINDINGS))
    sys.exit(next((code for holds, code in held if holds), exit_codes.OK))


def _tell(done: Done, language: str) -> bool:
    """Says on stderr what must be said about an input; whether it, or last year's report, could not be read."""
    if done.outcome != "reviewed":
        click.echo(done.message(language), err=True)
    for note in done.notes:
        click.echo(note, err=True)
    return done.outcome != "reviewed" or done.previous_unread


def _together(told: Sequence[Done]) -> str:
    """The last line over several inputs: how many were reviewed, what was found in all of them."""
    reviewed = sum(done.outcome == "reviewed" for done in told)
    errors, warnings, advice = (sum(d.counts.get(name, 0) for d in told) for name in ("error", "warning", "advice"))
    return say(
        f"共 {len(told)} 份：审查 {reviewed} 份，未能读取 {len(told) - reviewed} 份；"
        f"{errors} 个错误，{warnings} 个警告，{advice} 条建议",
        f"{len(told)} files: {reviewed} reviewed, {len(told) - reviewed} not read; "
        f"errors {errors}, warnings {warnings}, advice {advice}",
    )


def _sensible(paths: tuple[str, ...], form: str, output: str | None, previous: str | None) -> None:
    """Refuses what cannot be meant. Raises UsageError."""
    if previous and len(paths) > 1:
        raise click.UsageError(say("--previous 只能与一份报告同用。", "--previous goes with one report only."))
    if paths.count("-") > 1:
        raise click.UsageError(say("标准输入（-）只能读一次。", "standard input (-) can be read once only."))
    if output == "":
        raise click.UsageError(say("--output 后面没有写文件名。", "--output needs a file name."))
    if FORMATS[form].binary and output is None:
        raise click.UsageError(
            say(f"{form} 格式请用 --output 写到文件。", f"the format {form} needs a file: use --output.")
        )
    if output is not None and len(paths) > 1 and Path(output).exists() and not Path(output).is_dir():
        raise click.UsageError(
            say(
                f"--output {output} 是文件；输入多于一个时请给出文件夹。",
                f"--output {output} is a file; with more than one input it must be a folder.",
            )
        )
    for path in (*paths, previous):
        if output is not None and path and path != "-" and _same(output, path):
            raise click.UsageError(
                say(f"--output 会覆盖输入文件 {path}；请换一个名字。", f"--output would overwrite the input {path}.")
            )


def _same(a: str, b: str) -> bool:
    return Path(a).is_file() and Path(b).is_file() and os.path.samefile(a, b)


def _targets(paths: Iterable[str], form: str, output: str | None) -> list[Path | None]:
    """Where each input's output goes: None for stdout, the file itself for one input, else files in a folder."""
    names = list(paths)
    if output is None:
        return [None] * len(names)
    if len(names) == 1 and not Path(output).is_dir():
        return [Path(output)]
    # An input that lies in that folder keeps its name for itself.
    taken = {Path(p).name.casefold() for p in names if Path(p).resolve().parent == Path(output).resolve()}
    return [Path(output) / _free(taken, path, FORMATS[form].suffix) for path in names]


def source_of(path: str) -> str | bytes:
    """What a job reads: the path, or the bytes of standard input (one more than allowed, so that excess shows)."""
    from checker.limits import FILE_BYTES

    if path != "-":
        return path
    return sys.stdin.buffer.read(FILE_BYTES + 1) if sys.stdin is not None else b""


def configuration(path: str, given: str | None) -> Config:
    """The configuration for a report: the file given, else the nearest gongkai.toml. Raises RuleBookError."""
    report = Path(path) if path != "-" else Path("stdin")
    return load(Path(given) if given else find(report), report)


def review_options(
    conf: Config, select: tuple[str, ...], ignore: tuple[str, ...], engine: str | None, as_of: datetime | None
) -> dict[str, Any]:
    """Fields of :class:`checker.reviewing.Options`: the command line first, then the configuration.

    Raises BadParameter where ``select`` or ``ignore`` names an own rule that the configuration does not bring.
    """
    for part in (*select, *ignore):
        _fits(part, conf.known_rules())
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


def _free(taken: set[str], path: str, suffix: str) -> str:
    """A file name for an input's output: equal names from different folders are numbered."""
    base = "stdin" if path == "-" else Path(path).name
    name, number = base + suffix, 2
    while name.casefold() in taken:  # Windows and macOS tell no A from a
        name, number = f"{base}-{number}{suffix}", number + 1
    taken.add(name.casefold())
    return name


def _screen(*, to_file: bool) -> dict[str, Any]:
    """What the text view must know of its reader: colour, cells of a line, encoding.

    A file or a pipe gets the same bytes everywhere: no colour, COLUMNS or 100 cells.
    """
    import shutil

    terminal = not to_file and sys.stdout.isatty()
    columns = os.environ.get("COLUMNS", "")
    if terminal:
        columns = str(shutil.get_terminal_size((0, 24)).columns)
    width = int(columns) if columns.isdecimal() else 0  # 0: the view's own
    encoding = "utf-8" if to_file else sys.stdout.encoding
    return {"color": terminal and not os.environ.get("NO_COLOR"), "width": width, "encoding": encoding}


def _write(path: Path, content: str | bytes) -> None:
    from checker.files import write_atomic

    write_atomic(path, content)
