"""The command line's own words in both languages: help, usage, what click says about wrong usage.

Commands are written in Chinese; :data:`ENGLISH` holds the English of every help text, :data:`CLICK` the Chinese of
click's messages. click looks its words up under the module-level name ``_`` (gettext) and offers no other door, so
:func:`speak` puts a table behind that name; where a future click has no such name, its English stays.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

LANGUAGES: Final = ("zh", "en")

#: click's message → ours. Plural forms stand beside their singular.
CLICK: Final[dict[str, str]] = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中断。",
    "Try '{command} {option}' for help.": "运行 {command} {option} 查看用法。",
    "Show the version and exit.": "显示版本后退出。",
    "Show this message and exit.": "显示本说明后退出。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少命令。",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Choose from:\n\t{choices}": "可用：\n\t{choices}",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such option: {name}": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是否指 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是否指 {possibilities} 之一？",
    "(Possible options: {possibilities})": "是否指 {possibilities} 之一？",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}：{message}",
    "{value!r} is not {choice}.": "“{value}”无效，只能是 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”无效，可用的有 {choices}。",
    "{value!r} does not match the format {format}.": "“{value}”不是有效的日期，请写成 2024-01-31 的形式。",
    "{value!r} does not match the formats {formats}.": "“{value}”不是有效的日期，请写成 2024-01-31 的形式。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是整数。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 内。",
    "Option {name!r} requires an argument.": "选项 {name} 后面缺少值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面需要 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name} 不带值。",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 需要 {nargs} 个值。",
    "{name} {filename!r} does not exist.": "{filename!r} 不存在。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，这里需要文件夹。",
    "{name} {filename!r} is a directory.": "{filename!r} 是文件夹，这里需要文件。",
    "{name} {filename!r} is not readable.": "{filename!r} 无法读取。",
    "{name} {filename!r} is not writable.": "{filename!r} 无法写入。",
    "Could not open file {filename!r}: {message}": "文件 {filename!r} 打不开：{message}",
    "unknown error": "原因不明",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
}

#: Help texts of the commands → English.
ENGLISH: Final[dict[str, str]] = {
    "审查政府信息公开工作年度报告：哪里有问题、依据是什么、怎么改。":
        "Reviews a 政府信息公开工作年度报告: what is wrong, on what legal basis, what to do.",
    "消息语言（默认 zh）": "language of messages (default zh)",
    "显示版本后退出。": "Show the version and exit.",
    # check
    "审查一份或多份报告（文件，“-” 为标准输入），输出发现的问题。":
        "Reviews one or more reports (files, '-' for stdin) and prints the findings.",
    "输出格式": "output format",
    "写到文件；输入多于一个时为文件夹": "write to this file; a folder where there is more than one input",
    "同一机关上一年的报告": "last year's report of the same agency",
    "只运行这些规则（编号或前缀，用逗号分开）": "run only these rules (ids or prefixes, comma separated)",
    "不运行这些规则（编号或前缀，用逗号分开）": "do not run these rules (ids or prefixes, comma separated)",
    "达到此级别时退出码为 1（默认 error）": "exit status 1 from this severity on (default error)",
    "配置文件（默认自报告所在文件夹向上查找 gongkai.toml）":
        "configuration (default: gongkai.toml, looked for upwards from the report)",
    "PDF 读取引擎（默认 auto）": "PDF engine (default auto)",
    "按这一天的法律状态判断（默认：报告日期，否则为统计期限次日）":
        "the day on which law counts (default: the report's date, else the day after its period)",
    # batch
    "审查文件夹、通配符或名单（CSV、XLSX）里的全部报告，结果写到 --out。":
        "Reviews all reports of folders, globs or rosters (CSV, XLSX) and writes the results to --out.",
    "结果文件夹；中断后用同一文件夹继续": "folder of results; after an interruption go on with the same folder",
    "同时审查的份数（默认：处理器个数）": "reviews at the same time (default: number of processors)",
    "在 Dask 集群上运行（local：在本机启动一个）": "run on a Dask cluster (local: start one here)",
    "规则改动后按已存的内容重审，不再读文件：规则编号或前缀，all 为全部":
        "after a change of rules review the stored content again, files unread: ids or prefixes, all for every rule",
    "重新审查此前超时、内存不足或被中止的报告（其余结果不变）":
        "try again what ran out of time or memory or was ended before (other results stay)",
    # rules
    "列出规则；给出编号则解释这一条：查什么、为什么、依据、会提示和不提示的例子。":
        "Lists the rules, or explains one: what, why, legal basis, flagged and passing examples.",
    "说明评分方法": "explain the score",
    "输出全部规则的 Markdown 文档（docs/rules.md 即由此生成）":
        "print all rules as Markdown (docs/rules.md is made by it)",
    "配置文件，其中的自有规则也列出（默认自当前文件夹向上查找 gongkai.toml）":
        "configuration whose own rules are listed too (default: gongkai.toml, upwards from the working folder)",
    # statutes
    "列出报告引用的全部法律文件：对应的正式名称、当日有效的版本、是否有效。":
        "Lists every reference to law: what it resolves to, its version on the day and its state.",
    # accept
    "接受报告中的问题并写入接受文件；再次检查时这些问题会标明“已接受”，不再计入。":
        "Accepts findings and writes them to a file; they are shown as accepted from then on and no longer count.",
    "只接受这些规则的问题（编号或前缀，可重复）": "accept findings of these rules only (ids or prefixes, repeatable)",
    "只接受原文含有这段文字的问题": "accept only findings whose quote holds these words",
    "接受报告现有的全部问题，今后只看新增的": "accept all that the report has now; later runs show what is new",
    "接受的理由（--baseline 之外必填）": "the reason (required, except with --baseline)",
    "谁接受的（默认：当前用户）": "who accepts (default: the current user)",
    "有效期至": "valid until",
    # config
    "列出对 PATH（报告或文件夹）生效的配置，以及每个值来自哪里。":
        "Lists the configuration in force for PATH (a report or a folder) and where each value comes from.",
    "配置文件（默认自 PATH 向上查找 gongkai.toml）": "configuration (default: gongkai.toml, upwards from PATH)",
    # train, evaluate
    "从标注语料训练第五部分的分类器；同样的语料得到逐字节相同的模型。":
        "Fits the classifier of section five; the same corpus gives the same bytes.",
    "标注语料（JSON Lines）": "labelled corpus (JSON Lines)",
    "模型文件": "model file",
    "按来源分组交叉验证，与关键词基线对比，给出区间、校准和混淆情况。":
        "Cross-validates by source beside a keyword baseline: intervals, calibration, confusions.",
    "另外的测试集（不参加训练，可重复）": "a separate test set (not trained on; repeatable)",
    "封存的测试集：只报数字，不列判错的篇目（可重复）":
        "a sealed test set: figures alone, nothing misjudged is named (repeatable)",
    "把结果写进 models/narrative/CARD.md": "write the result to models/narrative/CARD.md",
    "不画学习曲线（省一半时间）": "no learning curve (half the time)",
    "测试集另用去掉这些组（组名首字母）的语料训练再测一次":
        "test once more with a model trained without these groups (their first letters)",
}  # fmt: skip

_state = {"lang": "zh"}


def language(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, known before click has understood it (its errors need it too)."""
    wanted = "zh"
    for i, word in enumerate(arguments):
        if word == "--":
            break
        value = arguments[i + 1 : i + 2] if word == "--lang" else [word[7:]] if word.startswith("--lang=") else []
        if value and value[0] in LANGUAGES:
            wanted = value[0]
    return wanted


