"""The compiled modules change nothing but the time, and are used only while they are what the sources say."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from forkingpaths import compiled
from forkingpaths.kernel.task import Dispositions, Process, Task, Usage
from forkingpaths.machine import Context
from forkingpaths.vfs.credentials import user
from tests import host
from tests.kernel.memory import world

SHELL = "trap 'echo caught' USR1; (kill -USR1 $$; exit 3) & wait $!; echo $?; for i in 1 2; do /bin/echo $i; done | sort -r"


def run(pure: str, *arguments: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "forkingpaths.cli", *arguments],
        env={**os.environ, "FPATH_PURE": pure},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_traces_are_the_same_compiled_or_not() -> None:
    arguments = ("trace", "--", "/bin/sh", "-c", SHELL)
    ours, theirs = run("0", *arguments), run("1", *arguments)
    assert ours == theirs
    assert b"caught\n" in ours[1]


@pytest.mark.slow
def test_explorations_are_the_same_compiled_or_not() -> None:
    program = str(host.compile_c(host.ROOT / "examples" / "jobs.c", "-g"))
    arguments = ("outcomes", "--json", "--max-runs", "60", "--", program)
    ours, theirs = (json.loads(run(pure, *arguments)[1]) for pure in "01")
    for told in (ours, theirs):
        told.pop("seconds", None)
    assert ours == theirs


def test_a_changed_source_is_run_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FPATH_PURE", raising=False)
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    assert not compiled.usable()
    (tmp_path / compiled.MANIFEST).write_text(compiled.digest())
    assert compiled.usable()
    (tmp_path / compiled.MANIFEST).write_text("of other sources")
    assert not compiled.usable()


def test_every_compiled_module_has_its_source() -> None:
    assert all(compiled.source_of(name).is_file() for name in compiled.MODULES)


def test_tasks_and_processes_come_back_whole() -> None:
    """Every field of the classes that write out their own pickling, none at its default."""
    process = Process(7, 2, 7, 2, Dispositions())
    k = world.kernel()
    other = k.tasks[2]
    task = Task(7, process, b"name", Context(), other.memory, other.files, other.fs, user(5, 6))
    for thing, given in (
        (Usage(), set()),
        (process, {"tgid", "parent", "pgid", "sid", "dispositions"}),
        (task, {"tid", "process", "name", "context", "memory", "files", "fs", "credentials"}),
    ):
        names = [n for n in dir(thing) if not n.startswith("_") and n not in ("tgid", "pgid", "sid")]
        plain = [n for n in names if n not in given and isinstance(getattr(thing, n), int)]
        assert plain
        for number, name in enumerate(plain):
            if type(getattr(thing, name)) is int:
                setattr(thing, name, 1000 + number)
        twin = pickle.loads(pickle.dumps(thing, protocol=5))
        assert [getattr(twin, n) for n in plain] == [getattr(thing, n) for n in plain]
        rest = [n for n in names if n not in given]
        assert [repr(type(getattr(twin, n))) for n in rest] == [repr(type(getattr(thing, n))) for n in rest]
