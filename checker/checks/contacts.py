"""C01–C08: contact details."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from checker.checks.context import Context
from checker.checks.registry import Result, check
from checker.document import Paragraph, Place
from checker.findings import Text
from checker.report.model import Fact

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|—|-)(\d{1,5})$", re.IGNORECASE)
_AREA = re.compile(r"^0\d{2,3}(?=\d{5,6}$)")
_NEXT = 3
"""Characters between two numbers that stand in one list."""
_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:市|自治州|地区|盟|县|区|旗)")
_NOTE = 40
"""Characters beside an address in which a note may tell what stands for its @."""
_KINDS = {"电话": Text("电话", "telephone"), "传真": Text("传真", "fax")}
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}$")


@check("C01", "C07", "C08")
def present(ctx: Context) -> Iterator[Result]:
    """Whether there is a contact at all, and a telephone and an address among what is given."""
    contacts = ctx.report.contacts
    if not contacts.any():
        yield ctx.finding("C01")
        return
    first = min(
        (f.place for f in (contacts.address, contacts.postcode, *contacts.phones, *contacts.faxes, *contacts.emails) if f),
        key=lambda p: p.order(),
    )  # fmt: skip
    if not contacts.phones:
        yield ctx.finding("C07", first)
    if contacts.address is None:
        yield ctx.finding("C08", first)


@check("C02")
def telephones(ctx: Context) -> Iterator[Result]:
    """Telephone and fax numbers: well formed, with an area code. Those without one are told once a file."""
    facts = [*(("电话", f) for f in ctx.report.contacts.phones), *(("传真", f) for f in ctx.report.contacts.faxes)]
    short = re.compile(ctx.rules.file("contacts.yml")["short_numbers"])
    without: list[tuple[str, Fact]] = []
    coded: tuple[str, Fact] | None = None
    """The last number that has an area code, its own or that of the number before it in a list."""
    for what, fact in facts:
        state = telephone_state(fact.value, short)
        listed = coded is not None and coded[0] == what and _joined(coded[1].place, fact.place)
        if state == "malformed":
            yield ctx.finding("C02", fact.place, number=fact.value, what=_KINDS[what])
        elif state == "without_area_code" and not listed:
            without.append((what, fact))
            continue
        coded = (what, fact)
    if without:
        yield ctx.finding(
            "C02", without[0][1].place, variant="without_area_code", related=tuple(f.place for _, f in without[1:]),
            number=[f.value for _, f in without], what=list(dict.fromkeys(_KINDS[w] for w, _ in without)),
        )  # fmt: skip


def _joined(a: Place, b: Place) -> bool:
    """Whether one number follows right behind another (0319-8162345/8162346): they share the area code."""
    return bool(a.paragraph == b.paragraph and a.span and b.span and 0 < b.span[0] - a.span[1] <= _NEXT)


def telephone_state(printed: str, short: re.Pattern[str]) -> str:
    """``ok``, ``without_area_code`` or ``malformed``: a number's form by the national numbering plan.

    Mobile numbers are well formed (rule W07 judges them); hotlines (``short``) need no area code.
    """
    import phonenumbers

    text = unicodedata.normalize("NFKC", printed)
    digits = re.sub(r"[^\d]", "", text)
    if short.match(digits) or short.match(_AREA.sub("", digits)) or _MOBILE.match(digits):
        return "ok"
    text = re.sub(r"^\s*(?:\+|00)?86[-—– ]?(?=0?\d{2,3}[-—– ])", "", text)
    if re.match(r"[1-9]\d{1,2}[-—– ]\d{7,8}", text) and not text.startswith("0"):
        text = "0" + text  # behind a country code the zero of the area code is left out
    main = _EXTENSION.sub("", text) if re.search(r"转|分机|ext|#", text, re.IGNORECASE) else text
    bare = re.sub(r"[^\d]", "", main)
    extension = re.fullmatch(r"(0?\d{2,4}[-—–－ ]?\d{7,8})[-—–－](\d{1,5})", main.strip())
    if extension:
        bare = re.sub(r"\D", "", extension[1])
    for candidate in (bare, re.sub(r"^86(?=0?\d{9})", "", bare)):
        if re.fullmatch(r"[2-9]\d{6,7}", candidate):
            return "without_area_code"
        try:
            number = phonenumbers.parse(candidate if candidate.startswith("0") else "0" + candidate, "CN")
        except phonenumbers.NumberParseException:
            continue
        if candidate.startswith("0") and phonenumbers.is_valid_number(number):
            return "ok"
    return "malformed"


@check("C03")
def organ(ctx: Context) -> Iterator[Result]:
    """Whether 请与…联系 names the reporting organ or a part of it."""
    named = ctx.report.contacts.organ
    agency = ctx.report.agency
    if named is None or agency is None:
        return
    data: Mapping[str, Any] = ctx.rules.file("contacts.yml")
    if not same_organ(named.value, agency, ctx.report.agency_kind, data):
        yield ctx.finding("C03", named.place, organ=named.value, agency=agency)


def same_organ(named: str, agency: str, kind: str, data: Mapping[str, Any]) -> bool:
    """Whether ``named`` can be the agency itself, in a longer or shorter form, or an office inside it.

    Only another organ that is plainly named (…教育局 in the report of a …水利局, the same organ of another place) is
    another organ; what names no organ at all (党政办, 政务公开科) is an office of the agency. For a government the
    organs that keep its disclosure (data: ``for_government``) speak as its office does.
    """
    named, agency = (re.sub(r"[\s（）()]", "", unicodedata.normalize("NFKC", t)) for t in (named, agency))
    for word, organ in data["synonyms"].items():
        named = named.replace(word, organ)
    if any(named.startswith(s) for s in data["self"]):
        return True
    if kind in ("government", "office") and re.search(data["for_government"], named):
        return True
    pattern = re.compile(data["organ"])
    theirs, ours = pattern.findall(named), pattern.findall(agency)
    if not theirs or not ours:
        return True
    return any(_alike(a, b) and not _elsewhere(a, b) for a in theirs for b in ours)


def _alike(a: str, b: str) -> bool:
    """Whether two organs' names agree, a city, county or street before one of them aside."""
    a, b = (re.sub(r"^[\u4e00-\u9fff]*[省市区县旗镇乡州盟](?=[\u4e00-\u9fff]{2})", "", x) or x for x in (a, b))
    short, long = sorted((a, b), key=len)
    letters = iter(long)
    return long.endswith(short) or all(c in letters for c in short)  # 卫健委 is short for 卫生健康委员会


