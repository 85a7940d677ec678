"""Contact details: labels found by the pattern set ``contacts``, values read behind them.

A contact is told from a portal named in running text by its label: 地址, 邮编, 电话, 传真, 邮箱, 网址.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from checker.document import Paragraph, Place
from checker.report.model import Contacts, Fact

if TYPE_CHECKING:
    from checker.language import Language, Match

_HINTS = ("址", "编", "电", "传", "箱", "mail", "MAIL", "Mail", "与", "向", "联系", "Tel", "TEL", "FAX", "Fax", "件", "地点", "拨", "来信", "来函", "寄", "致信", "致函")
_GAP = re.compile(r"\s*(?:[（(](?!0\d)[^（()）]{0,8}[)）])?\s*(?:[：:﹕∶]|为|是|[（(](?=[A-Za-z]|0\d{2,3}[\-—－–―\s]?\d{7,8}\s?[)）])|\s)?\s*")
_PERSON = re.compile(r"\s*[：:为]?\s*[\u4e00-\u9fff]{2,8}[\s，,；;、：:（(]{1,3}(?=[\d（(+])")
_NUMBER = re.compile(r"\s*((?:\+|00)?[（(]?\d[\d\s（()）\-—–－―‐~]{2,24}\d(?:\s*(?:转|分机|ext\.?)\s*\d{1,5})?)", re.IGNORECASE)
_WHOLE = re.compile(r"[（(]?0\d{2,3}[）)]?[\s\-—–－―‐]{0,3}\d{7,8}(?=\s+(?:\d{7}|[（(]?0\d))")
"""A whole number before another that a blank parts from it."""
_NOTE = re.compile(r"(?<=\d)\s*[（(](?=\d)[^（()）]*$")
"""A bracket that opens behind a number and closes behind what else it holds: 96500（24小时）."""
_HOUR = re.compile(r"(?<=\d)\s+\d{1,2}$")
"""The first digits of office hours behind a number: 8162345 8:30—17:30."""
_MORE = re.compile(r"\s*(?:[、/／,，;；]|或者?|和|及|(?<=\d)\s)\s*(?=[\d（(+])")
_MORE_MAIL = re.compile(r"\s*(?:[、/／,，;；]|或者?|和|及)\s*(?=[A-Za-z0-9])")
_POSTCODE = re.compile(r"\s*(\d(?:\s?\d){2,8})")
_MAIL = re.compile(r"\s*([A-Za-z0-9](?:[^；;。、（）()<>《》：:\n\u4e00-\u9fff]|[(（][Aa][Tt][)）]){2,80})")
_NO_MAIL = re.compile(r"[xX*@.\s]+")
"""A place left to be filled in (XX@XX)."""
_MAIL_BLANK = re.compile(r"\s(?![@.])(?<![@.]\s)")
"""A blank that ends an address; those round @ and . come from justified print."""
_SITE = re.compile(r"\s*((?:https?://)?[A-Za-z0-9][A-Za-z0-9.\-]{2,60}(?:/[^\s；;，。、）)\u4e00-\u9fff]{0,120})?)")
_ADDRESS_STOP = re.compile(r"[；;。\n|｜]|[，,、]\s*(?=(?:邮|电|传|联系|咨询|办公|E|e|网|收|\d{6}(?!\d)|[（(]?0\d\d))|[)）](?![^（(]*[)）])|\s{2,}|\s(?=(?:邮\s*编|邮政|电\s*话|联系|传\s*真|电子|E-?mail))", re.IGNORECASE)
_PLACED = re.compile(
    r"[省市区县旗州盟镇乡村路街道巷弄][\u4e00-\u9fff]{0,20}(?:\d[\d\-]{0,6}|[一二三四五六七八九十百]{1,5})\s?号"
    r"|(?:路|街|大道|巷)[\u4e00-\u9fff\d]{0,20}(?:楼|大厦|大院|中心)"
)
"""What makes a stretch of text an address where no label says so."""
_PIECE = re.compile(r"[^，,；;、。（(）)：:\s《》“”]{4,60}")
_NO_PLACE = re.compile(r"联系|联络|咨询|反映|[请与]|公开|条例|[〔〕]")
_BARE = re.compile(r"(?<![\d\-—－–/〔.])(?:(?P<phone>[（(]?0\d{2,3}[）)]?[\-—－–―\s]{0,2}\d{7,8})|(?P<postcode>\d{6}))(?![\d\-.])")
_NEXT = re.compile(r"[\s，,；;、（(]{1,4}")
"""What parts a value without label from the one before it."""
_NEAR = 30
"""Characters between an address without label and the number that goes with it."""
_CALL_DIGITS = 7
"""Digits of a telephone number behind a verb: hotlines (拨打12345) are nobody's own."""
_LEAST = 5
"""Digits that a telephone number has at least: hotlines have five."""
_CLOCK = frozenset(":：时小点")
_COUNTED = frozenset("次件个人条户万余多")
_READ_AS = {"phone_fax": "phone", "call": "phone", "person": "phone", "send": "address"}
_LABELLED = frozenset(("address", "postcode", "phone", "phone_fax", "fax", "mail", "organ"))
_ORGAN = re.compile(r"([\u4e00-\u9fff（()）]{2,40}?)(?:（|\(|联系|联络|反映|咨询|索取|查询|提出|，|,|。)")
_ASKED = re.compile(r"[^。；]{0,200}(?:联系|联络|反映|咨询|反馈)")

