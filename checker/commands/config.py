"""``gongkai config``: what is in force and where each value comes from."""

from __future__ import annotations

from pathlib import Path

import click

from checker.config import DEFAULT, FILE_NAME, KEYS, Setting, find, load
from checker.usage import LANGUAGES, say


@click.command()
@click.argument("path", required=False, default=".", metavar="[PATH]")
@click.option("--config", "given", type=click.Path(), help="配置文件（默认自 PATH 向上查找 gongkai.toml）")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", help="消息语言（默认 zh）")
def config(path: str, given: str | None, lang: str) -> None:
    """列出对 PATH（报告或文件夹）生效的配置，以及每个值来自哪里。"""
    target = Path(path)
    report = target / "报告" if target.is_dir() else target
    file = Path(given) if given else find(report)
    settings = load(file, report)
    nothing = say(f"没有找到 {FILE_NAME}，全部为默认值", f"no {FILE_NAME} found; all values are defaults")
    click.echo(f"# {file if file else nothing}")
    for section, keys in KEYS.items():
        click.echo(f"[{section}]")
        for key, (_, _, what) in keys.items():
            setting = settings.settings[section, key]
            click.echo(f"{key} = {_toml(setting.value)}  # {what.get(lang)}{say('；', '; ')}{_source(setting)}")
    if settings.severities:
        click.echo("[severities]")
        for rule, setting in sorted(settings.severities.items()):
            click.echo(f"{rule} = {_toml(setting.value)}  # {_source(setting)}")


def _source(setting: Setting) -> str:
    if setting.source == DEFAULT:
        return say("默认", "default")
    return say(f"来自 {setting.source}", f"from {setting.source}")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
