"""Progress of a batch on stderr: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

EVERY = 10.0  # seconds between plain lines


class Progress:
    """Counts documents and outcomes; a context manager. ``tick`` is called once a document."""

    def __init__(self, total: int, lang: str = "zh", stream: TextIO | None = None) -> None:
        self.total, self.lang = total, lang
        self.stream = stream or sys.stderr
        self.done = self.fresh = 0
        self.outcomes: dict[str, int] = {}
        self._started = self._spoken = time.monotonic()
        self._live = self.stream.isatty()

    def tick(self, outcome: str, reused: bool) -> None:
        self.done += 1
        self.fresh += not reused
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        now = time.monotonic()
        if now - self._spoken >= (0.2 if self._live else EVERY):
            self._spoken = now
            self.stream.write(f"\r{self.line()}\x1b[K" if self._live else self.line() + "\n")
            self.stream.flush()

    def line(self) -> str:
        """Done, rate, remaining time, outcomes."""
        seconds = max(time.monotonic() - self._started, 1e-3)
        rate = self.fresh / seconds
        left = (self.total - self.done) / rate if rate else 0.0
        counts = "，".join(f"{k} {v}" for k, v in sorted(self.outcomes.items(), key=lambda p: (-p[1], p[0])))
        if self.lang == "en":
            return f"{self.done}/{self.total}  {rate:.1f}/s  {_span(left)} left  {counts.replace('，', ', ')}"
        return f"{self.done}/{self.total}  每秒 {rate:.1f} 份  还需 {_span(left)}  {counts}"

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.write(
            ("\r" if self._live else "") + self.line() + ("\x1b[K" if self._live else "") + "\n"
        )
        self.stream.flush()


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"
