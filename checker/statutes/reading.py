"""Reads a register file (JSON lines) into works, and refuses damage with file, line and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from checker.findings import Text
from checker.statutes.errors import RegisterError
from checker.statutes.model import CONFIDENCES, KINDS, STATUSES, Span, Version, Work, span
from checker.statutes.names import normalise_number

HEADER_KEYS: Final = frozenset({"register", "state_of", "rows", "sources", "digest", "note"})
WORK_KEYS: Final = frozenset(Work.__dataclass_fields__)
VERSION_KEYS: Final = frozenset(Version.__dataclass_fields__)
LINE_BYTES: Final = 64 * 1024  # the longest row has 2 KB; a longer line is not a row


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file: which register, the day up to which it is known, how many rows follow."""

    register: str
    state_of: date | None
    rows: int | None


class _Bad(Exception):
    """A reason and what to do, before file and line are known."""

    def __init__(self, reason: Text, todo: Text) -> None:
        self.reason, self.todo = reason, todo
        super().__init__(reason, todo)


MERGE: Final = Text("合并成一行", "make it one line")
_ENTRY: Final = Text("这一行", "this line")
_VERSION: Final = Text("版本", "the version")
_FIRST_LINE: Final = Text("首行", "the first line")
_LEAVE_OUT: Final = Text("不知道就不写这个键", "leave the key out where it is not known")


def rows_differ(said: int, read: int) -> tuple[Text, Text]:
    """Reason and remedy where the first line counts other rows than there are."""
    return (
        Text(f"首行说有 {said} 行，实际读到 {read} 行", f"the first line says {said} rows, there are {read}"),
        Text(
            "文件可能被截断；补全，或改正首行的 rows",
            "the file may be cut short; complete it, or correct rows",
        ),
    )


def two_meanings(name: str, one: str, other: str) -> tuple[Text, Text]:
    """Reason and remedy where a short title stands for two works."""
    return (
        Text(f"名称“{name}”既指《{one}》又指《{other}》", f"{name} stands for {one} and for {other}"),
        Text("只在一处登记这个简称", "register the short title in one place only"),
    )


def _bad(zh: str, en: str, todo_zh: str, todo_en: str) -> _Bad:
    return _Bad(Text(zh, en), Text(todo_zh, todo_en))


def _keys(data: dict[str, Any], allowed: frozenset[str], what: Text) -> None:
    if not data.keys() <= allowed:
        unknown, known = sorted(data.keys() - allowed), sorted(allowed)
        raise _bad(
            f"{what.zh}有不认识的键：{'、'.join(unknown)}", f"{what.en} has unknown keys: {', '.join(unknown)}",
            f"可用的键：{'、'.join(known)}", f"keys: {', '.join(known)}",
        )  # fmt: skip


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(t, str) and t.strip() for t in value):
        raise _bad(
            f"{key} 应当是非空字符串的列表",
            f"{key} must be a list of strings",
            '写成 ["…", "…"]',
            'write ["…", "…"]',
        )
    return tuple(value)


def _text(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise _Bad(Text(f"{key} 应当是非空字符串", f"{key} must be a string"), _LEAVE_OUT)
    return value


def _choice(data: dict[str, Any], key: str, choices: frozenset[str], default: str | None) -> Any:
    value = data.get(key, default)
    if value not in choices:
        known = sorted(choices)
        raise _bad(
            f"{key} 的值 {value!r} 不认识", f"{key}: unknown value {value!r}",
            f"可用的值：{'、'.join(known)}", f"values: {', '.join(known)}",
        )  # fmt: skip
    return value


def _span(data: dict[str, Any], key: str) -> Span | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        return span(value)
    except (ValueError, TypeError, AttributeError):
        raise _bad(
            f"{key} 的日期 {value!r} 读不懂", f"{key}: {value!r} is no date",
            "写成 2019-05-15、2019-05、2019 或 起/止", "write 2019-05-15, 2019-05, 2019 or first/last",
        ) from None  # fmt: skip


def _day(data: dict[str, Any], key: str) -> date | None:
    found = _span(data, key)
    if found is not None and not found.exact:
        raise _bad(
            f"{key} 的日期 {data[key]!r} 要精确到日", f"{key}: {data[key]!r} must name the day",
            "写成 2019-05-15", "write 2019-05-15",
        )  # fmt: skip
    return found.first if found else None


def _years(data: dict[str, Any]) -> tuple[int, int | None] | None:
    value = data.get("years")
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) != 2
        or type(value[0]) is not int
        or not (value[1] is None or (type(value[1]) is int and value[1] >= value[0]))
    ):
        raise _bad(
            f"years {value!r} 读不懂", f"years: {value!r} is no range of years",
            "写成 [2019, 2020]，没有终年的写成 [2021, null]", "write [2019, 2020], or [2021, null] without a last year",
        )  # fmt: skip
    return (value[0], value[1])