def _elsewhere(a: str, b: str) -> bool:
    """Whether two organs of one name lie in different places: 石山市… and 清河市…, but not 邢台市清河县… and 清河县…"""
    same = 0
    while same < min(len(a), len(b)) and a[-1 - same] == b[-1 - same]:
        same += 1
    if same < 3 or same in (len(a), len(b)):
        return False  # a short form, or one name is the end of the other
    heads = sorted((a[: len(a) - same], b[: len(b) - same]), key=len)
    if heads[1].startswith(heads[0]) and heads[1][len(heads[0]) :] in ("局", "厅", "委"):
        return False  # 清河县公安城东分局 and 清河县公安局城东分局
    return not re.match(r"[\u4e00-\u9fff]{2,}?[省市区县旗镇乡州盟]", a[len(a) - same :])


@check("C04")
def postcode(ctx: Context) -> Iterator[Result]:
    """Six digits, of the province in which the address lies."""
    fact = ctx.report.contacts.postcode
    if fact is None:
        return
    data = ctx.rules.file("contacts.yml")
    digits = unicodedata.normalize("NFKC", fact.value).strip()
    if not re.fullmatch(r"\d{6}", digits):
        yield ctx.finding("C04", fact.place, code=fact.value)
        return
    address = ctx.report.contacts.address
    home = province_of((address.value if address else "", ctx.report.agency or ""), tuple(data["provinces"]))
    serves = data["postcodes"].get(digits[:2])
    if serves is None:
        yield ctx.finding("C04", fact.place, variant="no_province", code=digits)
    elif home is not None and home not in serves:
        yield ctx.finding(
            "C04", fact.place, variant="other_province", code=digits, province=home, serves=serves
        )


def province_of(texts: tuple[str, ...], provinces: tuple[str, ...]) -> str | None:
    """The province that an address or an agency's name names, or in which its city or county alone can lie.

    北京路18号 names no province: behind the bare name of one there must stand what lies in it.
    """
    divisions = _divisions()
    for text in texts:
        for name in provinces:
            if text.startswith(name) and any(
                code.startswith(name) for m in [_DIVISION.match(text, len(name))] if m for code in divisions.get(m[0], ())
            ):
                return name
            if re.search(f"{name}(?:省|(?:壮族|回族|维吾尔)?自治区)", text) or f"{name}市" in text[:12]:
                return name
    for text in texts:
        for match in _DIVISION.finditer(text):
            # districts are founded and renamed too often for a table to know them all: 临江区 was in Jilin once
            homes = None if match[0].endswith("区") else divisions.get(match[0])
            if homes is not None and len(homes) == 1:
                (code,) = homes
                found = next((p for p in provinces if code.startswith(p)), None)
                if found:
                    return found
    return None


@cache
def _divisions() -> Mapping[str, frozenset[str]]:
    """Names of cities and counties and the provinces that have one so called (python-stdnum, GB/T 2260)."""
    from importlib.resources import files

    out: dict[str, set[str]] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").split("\n"):
        head = re.match(r'\d\d province="([^"]+)"', line)
        if head:
            province = head[1]
            continue
        county = re.search(r'county="([^"]+)"', line)
        if county and province:
            for name in re.findall(r"[\u4e00-\u9fff]{2,}", county[1]):
                out.setdefault(name, set()).add(province)
    return {k: frozenset(v) for k, v in out.items()}


@check("C05", "C06")
def mail(ctx: Context) -> Iterator[Result]:
    """Well-formed addresses; private mailboxes told once a host."""
    from email_validator import EmailNotValidError, validate_email

    data = ctx.rules.file("contacts.yml")
    private = set(data["private_mail"])
    for fact in ctx.report.contacts.emails:
        address = _with_at(ctx, fact, data["mail_at"])
        try:
            validate_email(address, check_deliverability=False)
        except EmailNotValidError:
            yield ctx.finding("C05", fact.place, address=fact.value)
            continue
        host = address.rsplit("@", 1)[-1].lower()
        if host in private:
            yield ctx.finding("C06", fact.place, address=fact.value, host=host)


def _with_at(ctx: Context, fact: Fact, data: Mapping[str, str]) -> str:
    """The address with its @, where a sign stands for it that says so itself or is told beside the address."""
    value = re.sub(data["signs"], "@", fact.value, count=1)
    place = fact.place
    if "@" in unicodedata.normalize("NFKC", value) or place.paragraph is None or place.span is None:
        return value
    block = ctx.document.blocks[place.paragraph]
    if not isinstance(block, Paragraph):
        return value
    start, end = place.span
    for beside in (block.text[end : end + _NOTE], block.text[max(0, start - _NOTE) : start]):
        note = re.search(data["notes"], unicodedata.normalize("NFKC", beside))
        if note:
            return unicodedata.normalize("NFKC", value).replace(note["sign"] or note["other"], "@", 1)
    return value
