"""The runs that were kept: one SQLite file, in a folder of the user's.

    explorations   what was explored, within which bounds, and what that proved; a row appears with its first finding
                   or at its end, so one that was killed stands there as "unfinished"
    runs           a run file each, with what is asked for in a list beside it; `seq` says which came last

Life of a connection: opened for one operation, closed behind it, so that none is held over a fork or while a program is
explored.  Every operation is one transaction: it is there afterwards or it is not, whenever the process is killed.

Rollback journal rather than write-ahead log: a few rows are written a minute, home directories may lie on a network
(where WAL's shared memory does not work), and a journal leaves one file to copy, not three.  Two processes at once wait
for each other (BUSY_S).  All that goes wrong is a StoreError whose words say what and what to do; the caller decides
whether that ends anything (for check it does not).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from forkingpaths.record.run_file import BrokenRunFile, RunFile, dump, load

T = TypeVar("T")
SCHEMA_VERSION = 1
APPLICATION = 0x46504154  # "FPAT", in the header of the file
BUSY_S = 10.0  # how long to wait for another process's transaction
LIMIT_RUNS = 5000  # the oldest are dropped beyond this, those without a finding first
SHORTEST_PREFIX = 3
UNFINISHED = "unfinished"
SCHEMA = """
CREATE TABLE explorations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, program TEXT NOT NULL, name TEXT NOT NULL, verb TEXT NOT NULL,
    bounds TEXT NOT NULL, when_s REAL NOT NULL, seconds REAL NOT NULL, runs INTEGER NOT NULL,
    complete INTEGER NOT NULL, stopped TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, program TEXT NOT NULL, name TEXT NOT NULL,
    schedule TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, when_s REAL NOT NULL,
    exploration INTEGER REFERENCES explorations(id), document TEXT NOT NULL
);
CREATE INDEX runs_by_program ON runs (program, schedule);
"""


class StoreError(Exception):
    """The store cannot do it; the message says what, where, and what to do."""


@dataclass(slots=True, frozen=True)
class Row:
    """A run as a list shows it."""

    id: str
    name: str
    kind: str  # "finding" | "outcome" | "default" | "recorded"
    title: str
    schedule: str
    when_s: float
    exploration: int | None


@dataclass(slots=True, frozen=True)
class Explored:
    """An exploration: what `check` or `outcomes` did, and what came of it."""

    program: str  # the identity, hex
    name: str
    verb: str
    bounds: dict[str, object]
    when_s: float
    seconds: float = 0.0
    runs: int = 0
    complete: bool = False
    stopped: str = UNFINISHED
    words: str = ""  # what was proved


def default_folder(environment: dict[str, str]) -> str:
    """Where the store is: $XDG_CACHE_HOME/forkingpaths, or ~/.cache/forkingpaths."""
    cache = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(
        cache
    ):  # "All paths [...] must be absolute. [...] consider the path invalid and ignore it."
        cache = os.path.join(environment.get("HOME") or os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "forkingpaths")


class Store:
    """The store in a folder, which is made when something is first kept."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, "runs.sqlite")

    # ---- writing -------------------------------------------------------------------------------------------------

    def begin(self, explored: Explored) -> int:
        """A new exploration; its number."""

        def act(c: sqlite3.Connection) -> int:
            cursor = c.execute(
                "INSERT INTO explorations (program, name, verb, bounds, when_s, seconds, runs, complete, stopped, words)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (explored.program, explored.name, explored.verb, json.dumps(explored.bounds), explored.when_s,
                 explored.seconds, explored.runs, explored.complete, explored.stopped, explored.words),
            )  # fmt: skip
            assert cursor.lastrowid is not None
            return cursor.lastrowid

        return self._write(act)

    def end(self, number: int, explored: Explored) -> None:
        """The exploration is over."""
        self._write(
            lambda c: c.execute(
                "UPDATE explorations SET seconds = ?, runs = ?, complete = ?, stopped = ?, words = ? WHERE id = ?",
                (
                    explored.seconds,
                    explored.runs,
                    explored.complete,
                    explored.stopped,
                    explored.words,
                    number,
                ),
            )
        )

    def keep(
        self,
        items: Iterable[tuple[RunFile, str, str]],
        when_s: float,
        exploration: int | None = None,
        instead_of: Iterable[str] = (),
    ) -> None:
        """Keep (run, kind, title) items, the last of them as `latest`; drop the runs `instead_of` names, in one step."""

        def act(c: sqlite3.Connection) -> None:
            c.executemany("DELETE FROM runs WHERE id = ?", [(name,) for name in instead_of])
            for run, kind, title in items:
                known = c.execute("SELECT kind FROM runs WHERE id = ?", (run.id,)).fetchone()
                if known is not None and known[0] == "finding" and kind != "finding":
                    continue  # it is known for what is wrong with it
                c.execute("DELETE FROM runs WHERE id = ?", (run.id,))
                c.execute(
                    "INSERT INTO runs (id, program, name, schedule, kind, title, when_s, exploration, document)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (run.id, run.program.identity, run.program.name, run.schedule, kind, title, when_s, exploration,
                     dump(run)),
                )  # fmt: skip
            c.execute(
                "DELETE FROM runs WHERE seq IN (SELECT seq FROM runs ORDER BY kind = 'finding' DESC, seq DESC"
                " LIMIT -1 OFFSET ?)",
                (LIMIT_RUNS,),
            )

        self._write(act)

    def remove(self, ids: Iterable[str]) -> int:
        """Forget these runs (whole ids); how many there were.  Explorations that no run is left of go too."""

        def act(c: sqlite3.Connection) -> int:
            removed = sum(c.execute("DELETE FROM runs WHERE id = ?", (name,)).rowcount for name in ids)
            c.execute(
                "DELETE FROM explorations WHERE id NOT IN"
                " (SELECT exploration FROM runs WHERE exploration IS NOT NULL)"
            )
            return removed

        return self._write(act)

    def remove_all(self) -> int:
        """Forget everything: the file is deleted, also one that cannot be read; how many runs there were, -1: unknown."""
        if not os.path.exists(self.path):
            return 0
        try:
            count = len(self.rows())
        except StoreError:
            count = -1
        for path in (self.path, f"{self.path}-journal"):
            try:
                os.unlink(path)
            except FileNotFoundError:
                pass
            except OSError as error:
                raise StoreError(f"{path}: {error.strerror}") from error
        return count

    # ---- reading -------------------------------------------------------------------------------------------------

    def rows(self, limit: int = -1) -> list[Row]:
        """The runs, the latest first."""
        return self._read(
            [],
            lambda c: [
                Row(*row)
                for row in c.execute(
                    "SELECT id, name, kind, title, schedule, when_s, exploration FROM runs ORDER BY seq DESC LIMIT ?",
                    (limit,),
                )
            ],
        )

    def explorations(self) -> dict[int, Explored]:
        """By number."""
        return self._read(
            {},
            lambda c: {
                row[0]: Explored(
                    row[1],
                    row[2],
                    row[3],
                    json.loads(row[4]),
                    row[5],
                    row[6],
                    row[7],
                    bool(row[8]),
                    row[9],
                    row[10],
                )
                for row in c.execute(
                    "SELECT id, program, name, verb, bounds, when_s, seconds, runs, complete, stopped, words"
                    " FROM explorations"
                )
            },
        )

    def ids(self, prefix: str) -> list[str]:
        """The ids that begin with `prefix`; of "latest" the last run kept."""
        if prefix == "latest":
            return [row.id for row in self.rows(1)]
        if len(prefix) < SHORTEST_PREFIX or not prefix.isalnum():
            return []
        return self._read(
            [],
            lambda c: [
                row[0]
                for row in c.execute(
                    "SELECT id FROM runs WHERE substr(id, 1, ?) = ? ORDER BY id",
                    (len(prefix), prefix.lower()),
                )
            ],
        )

    def get(self, name: str) -> RunFile:
        """The run of a whole id."""
        found = self._read(
            None, lambda c: c.execute("SELECT document FROM runs WHERE id = ?", (name,)).fetchone()
        )
        if found is None:
            raise StoreError(f"there is no run {name}")
        try:
            return load(found[0])
        except BrokenRunFile as error:
            raise StoreError(
                f"the run {name} cannot be read ({error}): `fpath rm {name}` removes it"
            ) from error

    def with_schedule(self, schedule: str) -> str | None:
        """The id of the latest run with this schedule string."""
        found = self._read(
            None,
            lambda c: c.execute(
                "SELECT id FROM runs WHERE schedule = ? ORDER BY seq DESC LIMIT 1", (schedule,)
            ).fetchone(),
        )
        return found[0] if found is not None else None

    def programs(self) -> list[tuple[str, str]]:
        """(identity, id of its latest run) of every program, the latest first."""
        return self._read(
            [],
            lambda c: [
                (row[0], row[1])
                for row in c.execute(
                    "SELECT program, id FROM runs WHERE seq IN (SELECT max(seq) FROM runs GROUP BY program)"
                    " ORDER BY seq DESC"
                )
            ],
        )

    # ---- connections ---------------------------------------------------------------------------------------------

    def _read(self, nothing: T, act: Callable[[sqlite3.Connection], T]) -> T:
        """`act` on the store as it is; `nothing` when there is none yet."""
        if not os.path.exists(self.path):
            return nothing
        try:
            with closing(self._connect("rw")) as c:
                return act(c) if _schema(c) else nothing
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise self._failure("read", error) from error

    def _write(self, act: Callable[[sqlite3.Connection], T]) -> T:
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            with closing(self._connect("rwc")) as c:
                c.execute("BEGIN IMMEDIATE")
                try:
                    if not _schema(c):
                        for statement in SCHEMA.split(";"):
                            c.execute(statement)
                        c.execute(f"PRAGMA application_id = {APPLICATION}")
                        c.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                    result = act(c)
                    c.execute("COMMIT")
                except BaseException:
                    if c.in_transaction:
                        c.execute("ROLLBACK")
                    raise
                return result
        except (sqlite3.Error, OSError) as error:
            raise self._failure("written", error) from error

    def _connect(self, mode: str) -> sqlite3.Connection:
        from urllib.parse import quote

        c = sqlite3.connect(
            f"file:{quote(self.path)}?mode={mode}", uri=True, timeout=BUSY_S, isolation_level=None
        )
        try:
            c.execute("PRAGMA trusted_schema = OFF")  # a database from elsewhere runs no functions of its own
            c.execute("PRAGMA synchronous = FULL")
        except BaseException:
            c.close()
            raise
        return c

    def _failure(self, what: str, error: Exception) -> StoreError:
        said = str(error.strerror if isinstance(error, OSError) else error)
        if "not a database" in said or "malformed" in said or "another program" in said:
            said += "; `fpath rm --all` clears it away"
        return StoreError(f"the store {self.path} cannot be {what}: {said}")


def _schema(c: sqlite3.Connection) -> bool:
    """Is it a store (True) or still empty (False)?  sqlite3.DatabaseError when it is something else."""
    version = c.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION and c.execute("PRAGMA application_id").fetchone()[0] == APPLICATION:
        return True
    if version > SCHEMA_VERSION:
        raise sqlite3.DatabaseError("a newer fpath made it")
    if version or c.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it is the database of another program")
    return False
