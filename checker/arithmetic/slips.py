"""Slips of the hand: whether a printed number may stand for another by dropping, doubling, swapping or
shifting."""

from __future__ import annotations

from functools import lru_cache

from checker.report.model import Number


@lru_cache(maxsize=50_000)
def slip(printed: Number, meant: Number) -> str | None:
    """The name of the slip by which ``meant`` came to be printed as ``printed``; None where none explains it.

    ``digit`` (one of several digits differs) is the weakest; a lone digit that became another is no slip at
    all, since any two would do.
    """
    if printed == meant or meant < 0 or printed != int(printed) or meant != int(meant):
        return None
    a, b = str(abs(int(printed))), str(int(meant))
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differing) == 2:
            i, j = differing
            return "swapped" if j == i + 1 and a[i] == b[j] and a[j] == b[i] else None
        return "digit" if len(a) > 1 and len(differing) == 1 else None
    if len(a) == len(b) + 1:
        return _longer(a, b)
    if len(b) == len(a) + 1:
        if b == a + "0":
            return "shifted"
        return "dropped" if any(b[:i] + b[i + 1 :] == a for i in range(len(b))) else None
    return None


def _longer(printed: str, meant: str) -> str | None:
    """One digit too many: a zero behind it, a digit twice."""
    if printed == meant + "0" and meant != "0":
        return "shifted"
    for i in range(len(printed)):
        if printed[:i] + printed[i + 1 :] == meant:
            twin = printed[i]
            if twin in (printed[i - 1 : i], printed[i + 1 : i + 2]):
                return "doubled"
    return None
