"""Period, date and announced parts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checker.document import DateFact, Paragraph, Place
from checker.report.model import Period

if TYPE_CHECKING:
    from checker.language import Language

_PERIOD = re.compile(r"(?:统计|数据)(?:期限|时限|期|起止时间)[^\d]{0,8}(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日起?(?:至|到|—|-)(?:(20\d\d)\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_DATE = re.compile(r"^\s*(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*$")


def read_period(paragraphs: Sequence[tuple[int | None, Paragraph]], language: Language) -> Period | None:
    for section, p in paragraphs:
        m = _PERIOD.search(p.text)
        if m:
            def day(y: str, mo: str, d: str) -> dt.date | None:
                try:
                    return dt.date(int(y), int(mo), int(d))
                except ValueError:
                    return None
            return Period(day(m[1], m[2], m[3]), day(m[4] or m[1], m[5], m[6]), Place(section=section, page=p.page_at(m.start()), paragraph=p.index, span=m.span(), quote=m[0]))
    return None


def read_dated(paragraphs: Sequence[tuple[int | None, Paragraph]], properties: Sequence[tuple[str, str]]) -> DateFact | None:
    for section, p in list(paragraphs)[-3:]:
        m = _DATE.match(p.text)
        if m:
            return DateFact(dt.date(int(m[1]), int(m[2]), int(m[3])), Place(section=section, page=p.page, paragraph=p.index, span=(0, len(p.text)), quote=p.text))
    return None


def read_announced(paragraphs: Sequence[tuple[int | None, Paragraph]], language: Language) -> Mapping[str, object]:
    return {}
