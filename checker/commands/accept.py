"""``gongkai accept``: accepts findings with a reason, so that they are shown as accepted from then on."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from checker import exit_codes
from checker.cli import date_option
from checker.commands.check import _ids, config_option, configuration, review_options, source_of
from checker.usage import LANGUAGES, say

if TYPE_CHECKING:
    from checker.accepted import Entry
    from checker.findings import Text


@dataclass(frozen=True, slots=True)
class Wish:
    """Which findings of which report to accept, as it crosses to the child; empty ``rules`` means all."""

    path: str
    source: str | bytes
    previous: str | None
    options: Mapping[str, Any]
    rules: tuple[str, ...]
    quote: str | None
    reason: str
    who: str
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The entries that accept what was wished; ``message`` says why a report could not be read, ``notes`` the rest."""

    entries: tuple[Entry, ...] = ()
    message: Text | None = None
    notes: tuple[Text, ...] = ()


def entries_for(wish: Wish) -> Answer:
    """Reviews and makes the entries; runs in the child. Raises RuleBookError."""
    from checker import accepted
    from checker.reviewing import Options, review

    result = review(wish.source, path=wish.path, previous=wish.previous, options=Options(**dict(wish.options)))
    if result.report is None or result.document is None:
        return Answer(message=result.message)
    entries = tuple(
        accepted.make(f, result.report, result.document, wish.reason, wish.who, wish.until)
        for f in result.findings
        if f.accepted is None
        and (not wish.rules or any(f.rule.startswith(r) for r in wish.rules))
        and (wish.quote is None or (f.place is not None and wish.quote in (f.place.quote or "")))
    )
    trouble = (result.previous_trouble,) if result.previous_trouble is not None else ()
    return Answer(entries, notes=trouble)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--rule", "rules", multiple=True, callback=_ids, metavar="IDS", help="只接受这些规则的问题（编号或前缀，可重复）"
)
@click.option("--quote", metavar="TEXT", help="只接受原文含有这段文字的问题")
@click.option("--baseline", is_flag=True, help="接受报告现有的全部问题，今后只看新增的")
@click.option("--reason", metavar="TEXT", help="接受的理由（--baseline 之外必填）")
@click.option("--who", metavar="NAME", help="谁接受的（默认：当前用户）")
@date_option("--until", help="有效期至")
@click.option("--previous", type=click.Path(), help="同一机关上一年的报告")
@config_option
@click.option("--lang", type=click.Choice(LANGUAGES), help="消息语言（默认 zh）")
def accept(
    paths: tuple[str, ...], rules: tuple[str, ...], quote: str | None, baseline: bool, reason: str | None,
    who: str | None, until: dt.datetime | None, previous: str | None, config: str | None, lang: str | None,
) -> None:  # fmt: skip
    """接受报告中的问题并写入接受文件；再次检查时这些问题会标明“已接受”，不再计入。"""
    from checker import accepted
    from checker.errors import ReadError
    from checker.pool import Pool

    _sensible(paths, rules, baseline, reason, previous)
    status = exit_codes.OK
    with Pool(1) as pool:
        for path in paths:
            conf = configuration(path, config)
            language = str(lang or conf.get("check", "lang"))
            wish = Wish(
                path, source_of(path), previous, review_options(conf, (), (), None, None), rules, quote,
                reason or "基线：既有问题", _user() if who is None else who, until.date() if until else None,
            )  # fmt: skip
            try:
                answer = pool.answer(pool.start(entries_for, wish))
            except ReadError as problem:
                answer = Answer(message=problem.text(path))
            for text in (answer.message, *answer.notes):
                if text is not None:
                    click.echo(text.get(language), err=True)
                    status = exit_codes.UNREAD
            if answer.message is None:
                if answer.entries:
                    accepted.write(conf.accepted, [*accepted.read(conf.accepted), *answer.entries])
                click.echo(_told(path, len(answer.entries), str(conf.accepted), language))
    sys.exit(status)


def _sensible(
    paths: tuple[str, ...], rules: tuple[str, ...], baseline: bool, reason: str | None, previous: str | None
) -> None:
    if not baseline and not (reason or "").strip():
        raise click.UsageError(
            say("请用 --reason 写明理由，或用 --baseline 接受现有的全部问题。",
                "give a --reason, or accept all that there is now with --baseline.")
        )  # fmt: skip
    if not baseline and not rules:
        raise click.UsageError(
            say("请用 --rule 指明规则，或用 --baseline 接受现有的全部问题。",
                "name the rules with --rule, or accept all that there is now with --baseline.")
        )  # fmt: skip
    if previous and len(paths) > 1:
        raise click.UsageError(say("--previous 只能与一份报告同用。", "--previous goes with one report only."))


def _told(path: str, count: int, file: str, lang: str) -> str:
    if count == 0:
        return f"{path}: nothing that fits" if lang == "en" else f"{path}：没有符合条件的问题"
    if lang == "en":
        return f"{path}: {count} accepted, written to {file}"
    return f"{path}：接受了 {count} 个问题，写入 {file}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
