"""One catalogue of coded errors with their messages; each names the file, what was found, what to do."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from checker import exit_codes
from checker.findings import Outcome, Text

MESSAGES: Final[dict[str, tuple[Outcome, str, str]]] = {
    "missing": (
        "missing",
        "{path}：找不到这个文件；请核对路径。",
        "{path}: no such file; check the path.",
    ),
    "folder": (
        "missing",
        "{path}：这是文件夹，check 只审查文件；要审查整个文件夹请用 gongkai batch。",
        "{path}: this is a folder and check reviews files; use gongkai batch for a folder.",
    ),
    "unreadable": (
        "missing",
        "{path}：文件打不开（{detail}）；请检查权限或是否被其他程序占用。",
        "{path}: the file cannot be opened ({detail}); check permissions and other programs.",
    ),
    "unreachable": (
        "missing",
        "{path}：取不到这个文件（{detail}）；请稍后重试，或下载后审查。",
        "{path}: the file cannot be fetched ({detail}); try again later, or download it and review that.",
    ),
    "empty": ("empty", "{path}：文件是空的；请重新导出报告。", "{path}: the file is empty; export the report again."),
    "no_text": (
        "empty",
        "{path}：文件里没有文字；请确认导出的是报告正文。",
        "{path}: the file holds no text; make sure that the report itself was exported.",
    ),
    "too_large": (
        "too_large",
        "{path}：{what}超过上限（{limit}）；请压缩图片或拆分文件后重试。",
        "{path}: {what} exceeds the limit ({limit}); compress pictures or split the file.",
    ),
    "encrypted": (
        "encrypted",
        "{path}：文件设有打开密码，无法读取；请去掉密码后重试。",
        "{path}: the file is protected by a password; remove it and try again.",
    ),
    "scanned": (
        "scanned",
        "{path}：这是扫描件，页面上只有图片没有文字；请提供可以选中文字的原始文件。",
        "{path}: a scan: the pages hold pictures and no text; supply the original with selectable text.",
    ),
    "damaged": (
        "damaged",
        "{path}：{what}文件已损坏，无法读取（{detail}）；请重新导出或重新下载。",
        "{path}: the {what} file is damaged ({detail}); export or download it again.",
    ),
    "unsupported": (
        "unsupported",
        "{path}：这是{what}，不能直接审查；{todo}",
        "{path}: this is {what_en}, which cannot be reviewed; {todo_en}",
    ),
    "not_a_report": (
        "not_a_report",
        "{path}：看不出这是政府信息公开工作年度报告（{detail}）；请确认文件。",
        "{path}: this does not look like a 政府信息公开工作年度报告 ({detail}); check the file.",
    ),
    "timed_out": (
        "timed_out",
        "{path}：{limit} 秒内没有审完，已中止；请把报告另存为新文件后重试。",
        "{path}: not finished within {limit} s and stopped; save the report as a new file and try again.",
    ),
    "out_of_memory": (
        "out_of_memory",
        "{path}：占用内存超过上限（{limit}），已中止；请压缩图片或拆分文件后重试。",
        "{path}: needs more memory than allowed ({limit}) and was stopped; compress pictures or split the file.",
    ),
    "crashed": (
        "crashed",
        "{path}：审查这个文件的进程意外退出（{detail}）；请把报告另存为新文件后重试。",
        "{path}: the process reviewing this file died ({detail}); save the report as a new file and try again.",
    ),
}  # fmt: skip


class GongkaiError(Exception):
    """Base of all errors that a user may see; ``str()`` is the Chinese message."""

    exit_status: ClassVar[int] = exit_codes.USAGE
    """What the command ends with where this ends it."""

    def get(self, lang: str) -> str:
        """The message in a language, as far as it has one."""
        return str(self)


class ReadError(GongkaiError):
    """An input that cannot be reviewed.

    ``code`` is a key of :data:`MESSAGES`; ``args`` fill its message. ``outcome`` is the contract's word for it.
    """

    def __init__(self, code: str, **args: Any) -> None:
        self.code = code
        self.fields = args
        super().__init__(code)

    @property
    def outcome(self) -> Outcome:
        return MESSAGES[self.code][0]

    def text(self, path: str) -> Text:
        """The message for the file ``path`` in both languages."""
        _, zh, en = MESSAGES[self.code]
        fields = {"path": path, **self.fields}
        fields.setdefault("what_en", fields.get("what", ""))
        fields.setdefault("todo_en", fields.get("todo", ""))
        # "what_en" beside "what" fills the English message, whichever of the two names it uses.
        english = {k.removesuffix("_en"): v for k, v in fields.items() if k.endswith("_en")}
        return Text(zh.format(**fields), en.format(**{**fields, **english}))

    def __str__(self) -> str:
        return self.text(str(self.fields.get("path", ""))).zh

    def get(self, lang: str) -> str:
        return self.text(str(self.fields.get("path", ""))).get(lang)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.code, self.fields))


def _rebuild(code: str, fields: dict[str, Any]) -> ReadError:
    return ReadError(code, **fields)


class RuleBookError(GongkaiError):
    """A file of data, ours or the user's own, that cannot be used: names file, line and reason in both languages."""

    def __init__(self, path: str, line: int | None, reason: Text) -> None:
        self.path, self.line, self.text = path, line, reason
        self.reason = reason.zh
        super().__init__(f"{self._where()}：{self.reason}")

    def _where(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    def get(self, lang: str) -> str:
        return f"{self._where()}: {self.text.en}" if lang == "en" else str(self)

    def __reduce__(
        self,
    ) -> tuple[Any, ...]:  # it crosses from the child that met it to the parent that tells it
        return (RuleBookError, (self.path, self.line, self.text))
