"""The register of law: works, versions, numbers, and what holds on a day."""

from __future__ import annotations

from checker.statutes.errors import RegisterError
from checker.statutes.model import Reason, Span, Unknown, Version, Work
from checker.statutes.names import normalise_number, normalise_title
from checker.statutes.register import Register, default_paths

__all__ = [
    "Reason",
    "Register",
    "RegisterError",
    "Span",
    "Unknown",
    "Version",
    "Work",
    "default_paths",
    "normalise_number",
    "normalise_title",
]
