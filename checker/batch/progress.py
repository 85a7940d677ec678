"""Progress of a batch on stderr: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TextIO

from checker.outputs.text_wrap import columns

EVERY = 10.0  # seconds between plain lines
BLINK = 0.2  # seconds between two states of the live line


class Progress:
    """Counts documents and outcomes; a context manager. ``tick`` is called once a document.

    ``words`` are those of ``progress`` in batch/outputs.yml and the comma, in one language; ``outcomes`` the words for
    outcomes (the keys themselves where there is none). ``clock`` and ``width`` are for tests.
    """

    def __init__(
        self, total: int, words: Mapping[str, str], outcomes: Mapping[str, str], stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic, width: int | None = None,
    ) -> None:  # fmt: skip
        self.total = total
        self.words, self.names = words, outcomes
        self.stream = stream or sys.stderr
        self.done = self.fresh = 0
        self.outcomes: dict[str, int] = {}
        self._clock, self._width = clock, width
        self._started = self._spoken = clock()
        self._shown = 0
        self._ended: float | None = None
        self._live = self.stream.isatty()

    def tick(self, outcome: str, reused: bool) -> None:
        self.done += 1
        self.fresh += not reused
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        now = self._clock()
        if now - self._spoken >= (BLINK if self._live else EVERY):
            self._spoken = now
            self._say(self.line())

    def stage(self, text: str) -> None:
        """The documents are done: their last line stays, and ``text`` says what is under way now."""
        self._finish()
        self._say(text)

    def line(self) -> str:
        """Done, rate, remaining time (in the end: the time taken), outcomes, the most frequent first."""
        seconds = max((self._ended if self._ended is not None else self._clock()) - self._started, 1e-3)
        rate = self.fresh / seconds
        parts = [f"{self.done}/{self.total}"]
        if self.fresh:
            parts.append(self.words["rate"].format(rate))
        if self._ended is not None:
            parts.append(self.words["took"].format(_span(seconds)))
        elif rate:
            parts.append(self.words["left"].format(_span((self.total - self.done) / rate)))
        if self.done > self.fresh:
            parts.append(self.words["reused"].format(self.done - self.fresh))
        counts = sorted(self.outcomes.items(), key=lambda p: (-p[1], p[0]))
        parts.append(self.words["comma"].join(f"{self.names.get(k, k)} {v}" for k, v in counts))
        return "  ".join(p for p in parts if p)

    def _say(self, text: str) -> None:
        if not self._live:
            self.stream.write(text + "\n")
        else:
            # The line is cut to the window (a wrapped one could not be written over) and padded over the last one.
            room = (self._width or shutil.get_terminal_size().columns) - 1
            text, wide = _cut(text, room)
            self.stream.write("\r" + text + " " * max(0, min(self._shown, room) - wide))
            self._shown = wide
        self.stream.flush()

    def _finish(self) -> None:
        if self._ended is None:
            self._ended = self._clock()
            self._say(self.line())
            self._leave()

    def _leave(self) -> None:
        if self._live and self._shown:
            self.stream.write("\n")
            self.stream.flush()
            self._shown = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()
        self._leave()


def _cut(text: str, room: int) -> tuple[str, int]:
    """As much of ``text`` as fits into ``room`` columns, and the columns it takes: a Chinese character takes two."""
    wide = 0
    for n, c in enumerate(text):
        own = columns(c)
        if wide + own > room:
            return text[:n], wide
        wide += own
    return text, wide


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"