Found = tuple[str, Fact]


def read_contacts(paragraphs: Sequence[tuple[int | None, Paragraph]], language: Language) -> Contacts:
    """The contacts among ``paragraphs`` (section number, paragraph), in the order in which they stand.

    Phones and faxes keep their printed form without blanks. Twice the same value counts once.
    """
    values: dict[str, list[Fact]] = {}
    for section, paragraph in paragraphs:
        if not any(h in paragraph.text for h in _HINTS) and not (section == 0 and _BARE.search(paragraph.text)):
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
    near = _near(section, text, labels, language)
    known: list[tuple[str, int, int]] = []
    for i, match in enumerate(labels):
        limit = labels[i + 1].start if i + 1 < len(labels) else len(text)
        if match.start in others:
            continue
        if match.label in ("call", "person", "send") and not any(a <= match.start < b for a, b in near):
            continue
        if match.label == "organ":
            yield from _organ(section, paragraph, match)
            continue
        gap = (_PERSON if match.label == "person" else _GAP).match(plain, match.end)
        if gap is None:
            continue  # a name without a number behind it
        at = gap.end()
        label = _READ_AS.get(match.label, match.label)
        for name, start, end in _values(label, plain, at, limit):
            if match.label in ("call", "person") and not _is_number(plain, start, end):
                continue
            if match.label == "send":
                end = start + len(plain[start:end].rstrip("或收"))
                if not _PLACED.search(plain, start, end):
                    continue
            known.append((name, start, end))
            yield name, _fact(section, paragraph, start, end, label)
            if match.label == "phone_fax":
                yield "fax", _fact(section, paragraph, start, end, "fax")
    if not others:
        for name, start, end in _bare(plain, known, near):
            yield name, _fact(section, paragraph, start, end, name)


def _near(section: int | None, text: str, labels: Sequence[Match], language: Language) -> list[tuple[int, int]]:
    """Where values without label are contacts: in the preamble and the margins, elsewhere in a sentence with a labelled one."""
    if section == 0:
        return [(0, len(text))]
    starts = [m.start for m in labels if m.label in _LABELLED]
    if not starts:
        return []
    return [(a, b) for a, b in language.sentences(text) if any(a <= s < b for s in starts)]


def _bare(
    text: str, known: Sequence[tuple[str, int, int]], near: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int, int]]:
    """Values that no label names: an address by its form beside a number, numbers right behind what was read before them.

    （济南市历下区经十路1号，邮编250014…）, （青山市人民路1号，414300，0730-3722186）
    """
    spans = sorted((a, b) for _, a, b in known)

    def free(start: int, end: int) -> bool:
        """Whether the characters stand where contacts are told and in none that was read (bisected: texts may be hostile)."""
        i = bisect_right(near, start, key=lambda s: s[0]) - 1
        k = bisect_left(spans, end, key=lambda s: s[0]) - 1
        return i >= 0 and end <= near[i][1] and (k < 0 or spans[k][1] <= start)

    numbers = [(str(m.lastgroup), *m.span()) for m in _BARE.finditer(text) if free(*m.span())]
    beside = sorted(a for name, a, _ in (*known, *numbers) if name in ("phone", "fax", "postcode"))
    ends = {b for _, _, b in known}
    if not any(name == "address" for name, _, _ in known):
        for piece in _PIECE.finditer(text) if beside else ():
            start, end = piece.span()
            k = bisect_left(beside, end)
            before = k < len(beside) and beside[k] - end <= _NEAR and "。" not in text[end : beside[k]]
            if not free(start, end) or not (before or _follows(text, start, ends)):
                continue
            if "\u4e00" <= text[start] <= "\u9fff" and _PLACED.search(piece[0]) and not _NO_PLACE.search(piece[0]):
                yield "address", start, end
                ends.add(end)
                break
    for name, start, end in numbers:
        if _follows(text, start, ends):
            yield name, start, end
            ends.add(end)


def _is_number(text: str, start: int, end: int) -> bool:
    """Whether digits behind a verb or a name are a telephone number: neither a hotline nor a count."""
    return sum(c.isdigit() for c in text[start:end]) >= _CALL_DIGITS and text[end : end + 1] not in _COUNTED


def _follows(text: str, start: int, ends: Collection[int]) -> bool:
    """Whether a value was read right before ``start``."""
    return any(e in ends and _NEXT.fullmatch(text, e, start) for e in range(start - 4, start))


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
        while stop and stop[0] in "）)" and _opened(text[at : stop.start()]):  # the address's own bracket
            stop = _ADDRESS_STOP.search(text, stop.end(), at + 120)
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
        if not match or sum(c.isdigit() for c in match[1]) < _LEAST:
            return
        whole = _WHOLE.match(match[1])
        value = (whole[0] if whole else match[1]).rstrip("-—–－（( ")
        note = _NOTE.search(value) or (_HOUR.search(value) if text[match.end(1) : match.end(1) + 1] in _CLOCK else None)
        if note and sum(c.isdigit() for c in value[: note.start()]) >= _LEAST:
            value = value[: note.start()]
        if value.count("(") + value.count("（") < value.count(")") + value.count("）"):
            value = value[:-1].rstrip() if value[-1] in ")）" else value
        yield label, match.start(1), match.start(1) + len(value)
        more = _MORE.match(text, match.start(1) + len(value))
        if not more:
            return
        at = more.end()


def _opened(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


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
