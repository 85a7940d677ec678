"""The phrase data of the extractor, read from ``rules/statutes/citations.yml`` and ``genres.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checker import data as folders
from checker.errors import RuleBookError
from checker.findings import Text
from checker.statutes.names import normalise_title
from checker.yaml_lines import line_of, load_yaml


@dataclass(frozen=True, slots=True, eq=False)
class CitationData:
    """See the comments in ``rules/statutes/citations.yml``; lists that are searched longest first are so
    ordered.
    """

    aliases: Mapping[str, str]
    understood: frozenset[str]
    definition: re.Pattern[str]
    equation: re.Pattern[str]
    bare_titles: frozenset[str]
    decree_issuers: Mapping[str, str]
    decree_names: tuple[str, ...]
    number_prefixes: tuple[str, ...]
    national_prefixes: tuple[str, ...]
    provinces: frozenset[str]
    file_letters: tuple[str, ...]
    not_prefixes: tuple[str, ...]
    file_nouns: tuple[str, ...]
    leads: frozenset[str]
    lead_words: tuple[str, ...]
    anaphora: frozenset[str]
    places: tuple[str, ...]
    not_places: tuple[str, ...]
    continuations: tuple[str, ...]
    history_verb: re.Pattern[str]
    version_word: re.Pattern[str]
    history: re.Pattern[str]
    comparison: re.Pattern[str]
    issuing: re.Pattern[str]
    reissue: re.Pattern[str]
    local_issuer: re.Pattern[str]
    national_priorities: re.Pattern[str]
    issuers: Mapping[str, str]
    issuer_before: re.Pattern[str]
    amending: frozenset[str]
    appendix: re.Pattern[str]
    acts: tuple[tuple[str, ...], ...]
    others: Mapping[str, tuple[tuple[str, ...], ...]]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@cache
def citation_data(folder: Path | None = None) -> CitationData:
    """The data in ``folder`` (``rules/statutes``). Raises RuleBookError where a key is missing or unknown."""
    folder = folder or folders.folder("rules") / "statutes"
    path = folder / "citations.yml"
    raw, genres = load_yaml(path), load_yaml(folder / "genres.yml")
    wanted = {
        "aliases", "understood", "definitions", "equations", "definition_leads", "bare_titles", "decree_issuers", "number_prefixes",
        "national_prefixes", "provinces", "file_letters", "not_prefixes", "file_nouns", "leads", "anaphora",
        "places", "not_places", "continuations", "history_verbs", "version_words", "history", "comparison",
        "issuing_verbs", "reissue_verbs", "local_issuer", "own_issuer", "national_priorities", "issuers",
        "amending",
    }  # fmt: skip
    for key in raw.keys() ^ wanted:
        what = (
            Text(f"不认识的键 {key}", f"unknown key {key}")
            if key in raw
            else Text(f"缺少 {key}", f"{key} is missing")
        )
        raise RuleBookError(str(path), line_of(path, key) if key in raw else None, what)

    def longest(words: Any) -> tuple[str, ...]:
        return tuple(sorted(words, key=lambda w: (-len(w), w)))

    verbs = _any(raw["issuing_verbs"])
    issuing = rf"(?:联合)?(?:{verbs})?(?:的|了)?"
    return CitationData(
        aliases={normalise_title(k): v for k, v in raw["aliases"].items()},
        understood=frozenset(raw["understood"]),
        definition=re.compile(
            rf"(?:{_any(raw['definitions'])})(?:为|:)?(?:(?:{_any(raw['definition_leads'])})(?=[“\"‘'「《]))?[“\"‘'「]?《?([^《》〈〉“”\"'‘’「」()\[\]【】,。;:、]{{1,25}})》?"
        ),
        equation=re.compile(rf"《([^《》]{{1,25}})》[,(\[【〔]?(?:{_any(raw['equations'])}):?《"),
        bare_titles=frozenset(raw["bare_titles"]),
        decree_issuers=raw["decree_issuers"],
        decree_names=longest(raw["decree_issuers"]),
        number_prefixes=longest(raw["number_prefixes"]),
        national_prefixes=tuple(raw["national_prefixes"]),
        provinces=frozenset(raw["provinces"]),
        file_letters=tuple(raw["file_letters"]),
        not_prefixes=tuple(raw["not_prefixes"]),
        file_nouns=tuple(raw["file_nouns"]),
        leads=frozenset(raw["leads"]),
        lead_words=tuple(raw["leads"]),
        anaphora=frozenset(raw["anaphora"]),
        places=tuple(raw["places"]),
        not_places=tuple(raw["not_places"]),
        continuations=tuple(raw["continuations"]),
        history_verb=re.compile(_any(raw["history_verbs"])),
        version_word=re.compile(_any(raw["version_words"])),
        history=re.compile("|".join(raw["history"])),
        comparison=re.compile("|".join(raw["comparison"])),
        issuing=re.compile(rf"(?:{verbs})(?:的|了)?$"),
        reissue=re.compile(_any(raw["reissue_verbs"])),
        local_issuer=re.compile(
            rf"(?:{raw['local_issuer']}){issuing}$|(?:{raw['own_issuer']})(?:{verbs})(?:的|了)?$"
        ),
        national_priorities=re.compile(rf"(?:{raw['national_priorities']}){issuing}$"),
        issuers=raw["issuers"],
        issuer_before=re.compile(rf"({_any(list(raw['issuers']))})(?:联合)?(?:{verbs})?(?:的|了)?$"),
        amending=frozenset(raw["amending"]),
        appendix=re.compile(genres["appendix"]),
        acts=tuple(tuple(p) for p in genres["acts"]),
        others={k: tuple(tuple(p) for p in v) for k, v in genres["others"].items()},
    )
