"""examples/corpus: races that real programs had are found by `check` as it is, and their fixed twins are proved clean.

A row: the program, the property that names its bug, and a piece of the source line at which the first switch
leaves the program ("" when the default order shows the bug already).
"""

import os
import time

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result, Witness
from forkingpaths.explore.executor import Executor, RecordedHost
from forkingpaths.explore.exhaustive import Bounds, Exhaustive
from forkingpaths.explore.mark import parse_mark
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.vfs import disk_states
from forkingpaths.view import source
from forkingpaths.view.findings import watch
from tests import guests, host
from tests.explore.exploring import check, executor

pytestmark = pytest.mark.needs("gcc")
FOLDER = host.ROOT / "examples" / "corpus"
TABLE = host.ROOT / "docs" / "corpus.md"
DEVIATIONS = 3
BUGS = {
    "01_pause": ("lost-wakeup", "pause()"),
    "02_coalesced": ("coalesced", ""),
    "03_job": ("status", "fork()"),
    "04_malloc": ("unsafe-in-handler", "ours = malloc"),
    "05_errno": ("errno", "errno != EBADF"),
    "06_inherited": ("inherited-handler", ""),
    "07_eintr": ("eintr", "fork()"),
    "08_longjmp": ("longjmp", ""),
    "09_select": ("lost-wakeup", "select("),
    "10_late_mask": ("status", "fork()"),
    "11_terminal_given_up": ("status", ""),
    "12_two_reapers": ("crash", "fork()"),
    "13_write_end": ("pipe-end", ""),
    "14_stdio": ("stdio-twice", ""),
    "15_two_pipes": ("deadlock", ""),
    "16_second_signal": ("status", "told = caught"),
    "17_toctou": ("access-then-open", "stat("),
    "18_torn": ("torn", "pair.b = 1"),
    "19_setjmp": ("crash", "fork()"),
    "20_power": ("unsynced-rename", ""),
    "21_counter": ("torn", "counter++"),
    "21_threads": ("data-race", ""),
    "22_kill_one": ("deadlock", ""),
    "22_mask_at_exec": ("blocked-at-exec", ""),
    "22_stopped_job": ("deadlock", ""),
    "22_waitfg": ("lost-wakeup", "pause()"),
}
PYTHON = {
    "01_pause": "lost-wakeup",
    "02_coalesced": "deadlock",
    "03_job": "status",
    "13_write_end": "pipe-end",
    "15_two_pipes": "deadlock",
}
OPTIONS = {"20_power": ("unsynced-rename",)}  # the loss of power has to be asked for


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.c").read_text()


def left_at(name: str, witness: Witness) -> str:
    """The source line at which the first deviation left a task."""
    program = host.compile_c(text_of(name), "-O1", "-g", "-static", "-pthread")
    lines = source.load(str(program))
    for place in watch(executor(text_of(name)), witness.run.schedule):
        line = lines.first_of(place.rip, place.stack)
        if line is not None:
            return text_of(name).splitlines()[line.line - 1]
    return ""


def test_the_table_is_whole() -> None:
    names = {path.stem for path in FOLDER.glob("*.c")}
    assert names == {*BUGS, *(f"{name}_fixed" for name in BUGS)}


@pytest.mark.parametrize("name", BUGS)
def test_finds(name: str) -> None:
    kind, line = BUGS[name]
    result = check(text_of(name), also=OPTIONS.get(name, ()))
    assert result.witnesses
    assert result.witnesses[0].finding.property == kind, "the most telling finding comes first"
    witnesses = result.witnesses
    assert len(witnesses[0].run.schedule) <= DEVIATIONS
    assert line in left_at(name, witnesses[0])
    assert bool(line) == bool(witnesses[0].run.schedule)
    assert row_of(name) == (kind, len(witnesses[0].run.schedule))


@pytest.mark.parametrize("name", BUGS)
def test_proves_the_twin(name: str) -> None:
    result = check(text_of(f"{name}_fixed"), first=False, also=OPTIONS.get(name, ()))
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete


def row_of(name: str) -> tuple[str, int]:
    """What docs/corpus.md says of a program: the kind of its first finding, and the switches it takes."""
    rows = [line.split(" | ") for line in TABLE.read_text().splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1, f"{name}: make docs/corpus.md anew (tools/corpus-table)"
    return rows[0][2].split(",")[0], int(rows[0][3])


def python(name: str, first: bool) -> Result:
    """The check of a script; what comes before its first fork is run once."""
    script = FOLDER / "python" / f"{name}.py"

    def start(streams: RecordedHost) -> Kernel:
        argv = [b"/usr/bin/python3", b"-I", b"-S", os.fsencode(script)]
        return boot(Options(argv=argv, memory_bytes=256 << 20), streams, guests.calls())

    runner = Executor(start, mark=parse_mark("clone:1"))
    properties = load_properties()
    return Checker(
        runner, Exhaustive(runner, Bounds()), properties, time.monotonic, stop_at_first=first, max_runs=5000
    ).go()


@pytest.mark.needs("python3")
@pytest.mark.nightly
@pytest.mark.parametrize("name", PYTHON)
def test_finds_the_same_in_python(name: str) -> None:
    witness = python(name, True).witnesses[0]
    assert witness.finding.property == PYTHON[name]
    assert len(witness.run.schedule) <= DEVIATIONS


@pytest.mark.needs("python3")
@pytest.mark.nightly
@pytest.mark.parametrize("name", PYTHON)
def test_proves_the_twin_in_python(name: str) -> None:
    result = python(f"{name}_fixed", False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete


def test_what_a_loss_of_power_leaves() -> None:
    """20_power: of the disks that could be left at its end, some have an empty file; of its twin's, none."""

    def statuses(name: str) -> set[int | None]:
        program = host.compile_c(text_of(name), "-O1", "-g", "-static", "-pthread")
        options = Options(argv=[os.fsencode(program)], memory_bytes=64 << 20, power_loss=True)
        streams = RecordedHost()
        k = boot(options, streams, guests.calls())
        scheduler.run(k)
        assert k.main_status == 0
        found = set()
        for state in disk_states.possible(k).states:
            argv = [os.fsencode(program), b"after"]
            after = boot(
                Options(argv=argv, memory_bytes=64 << 20, disk=state), RecordedHost(), guests.calls()
            )
            scheduler.run(after)
            found.add(after.main_status)
        return found

    assert statuses("20_power") == {0, 256}
    assert statuses("20_power_fixed") == {0}
