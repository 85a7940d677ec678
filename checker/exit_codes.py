"""Exit status of the command; where several hold, the first of USAGE, UNREAD, FINDINGS wins (2 over 3 over 1)."""

from __future__ import annotations

from typing import Final

OK: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
UNREAD: Final = 3
INTERRUPTED: Final = 130
"""Ctrl-C, as shells count it (128 + SIGINT)."""
ENDED: Final = 137
"""A process of ours was killed, as shells count it (128 + SIGKILL, what a system does that lacks memory): nothing is
wrong with usage or inputs, the same command goes on from what is kept."""
