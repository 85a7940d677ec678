"""Kill -9 of the main process at random moments: after resuming, all is as in a run that nobody disturbed.

    python -m benchmarks.kills [--documents 120] [--kills 10] [--workers 2] [--seed 1] [--cluster local]

Runs ``gongkai batch`` once undisturbed; then starts it again and again on another folder and kills it after a random
time, until so many kills have struck a running process (a run that came to its end begins anew). Every finished run is
compared with the undisturbed one, file by file; processes that outlive their killed parent are counted.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.province import generate
from benchmarks.running import start


def differences(one: Path, other: Path) -> list[str]:
    """Files that differ between the outputs of two runs (times and stores aside), and documents not told once."""
    a, b = dict(_files(one)), dict(_files(other))
    out = [f"{name} is missing" for name in sorted(set(a) ^ set(b))]
    out += [f"{name} differs" for name in sorted(set(a) & set(b)) if a[name] != b[name]]
    told = collections.Counter(
        json.loads(t)["path"] for t in (other / "results.jsonl").read_text("utf-8").splitlines()
    )
    out += [f"{path} stands {n} times" for path, n in told.items() if n != 1]
    with sqlite3.connect(other / "store.sqlite") as db:
        out += [f"store: {r[0]}" for r in db.execute("pragma integrity_check") if r[0] != "ok"]
        twice = db.execute("select path from results group by path having count(*) > 1").fetchall()
        out += [f"store: {r[0]} twice" for r in twice]
    return out


def _files(out: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or path.name.startswith((".", "store.sqlite")):
            continue
        content = path.read_bytes()
        if name == "results.jsonl":
            lines = (json.loads(t) for t in content.decode().splitlines())
            content = json.dumps([{**t, "elapsed_ms": 0} for t in lines], ensure_ascii=False).encode()
        yield name, content


def children(session: int) -> list[int]:
    """Processes of a session that are alive (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def _outliving(session: int) -> list[int]:
    """Children that are alive ten seconds after their parent: one that was just starting looks for it when it is up."""
    end = time.monotonic() + 10
    while (left := children(session)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cluster")
    given = parser.parse_args()
    rng = random.Random(given.seed)
    more = ["--cluster", given.cluster] if given.cluster else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, given.documents, dense=2.0)

        def begin(out: str) -> subprocess.Popen[bytes]:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            return start(
                folder, "batch", "roster.csv", "--out", out, "--workers", str(given.workers), *more, **quiet
            )

        began = time.perf_counter()
        begin("calm").wait()
        whole = time.perf_counter() - began
        print(f"undisturbed: {whole:.1f} s", flush=True)
        struck = orphans = runs = 0
        wrong: list[str] = []
        while True:
            process = begin("killed")
            moment = rng.uniform(0.2, whole * 0.5)
            try:
                process.wait(None if struck == given.kills else moment)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                struck += 1
                kept = _kept(folder / "killed")
                left = _outliving(process.pid)
                orphans += len(left)
                print(
                    f"kill {struck}: after {moment:.1f} s, {kept} results kept, {len(left)} processes left",
                    flush=True,
                )
                for child in left:
                    os.kill(child, signal.SIGKILL)
                continue
            runs += 1
            found = differences(folder / "calm", folder / "killed")
            wrong += found
            print(
                f"run {runs} complete, exit {process.returncode}: {len(found)} differences {found[:5]}",
                flush=True,
            )
            if struck == given.kills:
                break
            shutil.rmtree(folder / "killed")
    print(f"kills {struck}  complete runs {runs}  differences {len(wrong)}  orphans {orphans}")
    sys.exit(bool(wrong))


def _kept(out: Path) -> int:
    try:
        with sqlite3.connect(f"file:{out / 'store.sqlite'}?mode=ro", uri=True) as db:
            return int(db.execute("select count(*) from results").fetchone()[0])
    except sqlite3.Error:
        return 0


if __name__ == "__main__":
    main()
