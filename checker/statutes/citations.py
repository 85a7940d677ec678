"""What the extractor yields: a reference to law, its place, what it resolves to, its state on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from checker.document import Place
from checker.statutes.extract_numbers import Number

Writing = Literal["marked", "unmarked", "unclosed", "number"]
State = Literal["in_force", "superseded", "repealed", "not_yet", "unknown"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference to an act.

    ``text``, ``title``, ``number``, ``article`` as printed (the title without its marks); ``resolved`` is
    the id of the act in the register or None. ``numbers`` are the numbers read, ``articles`` the numbers of
    the articles named. ``by_number`` is the act to which the number alone leads, where it is unambiguous.
    ``version`` is the number of the version cited, or the first day of the one in force; ``state`` how that
    version stands on ``day``. ``defined_as`` is the short title that the text gives it here; ``short`` says
    that the printed title is a short title that needs a definition (``defined`` whether there is one before
    it). ``history``: told of, not relied on; ``comparison``: an earlier year's; ``quoted``: inside quotation
    marks. ``issuer`` is what stands directly before the title as its maker; ``reissued``: with 转发 or the
    like.
    """

    text: str
    place: Place
    kind: Writing
    title: str | None = None
    number: str | None = None
    article: str | None = None
    resolved: str | None = None
    by_number: str | None = None
    numbers: tuple[Number, ...] = ()
    articles: tuple[int, ...] = ()
    version: str | None = None
    state: State | None = None
    day: dt.date | None = None
    defined_as: str | None = None
    short: bool = False
    defined: bool = False
    history: bool = False
    history_form: bool = False
    comparison: bool = False
    quoted: bool = False
    issuer: str | None = None
    local_issuer: bool = False
    reissued: bool = False
    sentence: str = ""
    """The sentence in which it stands, folded (no blanks, half-width punctuation)."""
    offset: int = 0
    """Where the citation begins in :attr:`sentence`."""
