"""How documents are reviewed where nobody says otherwise, in the form in which tasks carry it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from checker.reviewing import Options

OPTIONS: Final[dict[str, Any]] = asdict(Options())
