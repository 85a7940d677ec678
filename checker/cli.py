"""The command ``gongkai``: a few lines a command; this module imports click alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import click

from checker import __version__, exit_codes, usage

SEVERITIES = {"error": 3, "warning": 2, "advice": 1, "never": 99}


class LazyGroup(click.Group):
    """Commands live in modules that are imported when they are called."""

    modules: ClassVar[dict[str, str]] = {
        "check": "checker.commands.check",
        "batch": "checker.commands.batch",
        "rules": "checker.commands.rules",
        "statutes": "checker.commands.statutes",
        "accept": "checker.commands.accept",
        "config": "checker.commands.config",
        "train": "checker.narrative.commands",
        "evaluate": "checker.narrative.commands",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.modules:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(self.modules[name]), name)
        return usage.localise(command)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(usage.LANGUAGES), help="消息语言（默认 zh）")
@click.version_option(__version__, prog_name="gongkai", help="显示版本后退出。")
@click.pass_context
def cli(ctx: click.Context, lang: str | None) -> None:
    """审查政府信息公开工作年度报告：哪里有问题、依据是什么、怎么改。"""
    if lang is not None:  # before the command or behind it: both mean the same
        ctx.default_map = {name: {"lang": lang} for name in LazyGroup.modules}


def main() -> None:
    """Entry point: output survives a GBK console, and no traceback reaches a user."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, or pythonw
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            # What the console cannot show becomes “?” there; files and pipes in UTF-8 lose nothing.
            stream.reconfigure(errors="replace")
    usage.speak(usage.language(sys.argv[1:]))
    usage.localise(cli)
    try:
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough. What is left in the buffer must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = exit_codes.OK
    sys.exit(status)


def _run() -> int:
    """The command's exit status; every failure is told in a line. Raises BrokenPipeError."""
    from checker.errors import GongkaiError

    try:
        status = cli.main(prog_name="gongkai", standalone_mode=False)
        return status if isinstance(status, int) else exit_codes.OK
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else exit_codes.OK
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        problem.show()
    except (click.Abort, KeyboardInterrupt):
        click.echo(usage.say("已中断。", "interrupted"), err=True)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        raise
    except GongkaiError as problem:
        click.echo(problem.get(usage.spoken()), err=True)
        return problem.exit_status
    except OSError as problem:
        where = os.fsdecode(problem.filename) if isinstance(problem.filename, str | bytes) else ""
        reason = usage.reason(problem)
        click.echo(f"{where}{usage.say('：', ': ')}{reason}" if where else reason, err=True)
    except Exception as problem:  # the last boundary: a fault of ours is told in a line, never as a traceback
        detail = f"{type(problem).__name__}: {problem}"
        click.echo(
            usage.say(
                f"gongkai 内部出错（{detail}）；请把这一行反馈给我们。",
                f"gongkai failed ({detail}); please report this line.",
            ),
            err=True,
        )
    return exit_codes.USAGE


def date_option(*names: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(*names, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", **more)


lang_option = click.option("--lang", type=click.Choice(usage.LANGUAGES), default="zh", help="消息语言（默认 zh）")