def speak(lang: str) -> None:
    """From now on click and :func:`say` use this language."""
    _state["lang"] = lang
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        module: Any = sys.modules.get(f"click.{name}")
        if hasattr(module, "_"):
            module._ = _word
        if hasattr(module, "ngettext"):
            module.ngettext = _words


def say(zh: str, en: str) -> str:
    """Whichever of the two the user reads."""
    return en if _state["lang"] == "en" else zh


#: What the system says most when a file cannot be written.
REASONS: Final = {
    errno.ENOSPC: "磁盘空间不足。",
    errno.EACCES: "没有权限。",
    errno.EPERM: "没有权限。",
    errno.EROFS: "所在位置是只读的。",
    errno.EISDIR: "这是文件夹，不是文件。",
    errno.ENOTDIR: "路径中有一段不是文件夹。",
    errno.EEXIST: "同名文件挡住了要建的文件夹。",
    errno.ENOENT: "找不到这个位置。",
    errno.ENAMETOOLONG: "文件名太长。",
}


def reason(problem: OSError) -> str:
    """Why the system refused, in the user's language as far as it is a common reason."""
    told = problem.strerror or str(problem)
    return say(REASONS.get(problem.errno or 0, told), told)


def spoken() -> str:
    """The language in use."""
    return _state["lang"]


def _word(message: str) -> str:
    return message if _state["lang"] == "en" else CLICK.get(message, message)


def _words(one: str, many: str, count: int) -> str:
    return _word(one if count == 1 else many)


def localise(command: click.Command) -> click.Command:
    """``command`` with its help in the language in use."""

    def text(help_text: str | None) -> str | None:
        return ENGLISH.get(help_text, help_text) if help_text and _state["lang"] == "en" else help_text

    command.help = text(command.help)
    command.options_metavar = _word("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _word("COMMAND [ARGS]...")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            shown: Any = text(parameter.help)
            parameter.help = shown
    return command
