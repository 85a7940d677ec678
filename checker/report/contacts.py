"""Contact details."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.document import Paragraph, Place
from checker.report.model import Contacts, Fact

if TYPE_CHECKING:
    from checker.language import Language

_L = r"(?:{})\s*(?:号码)?\s*[（(]?[^：:\s（）()]{{0,4}}[）)]?\s*[：:]\s*"
_ADDRESS = re.compile(_L.format(r"(?:办公|联系|通讯)?地\s*址") + r"([^；;，,。）)\n]{4,60})")
_POST = re.compile(r"(?:邮\s*编|邮政编码)(?:号码)?\s*[：:]?\s*([0-9０-９]{4,8})")
_PHONE = re.compile(r"(?:联系|咨询|办公)?电\s*话(?:号码)?(?:[、及和/（(]传真[）)]?)?\s*[：:]?\s*((?:\+?86[- ]?)?[（(]?0?\d{2,4}[）)]?\s*[-—–－]?\s*\d{5,8}(?:[-转]\d{1,5})?)")
_FAX = re.compile(r"传\s*真\s*[：:]\s*([（(]?0?\d{2,4}[）)]?\s*[-—–]?\s*\d{3,8})")
_MAIL = re.compile(r"(?:邮\s*箱|电子邮[箱件]|E-?mail)\s*[：:]\s*([^\s；;，。）)]{3,60})", re.I)
_ORGAN = re.compile(r"(?:请与|请联系|与)([\u4e00-\u9fff]{3,30}?)(?:联系|（)")


def read_contacts(paragraphs: Sequence[tuple[int | None, Paragraph]], language: Language) -> Contacts:
    found: dict[str, list[Fact]] = {}
    for section, p in paragraphs:
        if "址" not in p.text and "电" not in p.text and "邮" not in p.text and "传" not in p.text:
            continue
        for name, pattern in (("address", _ADDRESS), ("post", _POST), ("phone", _PHONE), ("fax", _FAX), ("mail", _MAIL), ("organ", _ORGAN)):
            for m in pattern.finditer(p.text):
                if name == "organ" and "联系" not in p.text[m.start() : m.end() + 4]:
                    continue
                value = re.sub(r"\s", "", m[1]).strip()
                place = Place(section=section, page=p.page_at(m.start(1)), paragraph=p.index, span=m.span(1), quote=m[1])
                found.setdefault(name, []).append(Fact(value, place))
    one = lambda k: (found.get(k) or [None])[0]  # noqa: E731
    return Contacts(one("address"), one("post"), tuple(found.get("phone", ())), tuple(found.get("fax", ())), tuple(found.get("mail", ())), (), one("organ"))
