"""An example of a rule (an edit of the specimen report) through the whole road."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checker import readers, specimen
from checker.document import Revision
from checker.findings import Review
from checker.reviewing import Options, _judge, _previous, _understand
from checker.rulebook import RuleBook


def review_of(book: RuleBook, edit: Mapping[str, Any]) -> Review:
    """The review of the specimen with ``edit``; ``previous`` edits make last year's report of the same agency.

    ``properties`` and ``revisions`` cannot be written in Markdown: they are put into the document as read.
    """
    s = specimen.make(book, edit)
    data = specimen.markdown(book, s).encode()
    document = readers.read(data, path="例.md")
    document = replace(
        document,
        properties=tuple(s.properties.items()),
        revisions=tuple(Revision(r["kind"], r["text"], r.get("author")) for r in s.revisions),  # type: ignore[arg-type]
    )
    before = None
    if s.previous is not None:
        last = specimen.make(book, {"agency": s.agency, "year": s.year - 1, **s.previous})
        before = specimen.markdown(book, last).encode()
    options = Options(as_of=dt.date.fromisoformat(s.as_of) if s.as_of else None)
    earlier, trouble = _previous(before, book, options)
    return _judge(lambda: data, document, _understand(document, book, options), earlier, trouble, book, options)
