"""The store of a batch: one SQLite file, one transaction a result, safe for several runs at once.

A result stands under the document's path and a key over everything that decides it: content, rules, model, options.
An answer that is there is never overwritten, so that two runs (which would write the same) cannot disturb each other;
only what was ended from outside gives way to an answer where a run tries it again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.batch.work import Result
from checker.errors import RuleBookError
from checker.findings import Text

SCHEMA_VERSION = 1
BUSY_SECONDS = 120.0  # another run writes for milliseconds; a slow network mount for longer
AGAIN_SECONDS = 0.02

_SCHEMA = f"""
begin immediate;
create table if not exists results (
  path text not null, key text not null, base text not null, sha256 text, stamp text, outcome text not null,
  line text not null, page blob not null, facts text not null, document blob, verdict blob,
  primary key (path, key)
);
create table if not exists pairs (key text primary key, answer text not null);
pragma user_version = {SCHEMA_VERSION};
commit;
"""
_ADD = """
insert into results values (?,?,?,?,?,?,?,?,?,?,?) on conflict (path, key) do update set
  rowid = (select max(rowid) + 1 from results),
  sha256 = excluded.sha256, stamp = excluded.stamp, outcome = excluded.outcome, line = excluded.line,
  page = excluded.page, facts = excluded.facts, document = excluded.document, verdict = excluded.verdict
where outcome in (select value from json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a path: the key and content of a result, without its large parts."""

    key: str
    sha256: str | None
    stamp: str | None


class Store:
    """An open store. A context manager. Raises RuleBookError where the file is no store, of a later program,
    or held by another one that does not let go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _opened(path)
            version = self._db.execute("pragma user_version").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            told = _BUSY if _busy(problem) else Text(
                f"结果库打不开（{problem}）；请换一个 --out 或删除它",
                f"the store cannot be opened ({problem}); choose another --out or delete it",
            )  # fmt: skip
            raise RuleBookError(str(path), None, told) from None
        if version > SCHEMA_VERSION:
            self._db.close()
            told = Text(
                "结果库由更新版本的 gongkai 写成；请升级，或换一个 --out",
                "the store was written by a later gongkai; upgrade, or choose another --out",
            )
            raise RuleBookError(str(path), None, told)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def known(self, path: str) -> list[Known]:
        """All results under a path, the latest first (one that took another's place is as late as it came)."""
        rows = self._db.execute(
            "select key, sha256, stamp from results where path = ? order by rowid desc", (path,)
        )
        return [Known(*row) for row in rows]

    def add(
        self, result: Result, key: str, base: str, stamp: str | None, instead: Sequence[str] = ()
    ) -> None:  # fmt: skip
        """Keeps a result, in one transaction; one that is there already stays, unless its outcome is among ``instead``."""
        self._write(
            _ADD,
            (
                result.path, key, base, result.sha256, stamp, result.outcome, result.line, result.page, result.facts,
                result.document, result.verdict, json.dumps(instead),
            ),
        )  # fmt: skip

    def seen(self, path: str, key: str, stamp: str | None) -> None:
        """Notes the file's stamp (size and time), so that a rerun need not read it."""
        self._write("update results set stamp = ? where path = ? and key = ?", (stamp, path, key))

    def column(self, name: str, path: str, key: str) -> bytes | str | None:
        """One part of a result: line, page, facts, document, verdict."""
        assert name in ("line", "page", "facts", "document", "verdict", "outcome")
        row = self._db.execute(
            f"select {name} from results where path = ? and key = ?",  # noqa: S608 (a name from the line above)
            (path, key),
        ).fetchone()
        return row[0] if row else None

    def lines(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
        """(path, line, facts) of the results named by (path, key), in that order."""
        for path, key in keys:
            row = self._db.execute(
                "select line, facts from results where path = ? and key = ?", (path, key)
            ).fetchone()
            if row:
                yield path, row[0], row[1]

    def pair(self, key: str) -> str | None:
        row = self._db.execute("select answer from pairs where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def add_pair(self, key: str, answer: str) -> None:
        self._write("insert or ignore into pairs values (?,?)", (key, answer))

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        """One transaction. Raises RuleBookError where the disk is full or another program does not let go of the file."""
        try:
            self._db.execute(statement, values)
        except sqlite3.OperationalError as problem:
            told = _BUSY if _busy(problem) else Text(
                f"结果库写不进去（{problem}）；请检查磁盘空间和权限，再运行一次，已审查的不会重做",
                f"the store cannot be written ({problem}); check disk space and permissions and run again, nothing is "
                "reviewed twice",
            )  # fmt: skip
            raise RuleBookError(str(self.path), None, told) from None


_BUSY = Text(
    "结果库一直被其他程序占用；请等它结束后再运行，已审查的不会重做",
    "another program kept the store to itself; run again when it has ended, nothing is reviewed twice",
)


def _busy(problem: BaseException) -> bool:
    """Whether another connection holds the file."""
    code: int = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF == sqlite3.SQLITE_BUSY


def _opened(path: Path) -> sqlite3.Connection:
    """A connection to the file at ``path``, made a store where it is none yet. Raises sqlite3.DatabaseError.

    SQLite's own patience does not reach to the change to WAL, which fails at once where another run is at the same file
    (it would have to wait with a lock in hand): the whole is tried anew, with none, until the other one has done it.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if db.execute("pragma journal_mode").fetchone()[0] != "wal":
                db.execute("pragma journal_mode=wal")
            # A killed process loses nothing; a machine without power may lose the last results, which are made again.
            db.execute("pragma synchronous=normal")
            db.execute("pragma cache_size=-4000")
            if db.execute("pragma user_version").fetchone()[0] < SCHEMA_VERSION:
                db.executescript(_SCHEMA)
            return db
        except BaseException as problem:
            db.close()
            if not _busy(problem) or time.monotonic() > end:
                raise
        time.sleep(AGAIN_SECONDS)
