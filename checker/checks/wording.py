"""W01: slips in the fixed terms of the form and in official names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from checker import lexicons
from checker.checks import wording_gaps, wording_repeats, wording_widths  # noqa: F401 (they register their checks)
from checker.checks.context import Context
from checker.checks.passages import inside, sure_text
from checker.checks.registry import Result, check
from checker.document import Place
from checker.terms import SHAPES, Slip, Terms

_NAMED: Final = re.compile(r"《[^《》\n]{1,60}》|“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’|「[^「」\n]{1,40}」")


@lru_cache(maxsize=4)
def _terms(path: Path) -> Terms:
    from checker.language import get_language

    return Terms(lexicons.read(path, SHAPES), get_language(()).known)


@check("W01")
def slips(ctx: Context) -> Iterator[Result]:
    """One finding for each wrong form, with further places where it comes again. Names in quotes are left alone, and
    titles in 《》 are rule L04's."""
    passages, skipped = sure_text(ctx, "W01")
    yield from skipped
    terms = _terms(ctx.rules.path("wording/terms.yml"))
    found: dict[tuple[str, str], list[tuple[Place, Slip]]] = {}
    for passage in passages:
        named = [m.span() for m in _NAMED.finditer(passage.text)] if "《" in passage.text or "“" in passage.text else []
        for slip in terms.slips(passage.text, ctx.language, passage.start):
            if inside(named, slip.start) or inside(named, slip.end - 1):
                continue
            wrong = passage.text[slip.start : slip.end]
            if unicodedata.normalize("NFKC", wrong) == slip.right:
                continue  # a radical in the place of the character: the font's, not the author's
            found.setdefault((wrong, slip.right), []).append((passage.place(slip.start, slip.end), slip))
    for (wrong, right), hits in found.items():
        place, slip = hits[0]
        yield ctx.finding(
            "W01", place, variant="variant" if slip.variant else "default", related=tuple(p for p, _ in hits[1:]),
            expected=right, actual=wrong, confidence="certain" if slip.known else "likely", count=len(hits),
        )  # fmt: skip