def _version(data: Any) -> Version:
    if not isinstance(data, dict):
        raise _bad("版本应当是对象", "a version must be an object", "写成 {…}", "write {…}")
    _keys(data, VERSION_KEYS, _VERSION)
    number = data.get("number")
    if number is not None and (not isinstance(number, str) or normalise_number(number) != number):
        good = normalise_number(number) if isinstance(number, str) else None
        raise _bad(
            f"文号 {number!r} 读不懂", f"the number {number!r} is not understood",
            f"写成 {good or '国务院令第711号 或 国办发〔2019〕54号 的形式'}",
            f"write {good or 'it like 国务院令第711号 or 国办发〔2019〕54号'}",
        )  # fmt: skip
    articles = data.get("articles")
    if articles is not None and not (type(articles) is int and articles > 0):
        raise _Bad(
            Text(f"条数 articles {articles!r} 应当是正整数", f"articles: {articles!r} is no positive number"),
            _LEAVE_OUT,
        )
    unsourced = _texts(data, "unsourced")
    if not VERSION_KEYS.issuperset(unsourced):
        raise _bad(
            f"unsourced 提到不存在的键：{unsourced}", f"unsourced names keys that do not exist: {unsourced}",
            "只写本版本里的键名", "name keys of this version only",
        )  # fmt: skip
    issued, in_force, repealed = _span(data, "issued"), _span(data, "in_force"), _span(data, "repealed")
    known = [(k, s) for k, s in (("issued", issued), ("in_force", in_force), ("repealed", repealed)) if s]
    for (early, a), (late, b) in pairwise(known):
        if a.first > b.last:
            raise _bad(
                f"日期顺序不对：{early} {data[early]} 晚于 {late} {data[late]}",
                f"dates out of order: {early} {data[early]} is after {late} {data[late]}",
                "核对这两个日期", "check the two dates",
            )  # fmt: skip
    if in_force and repealed and in_force.exact and in_force == repealed:
        raise _bad(
            f"日期顺序不对：施行和失效在同一天 {data['in_force']}",
            f"dates out of order: in force and repealed on one day, {data['in_force']}",
            "repealed 是失效后的第一天", "repealed is the first day without force",
        )  # fmt: skip
    return Version(number, issued, in_force, repealed, articles, _years(data), unsourced, _text(data, "note"))


def _work(data: Any) -> Work:
    if not isinstance(data, dict):
        raise _bad("每行应当是一个对象", "every line must be an object", "写成 {…}", "write {…}")
    _keys(data, WORK_KEYS, _ENTRY)
    title = data.get("id")
    if not isinstance(title, str) or not title.strip():
        raise _bad("没有 id", "id is missing", "id 写文件的全称", "id is the full title")
    versions = data.get("versions", [])
    if not isinstance(versions, list):
        raise _bad("versions 应当是列表", "versions must be a list", "写成 [{…}, {…}]", "write [{…}, {…}]")
    built = tuple(_version(v) for v in versions)
    for earlier, later in pairwise(built):
        for key in ("issued", "in_force"):
            a, b = getattr(earlier, key), getattr(later, key)
            if a and b and a.first > b.last:
                raise _bad(
                    f"版本的日期顺序不对：{key} {a} 之后是 {b}", f"versions out of order: {key} {a}, then {b}",
                    "版本按时间从早到晚排列", "versions stand from the earliest to the latest",
                )  # fmt: skip
        if earlier.repealed and later.in_force and earlier.repealed.first > later.in_force.last:
            raise _bad(
                f"版本的日期顺序不对：前一版 {earlier.repealed} 才失效，后一版 {later.in_force} 已施行",
                f"versions overlap: one holds until {earlier.repealed}, the next from {later.in_force}",
                "前一版的 repealed 不晚于后一版的 in_force", "repealed must not be after the next in_force",
            )  # fmt: skip
    status = _choice(data, "status", STATUSES, "unknown")
    if status == "in_force" and built and built[-1].repealed:
        raise _bad(
            "status 是 in_force，最后一版却已失效", "status is in_force, yet the last version is repealed",
            "改正 status 或 repealed", "correct status or repealed",
        )  # fmt: skip
    return Work(
        id=title,
        kind=_choice(data, "kind", KINDS, None),
        short_titles=_texts(data, "short_titles"),
        generic_titles=_texts(data, "generic_titles"),
        issuer=_text(data, "issuer"),
        place=_text(data, "place"),
        series=_text(data, "series"),
        status=status,
        replaced_by=_text(data, "replaced_by"),
        confidence=_choice(data, "confidence", CONFIDENCES, "medium"),
        source=_texts(data, "source"),
        state_of=_day(data, "state_of"),
        note=_text(data, "note"),
        versions=built,
    )


