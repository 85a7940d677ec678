"""Contact details in every printed form, and what only looks like one (tests/data/contacts.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.document import Paragraph
from checker.language import get_language
from checker.report.contacts import read_contacts
from checker.report.model import Contacts, Fact
from checker.yaml_lines import load_yaml

CASES = load_yaml(Path(__file__).parents[1] / "data" / "contacts.yml")


def read(text: str | list[list[Any]]) -> tuple[Contacts, list[tuple[int | None, Paragraph]]]:
    given = [[0, text]] if isinstance(text, str) else text
    paragraphs: list[tuple[int | None, Paragraph]] = [
        (section, Paragraph(i, line, page=1)) for i, (section, line) in enumerate(given)
    ]
    return read_contacts(paragraphs, get_language()), paragraphs


def facts(contacts: Contacts) -> list[Fact]:
    single = [f for f in (contacts.address, contacts.postcode, contacts.organ) if f is not None]
    return [*single, *contacts.phones, *contacts.faxes, *contacts.emails, *contacts.websites]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_contacts(case: dict[str, Any]) -> None:
    contacts, _ = read(case["text"])
    found = {name: fact.value for name in ("address", "postcode", "organ") if (fact := getattr(contacts, name))}
    lists = ("phones", "faxes", "emails", "websites")
    found |= {name: [f.value for f in getattr(contacts, name)] for name in lists if getattr(contacts, name)}
    assert found == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_every_contact_stands_where_its_place_says(case: dict[str, Any]) -> None:
    contacts, paragraphs = read(case["text"])
    for fact in facts(contacts):
        place = fact.place
        assert place.paragraph is not None and place.span is not None
        section, paragraph = paragraphs[place.paragraph]
        assert (place.section, place.page) == (section, 1)
        assert paragraph.text[slice(*place.span)] == place.quote
        assert "".join((place.quote or "").split()) == "".join(fact.value.split())


def test_contacts_after_a_page_break_are_on_the_later_page() -> None:
    text = "如有疑问，请与清河县水利局联系（地址：清河县长江街18号；电话：0319-8162345）。"
    at = text.index("电话")
    contacts = read_contacts([(0, Paragraph(0, text, page=1, page_breaks=((at, 2),)))], get_language())
    assert contacts.address is not None and contacts.organ is not None
    assert (contacts.organ.place.page, contacts.address.place.page, contacts.phones[0].place.page) == (1, 1, 2)
