"""The command ``gongkai``: a few lines a command; this module imports click alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, ClassVar

import click

from checker import __version__, exit_codes

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
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongkai")
def cli() -> None:
    """审查政府信息公开工作年度报告：哪里有问题、依据是什么、怎么改。"""


def main() -> None:
    """Entry point: output survives a GBK console, and no traceback reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What the console cannot show becomes “?” there; files and pipes in UTF-8 lose nothing.
            stream.reconfigure(errors="replace")
    from checker.errors import GongkaiError

    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        status = done.exit_code
    except click.ClickException as problem:
        problem.show()
        status = exit_codes.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        status = 130
    except GongkaiError as problem:
        click.echo(str(problem), err=True)
        status = exit_codes.USAGE
    except BrokenPipeError:
        status = exit_codes.OK
        sys.stderr.close()
    except OSError as problem:
        click.echo(f"{problem.filename or ''}：{problem.strerror or problem}", err=True)
        status = exit_codes.USAGE
    sys.exit(status if isinstance(status, int) else exit_codes.OK)


def date_option(*names: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(*names, type=click.DateTime(["%Y-%m-%d"]), **more)


lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="消息语言"
)
