"""``gongkai config``: what is in force and where each value comes from."""

from __future__ import annotations

from pathlib import Path

import click

from checker.config import KEYS, find, load


@click.command()
@click.argument("path", required=False, default=".", metavar="[PATH]")
@click.option("--config", "given", type=click.Path(), help="配置文件（默认自 PATH 向上查找 gongkai.toml）")
def config(path: str, given: str | None) -> None:
    """列出对 PATH（报告或文件夹）生效的配置，以及每个值来自哪里。"""
    target = Path(path)
    report = target / "报告" if target.is_dir() else target
    file = Path(given) if given else find(report)
    settings = load(file, report)
    click.echo(f"# {file if file else '没有找到 gongkai.toml，全部为默认值'}")
    for section, keys in KEYS.items():
        click.echo(f"[{section}]")
        for key, (_, _, what) in keys.items():
            setting = settings.settings[section, key]
            click.echo(f"{key} = {_toml(setting.value)}  # {what}；来自 {setting.source}")
    if settings.severities:
        click.echo("[severities]")
        for rule, setting in sorted(settings.severities.items()):
            click.echo(f"{rule} = {_toml(setting.value)}  # 来自 {setting.source}")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
