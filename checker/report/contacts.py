"""Contact details: labels found by the pattern set ``contacts``, values read behind them.

A contact is told from a portal named in running text by its label: 地址, 邮编, 电话, 传真, 邮箱, 网址.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.document import Paragraph, Place
from checker.report.model import Contacts, Fact

if TYPE_CHECKING:
    from checker.language import Language, Match

_HINTS = ("址", "编", "电", "传", "箱", "mail", "MAIL", "Mail", "与", "向", "联系", "Tel", "TEL", "FAX", "Fax", "件", "地点")
_GAP = re.compile(r"\s*(?:[（(][^（()）]{0,8}[)）])?\s*(?:[：:﹕∶]|为|是|[（(](?=[A-Za-z])|\s)?\s*")
_NUMBER = re.compile(r"\s*((?:\+|00)?[（(]?\d[\d\s（()）\-—–－―‐~]{2,24}\d(?:\s*(?:转|分机|ext\.?)\s*\d{1,5})?)", re.IGNORECASE)
_WHOLE = re.compile(r"[（(]?0\d{2,3}[）)]?[\s\-—–－―‐]{0,3}\d{7,8}(?=\s+(?:\d{7}|[（(]?0\d))")
"""A whole number before another that a blank parts from it."""
_MORE = re.compile(r"\s*(?:[、/／,，;；]|或者?|和|及|(?<=\d)\s)\s*(?=[\d（(+])")
_MORE_MAIL = re.compile(r"\s*(?:[、/／,，;；]|或者?|和|及)\s*(?=[A-Za-z0-9])")
_POSTCODE = re.compile(r"\s*(\d(?:\s?\d){2,8})")
_MAIL = re.compile(r"\s*([A-Za-z0-9][^；;。、（）()<>《》：:\n\u4e00-\u9fff]{2,80})")
_NO_MAIL = re.compile(r"[xX*@.\s]+")
"""A place left to be filled in (XX@XX)."""
_MAIL_BLANK = re.compile(r"\s(?![@.])(?<![@.]\s)")
"""A blank that ends an address; those round @ and . come from justified print."""
_SITE = re.compile(r"\s*((?:https?://)?[A-Za-z0-9][A-Za-z0-9.\-]{2,60}(?:/[^\s；;，。、）)\u4e00-\u9fff]{0,120})?)")
_ADDRESS_STOP = re.compile(r"[；;。\n|｜]|[，,、]\s*(?=(?:邮|电|传|联系|咨询|办公|E|e|网|收))|[)）](?![^（(]*[)）])|\s{2,}|\s(?=(?:邮\s*编|邮政|电\s*话|联系|传\s*真|电子|E-?mail))", re.IGNORECASE)
_ORGAN = re.compile(r"([\u4e00-\u9fff（()）]{2,40}?)(?:（|\(|联系|联络|反映|咨询|索取|查询|提出|，|,|。)")
_ASKED = re.compile(r"[^。；]{0,200}(?:联系|联络|反映|咨询|反馈)")

Found = tuple[str, Fact]


def read_contacts(paragraphs: Sequence[tuple[int | None, Paragraph]], language: Language) -> Contacts:
    """The contacts among ``paragraphs`` (section number, paragraph), in the order in which they stand.

    Phones and faxes keep their printed form without blanks. Twice the same value counts once.
    """
    values: dict[str, list[Fact]] = {}
    for section, paragraph in paragraphs:
        if not any(h in paragraph.text for h in _HINTS):
            continue
        found = list(_read(section, paragraph, language))
        if section != 0 and {name for name, _ in found} == {"organ"}:
            continue  # 可向社区反映: nobody's address is given
        for name, fact in found:
            known = values.setdefault(name, [])
            if all(f.value != fact.value for f in known):
                known.append(fact)

    def first(name: str) -> Fact | None:
        return values[name][0] if values.get(name) else None

    return Contacts(
        address=first("address"), postcode=first("postcode"), phones=tuple(values.get("phone", ())),
        faxes=tuple(values.get("fax", ())), emails=tuple(values.get("mail", ())),
        websites=tuple(values.get("website", ())), organ=first("organ"),
    )  # fmt: skip


def _read(section: int | None, paragraph: Paragraph, language: Language) -> Iterator[Found]:
    text = paragraph.text
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) != len(text):  # a character that folds into several: offsets would slip
        plain = text
    matches = language.find("contacts", text)
    labels = [m for m in matches if m.label not in ("elsewhere", "look")]
    others = _of_others(section, text, matches, language)
    for i, match in enumerate(labels):
        limit = labels[i + 1].start if i + 1 < len(labels) else len(text)
        if match.start in others:
            continue
        if match.label == "organ":
            yield from _organ(section, paragraph, match)
            continue
        gap = _GAP.match(plain, match.end)
        at = gap.end() if gap else match.end
        label = "phone" if match.label == "phone_fax" else match.label
        for name, start, end in _values(label, plain, at, limit):
            yield name, _fact(section, paragraph, start, end, label)
            if match.label == "phone_fax":
                yield "fax", _fact(section, paragraph, start, end, "fax")


def _of_others(section: int | None, text: str, matches: Sequence[Match], language: Language) -> set[int]:
    """Where the labels begin that belong to no contact of the agency.

    Outside the preamble those of a place for readers (查阅点（地址：…）), unless the sentence says whom to ask; a web
    address alone in a sentence that says what to read there.
    """
    out: set[int] = set()
    if not any(m.label in ("elsewhere", "look") for m in matches):
        return out
    i = 0
    for begin, end in language.sentences(text):
        inside = []
        while i < len(matches) and matches[i].start < end:
            if matches[i].start >= begin:
                inside.append(matches[i])
            i += 1
        labels = {m.label for m in inside}
        first = min((m.start for m in inside if m.label == "elsewhere"), default=end)
        if section != 0 and "organ" not in labels:
            out.update(m.start for m in inside if m.start > first)
        if "look" in labels and not labels & {"address", "postcode", "phone", "phone_fax", "fax", "mail"}:
            out.update(m.start for m in inside if m.label == "website")
    return out


def _values(label: str, text: str, at: int, limit: int) -> Iterator[tuple[str, int, int]]:
    if label == "address":
        stop = _ADDRESS_STOP.search(text, at, at + 120)
        end = min(stop.start() if stop else len(text), limit, at + 80)
        found = text[at:end].rstrip(" ，,、；;（(：:")
        if len(found) >= 4 and not found[0].isascii():
            yield "address", at, at + len(found)
        return
    if label == "postcode":
        match = _POSTCODE.match(text, at)
        if match:
            yield "postcode", match.start(1), match.end(1)
        return
    if label == "website":
        match = _SITE.match(text, at)
        if match:
            yield label, match.start(1), match.start(1) + len(match[1].rstrip(".,，-_"))
        return
    if label == "mail":
        yield from _mails(text, at, limit)
        return
    while True:
        match = _NUMBER.match(text, at)
        if not match or sum(c.isdigit() for c in match[1]) < 5:
            return
        whole = _WHOLE.match(match[1])
        value = (whole[0] if whole else match[1]).rstrip("-—–－（( ")
        if value.count("(") + value.count("（") < value.count(")") + value.count("）"):
            value = value[:-1].rstrip() if value[-1] in ")）" else value
        yield label, match.start(1), match.start(1) + len(value)
        more = _MORE.match(text, match.start(1) + len(value))
        if not more:
            return
        at = more.end()


def _mails(text: str, at: int, limit: int) -> Iterator[tuple[str, int, int]]:
    """Addresses from ``at`` on; behind a colon a word without @ is one as well, if a malformed one."""
    sure = text[at - 1 : at] in (":", "：", "为", "是")
    while match := _MAIL.match(text, at, max(limit, at)):
        blank = _MAIL_BLANK.search(match[1])
        value = (match[1][: blank.start()] if blank else match[1]).rstrip(" .,，-_")
        end = match.start(1) + len(value)
        several = re.search(r"[,，/](?=[A-Za-z0-9._\-]{2,40}@)", value)
        if several:  # two addresses
            end = match.start(1) + several.start()
            value = text[match.start(1) : end]
        if not ("@" in value or "." in value or (sure and len(value) > 3)) or _NO_MAIL.fullmatch(value):
            return
        yield "mail", match.start(1), end
        more = _MORE_MAIL.match(text, end)
        if not more or "@" not in text[more.end() : more.end() + 40]:
            return
        at, sure = more.end(), False


def _organ(section: int | None, paragraph: Paragraph, label: Match) -> Iterator[Found]:
    """The organ of 请与…联系, 请联系…, 请向…反映."""
    match = _ORGAN.match(paragraph.text, label.end)
    if match and (label.text.endswith("联系") or _ASKED.match(paragraph.text, match.start(1))):
        yield "organ", _fact(section, paragraph, match.start(1), match.end(1), "organ")


def _fact(section: int | None, paragraph: Paragraph, start: int, end: int, label: str) -> Fact:
    printed = paragraph.text[start:end]
    place = Place(
        section=section, page=paragraph.page_at(start), paragraph=paragraph.index, span=(start, end), quote=printed
    )
    value = re.sub(r"\s", "", printed) if label not in ("address", "organ") else re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", printed)
    if label in ("phone", "fax", "postcode"):
        value = unicodedata.normalize("NFKC", value) if not value.isascii() and label == "postcode" else value
    return Fact(value.strip(), place)
