"""What ``gongkai statutes`` prints: each reference to law with what it resolves to, its version and its state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from checker.findings import Review
from checker.outputs import Rendered
from checker.outputs.text_words import mark, name, place_text, words


def one(review: Review, source: str | bytes, settings: Mapping[str, Any]) -> Rendered:
    """``settings``: lang, as_json."""
    lang = settings.get("lang", "zh")
    rows = [row(c, lang) for c in review.report.statutes] if review.report else []
    if settings.get("as_json"):
        return Rendered(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    if not rows:
        return Rendered(f"{words(lang)['no_law']}\n")
    out = []
    for item in rows:
        head = " ".join(x for x in (item["where"], item["text"]) if x)
        target = item["resolved"] or name("html", "unknown_act", lang)
        day = f"{item['day']} {item['state']}" if item["day"] and item["state"] else item["state"]
        parts = [target, item["version"], day]
        out.append(f"{head}\n    → {mark('stop', lang).join(p for p in parts if p)}\n")
    return Rendered("".join(out))


def row(citation: Any, lang: str) -> dict[str, Any]:
    """One reference as JSON-ready data."""
    return {
        "text": citation.text,
        "title": citation.title,
        "number": citation.number,
        "article": citation.article,
        "resolved": citation.resolved,
        "version": citation.version,
        "day": citation.day.isoformat() if citation.day else None,
        "state": state_name(citation, lang),
        "where": place_text(citation.place, lang),
        "section": citation.place.section,
    }


def state_name(citation: Any, lang: str) -> str | None:
    """How the version cited stands on the day that counts, in words; None where the act is not registered."""
    if citation.state is None:
        return None
    return name("law_states", citation.state, lang)
