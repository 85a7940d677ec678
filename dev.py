#!/usr/bin/env python3
"""Sets up and runs, with nothing but Python 3.11: ``python3 dev.py demo | test | wheels``.

demo    makes .venv, installs gongkai, reviews the sample report in corpus/samples
test    makes .venv with everything that development needs, then style, types, tests
wheels  builds wheels/ with gongkai and all that it needs, for an office without internet
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SAMPLE = ROOT / "corpus" / "samples" / "report-2023.md"
LOCK = ROOT / "requirements.lock"


def run(*command: str | Path, env: dict[str, str] | None = None) -> int:
    return subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})}).returncode


def must(*command: str | Path) -> None:
    if run(*command) != 0:
        sys.exit(f"失败：{' '.join(str(c) for c in command)}")


def python() -> Path:
    return BIN / ("python.exe" if os.name == "nt" else "python")


def install(extras: str, constraint: bool = True) -> None:
    """Makes .venv and installs this checkout into it, unless just that was done before."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever python3 the machine has
        sys.exit(f"需要 Python 3.11 或更新版本，现为 {sys.version.split()[0]}。")
    recipe = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes() + extras.encode()).hexdigest()
    stamp = VENV / ".gongkai"
    if stamp.is_file() and recipe in stamp.read_text().split():
        return
    if not python().exists():
        must(sys.executable, "-m", "venv", VENV)
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if constraint:
        must(*pip, "--constraint", LOCK, "--editable", f".{extras}")
    else:
        must(*pip, "--editable", f".{extras}")
    must(python(), "-m", "compileall", "-q", "checker")  # pip compiles what it copies, and a checkout is not copied
    done = stamp.read_text() if stamp.is_file() else ""
    stamp.write_text(f"{done}{recipe}\n")


def demo() -> int:
    install("[batch]")  # whatever the README shows works from now on
    status = run(BIN / ("gongkai.exe" if os.name == "nt" else "gongkai"), "check", SAMPLE.relative_to(ROOT))
    return 0 if status in (0, 1) else status  # 1: the sample has findings on purpose


def test(arguments: list[str]) -> int:
    install("[dev]")
    if not arguments:
        must(python(), "-m", "ruff", "check", ".")
        must(python(), "-m", "mypy")
        arguments = ["-n", str(min(4, os.cpu_count() or 1)), "-rs"]
    return run(python(), "-m", "pytest", *arguments)


def wheels(target: Path) -> int:
    """Wheels of gongkai and of everything it needs here, for ``pip install --no-index --find-links``."""
    install("[batch]")
    shutil.rmtree(target, ignore_errors=True)
    pip = [python(), "-m", "pip", "--disable-pip-version-check"]
    must(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", target, ".")
    must(*pip, "wheel", "--quiet", "--constraint", LOCK, "--wheel-dir", target, ".[batch]")
    print(f"{target}: {len(list(target.glob('*.whl')))} wheels")
    print(f"在没有网络的机器上：python -m pip install --no-index --find-links {target.name} gongkai-checker")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["demo", "test", "wheels"])
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="for test: arguments of pytest")
    given = parser.parse_args()
    if given.task == "demo":
        return demo()
    if given.task == "test":
        return test(given.rest)
    return wheels(ROOT / "wheels")


if __name__ == "__main__":
    sys.exit(main())
