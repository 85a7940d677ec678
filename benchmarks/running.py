"""How benchmarks start ``gongkai`` from this checkout, whatever the folder they run it in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def start(folder: Path, *arguments: str, **more: Any) -> subprocess.Popen[Any]:
    """``gongkai ARGUMENTS`` in ``folder``, in a session of its own (its group can be killed without ours)."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "checker", *arguments], cwd=folder, env=env, start_new_session=True, **more
    )
