"""The store of runs: what was kept is there, whatever happens to the process, the disk or the folder around it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from forkingpaths.record.store import Store, StoreError
from tests.host import ROOT
from tests.record.samples import EXPLORED, run_number


def test_what_is_kept_is_found_by_id_prefix_latest_and_schedule(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "new" / "folder"))
    assert store.rows() == []
    assert store.ids("latest") == []
    first, second = run_number(1), run_number(2)
    number = store.begin(EXPLORED)
    store.keep([(first, "finding", "it failed"), (second, "default", "proved")], 1001.0, number)
    assert [(row.id, row.kind, row.title) for row in store.rows()] == [
        (second.id, "default", "proved"),
        (first.id, "finding", "it failed"),
    ]
    assert store.ids("latest") == [second.id]
    assert store.ids(first.id[:6]) == [first.id] == store.ids(first.id.upper())
    assert store.ids(first.id[:2]) == []  # too short to be meant
    assert store.ids("%") == store.ids("") == []
    assert store.get(first.id) == first
    assert store.with_schedule(first.schedule) == first.id
    assert [identity for identity, _ in store.programs()] == [
        second.program.identity,
        first.program.identity,
    ]
    store.end(number, replace(EXPLORED, runs=7, complete=True, stopped="", words="proved"))
    assert store.explorations() == {
        number: replace(EXPLORED, runs=7, complete=True, stopped="", words="proved")
    }


def test_a_finding_kept_again_is_one_and_an_outcome_does_not_hide_it(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.keep([(run_number(1), "finding", "it failed")], 1.0)
    store.keep([(run_number(1), "finding", "it failed")], 2.0)
    store.keep([(run_number(1), "outcome", "2 runs")], 3.0)
    assert [(row.kind, row.when_s) for row in store.rows()] == [("finding", 2.0)]


def test_a_smaller_run_takes_the_place_of_the_one_kept_before(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.keep([(run_number(1), "finding", "large")], 1.0)
    store.keep([(run_number(2), "finding", "small")], 2.0, None, [run_number(1).id])
    assert [row.title for row in store.rows()] == ["small"]


def test_runs_and_their_explorations_are_forgotten(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    number = store.begin(EXPLORED)
    store.keep([(run_number(n), "finding", "") for n in (1, 2, 3)], 1.0, number)
    assert store.remove([run_number(1).id, "nothing"]) == 1
    assert list(store.explorations()) == [number]
    assert store.remove([run_number(2).id, run_number(3).id]) == 2
    assert store.explorations() == {}
    store.keep([(run_number(4), "finding", "")], 1.0)
    assert store.remove_all() == 1
    assert store.rows() == []
    assert not os.path.exists(store.path)


def test_the_oldest_go_when_there_are_too_many_and_findings_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forkingpaths.record import store as module

    monkeypatch.setattr(module, "LIMIT_RUNS", 3)
    store = Store(str(tmp_path))
    store.keep([(run_number(0), "finding", "f")], 0.0)
    for n in range(1, 6):
        store.keep([(run_number(n), "outcome", "")], float(n))
    assert [row.id for row in store.rows()] == [run_number(n).id for n in (5, 4, 0)]


def broken(store: Store, content: bytes) -> str:
    """What is said about a store whose file holds `content`."""
    Path(store.path).write_bytes(content)
    for act in (store.rows, lambda: store.keep([(run_number(1), "finding", "")], 1.0)):
        with pytest.raises(StoreError) as error:
            act()
    return str(error.value)


def test_a_file_that_is_no_store_is_left_alone_and_said(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    assert "fpath rm --all" in broken(store, b"no database at all" * 100)
    assert Path(store.path).read_bytes() == b"no database at all" * 100
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE somebody (else_ TEXT)")
    other.commit()
    other.close()
    assert "another program" in broken(store, (tmp_path / "other").read_bytes())
    store.remove_all()
    store.keep([(run_number(1), "finding", "")], 1.0)
    assert "newer" in broken_version(store)


def broken_version(store: Store) -> str:
    c = sqlite3.connect(store.path)
    c.execute("PRAGMA user_version = 99")
    c.close()
    with pytest.raises(StoreError) as error:
        store.rows()
    return str(error.value)


def test_a_forged_document_is_an_error_and_can_be_removed(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.keep([(run_number(1), "finding", "")], 1.0)
    c = sqlite3.connect(store.path)
    c.execute("UPDATE runs SET document = ?", (b"\x80\x04cos\nsystem\n",))
    c.commit()
    c.close()
    with pytest.raises(StoreError, match="cannot be read"):
        store.get(run_number(1).id)
    assert store.remove([run_number(1).id]) == 1


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(str(tmp_path / "file" / "below")).keep([(run_number(1), "finding", "")], 1.0)


WRITER = """
import sys
sys.path[:0] = sys.argv[2:]
from tests.record.samples import EXPLORED, run_number
from forkingpaths.record.store import Store
store = Store(sys.argv[1])
for n in range(int(sys.stdin.readline()), 1 << 30):
    number = store.begin(EXPLORED)
    store.keep([(run_number(n), "finding", str(n))], 1.0, number)
    print(n, flush=True)
"""


def writer(folder: Path, first: int) -> subprocess.Popen[bytes]:
    """A process that keeps runs first, first + 1, ... and says each that is kept."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(ROOT / "src"), str(ROOT)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(b"%d\n" % first)
    child.stdin.flush()
    return child


def said_by(child: subprocess.Popen[bytes], wait_s: float) -> list[int]:
    """What it had kept when it was killed, `wait_s` after the first."""
    assert child.stdout is not None
    lines = [child.stdout.readline()]
    time.sleep(wait_s)
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    return [int(line) for line in [*lines, *rest.splitlines()] if line.strip().isdigit()]


@pytest.mark.slow
def test_killed_at_any_moment_by_two_at_once_nothing_kept_is_lost(tmp_path: Path) -> None:
    chance = random.Random(5)
    store = Store(str(tmp_path))
    kept: set[int] = set()
    for turn in range(4):
        children = [writer(tmp_path, (2 * turn + half) * 100_000) for half in (0, 1)]
        for child in children:
            kept |= set(said_by(child, chance.random() * 0.1))
        found = {int(row.title) for row in store.rows()}
        assert kept <= found  # one more may be there than its writer came to say
        assert len(found - kept) <= 2 * (turn + 1)
        c = sqlite3.connect(store.path)
        assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        c.close()
    assert len(kept) > 10