def _header(data: dict[str, Any]) -> Header:
    _keys(data, HEADER_KEYS, _FIRST_LINE)
    rows = data.get("rows")
    if rows is not None and type(rows) is not int:
        raise _bad(
            f"首行 rows {rows!r} 应当是整数", f"rows: {rows!r} is no whole number",
            "写行数，或不写这个键", "write the number of rows, or leave the key out",
        )  # fmt: skip
    return Header(str(data["register"]), _day(data, "state_of"), rows)


def digest(body: bytes) -> str:
    """The digest of all bytes after the first line, as the build writes it into the header."""
    from hashlib import sha256

    return sha256(body).hexdigest()


def untouched(path: Path) -> tuple[Header, list[dict[str, Any]]] | None:
    """Header and raw rows of a file that is byte for byte what the build wrote and checked; None for any other.

    Such rows need no second check, so that they can be made into works when first asked for. Raises RegisterError
    where the file cannot be read.
    """
    head, _, body = _bytes(path).partition(b"\n")
    try:
        data = json.loads(head)
        if not isinstance(data, dict) or data.get("digest") != digest(body):
            return None
        return _header(data), json.loads(b"[" + body.strip().replace(b"\n", b",") + b"]")
    except (ValueError, RecursionError, KeyError, _Bad):
        return None  # the full check will say what is wrong


def work(path: Path, data: dict[str, Any]) -> Work:
    """The work of a raw row of :func:`untouched`."""
    try:
        return _work(data)
    except _Bad as error:
        title = data.get("id")
        reason = Text(f"{title}：{error.reason.zh}", f"{title}: {error.reason.en}")
        raise RegisterError(str(path), None, reason, error.todo) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = Text(f"读不了这个文件（{error.strerror}）", f"cannot be read ({error.strerror})")
        raise RegisterError(
            str(path), None, reason, Text("核对路径和权限", "check path and permissions")
        ) from None


def rows(path: Path) -> Iterator[tuple[int, Header | Work | RegisterError]]:
    """Reads ``path`` line by line: (line number, header, work or the error of that line).

    Errors are yielded, so that one call can tell all of them. Raises RegisterError where the file cannot be read.
    """
    name = str(path)
    for number, line in enumerate(_bytes(path).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_BYTES:
                raise _bad(
                    "这一行太长，不像登记册的一行",
                    "too long for a line of a register",
                    "每行写一个文件",
                    "one act a line",
                )
            data = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            if number == 1 and isinstance(data, dict) and "register" in data:
                yield number, _header(data)
            else:
                yield number, _work(data)
        except UnicodeDecodeError:
            reason = Text("不是 UTF-8 编码", "not UTF-8")
            yield number, RegisterError(name, number, reason, Text("另存为 UTF-8", "save it as UTF-8"))
        except (json.JSONDecodeError, RecursionError) as error:
            column = error.colno if isinstance(error, json.JSONDecodeError) else None
            reason = Text(
                "不是合法的 JSON" + (f"，第 {column} 个字符" if column else ""),
                "not valid JSON" + (f", character {column}" if column else ""),
            )
            todo = Text("核对引号、逗号和括号", "check quotes, commas and brackets")
            yield number, RegisterError(name, number, reason, todo)
        except _Bad as error:
            yield number, RegisterError(name, number, error.reason, error.todo)
