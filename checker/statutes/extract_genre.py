"""What a title in marks is, where the register does not know it: an act, or a newspaper, a form, a campaign …

spaCy's Matcher over the last words of the title, with patterns from ``rules/statutes/genres.yml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from checker.statutes.extract_data import CitationData

if TYPE_CHECKING:
    from checker.language import Language

TAIL = 24
"""Characters of a title that tell its genre: its last words."""
_VERSION = re.compile(r"\([^()]{1,16}\)$")
ACT = "act"


class Genres:
    """Classifies titles; remembers answers, since reports repeat theirs."""

    def __init__(self, language: Language, data: CitationData) -> None:
        self._language = language
        self._data = data
        self._matcher: Any = None
        self._labels: dict[int, str] = {}
        self._known: dict[str, str | None] = {}

    def of(self, title: str) -> str | None:
        """``act``, a key of ``others``, or None where no pattern knows the title. ``title`` is normalised."""
        tail = self._data.appendix.sub("", _VERSION.sub("", title)[-2 * TAIL :])[-TAIL:]
        if tail not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[tail] = self._classify(tail)
        return self._known[tail]

    def _classify(self, tail: str) -> str | None:
        if not tail:
            return None
        doc = self._language.doc(tail)
        if self._matcher is None:
            self._matcher = self._build(doc.vocab)
        best: tuple[int, int, str] | None = None
        for match_id, start, end in self._matcher(doc):
            if end != len(doc):
                continue
            name = self._labels[match_id]
            genre, _, width = name.partition("|")
            rank = (int(width), end - start, genre)
            if best is None or rank > best:
                best = rank
        return best[2] if best else None

    def _build(self, vocab: Any) -> Any:
        from spacy.matcher import Matcher

        matcher = Matcher(vocab)
        for genre, patterns in ((ACT, self._data.acts), *self._data.others.items()):
            for pattern in patterns:
                # the label carries the number of characters matched: the longest head decides
                label = f"{genre}|{sum(len(w.lstrip('~')) for w in pattern)}"
                tokens = [
                    {"TEXT": {"REGEX": f"{re.escape(w[1:])}$"}} if w[0] == "~" else {"TEXT": w}
                    for w in pattern
                ]
                matcher.add(label, [tokens])
                self._labels[vocab.strings[label]] = label
        return matcher
