"""examples/corpus: races that real programs had are found by `check` as it is, and their fixed twins are proved clean.

A row: the program, the property that names its bug, and a piece of the source line that the finding is about: where the first
switch leaves the program, or where the default order shows the bug already, of the step that the finding names.
"""

import os

import pytest

from forkingpaths.check.checker import Result, Witness
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.schedule import format_schedule
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.vfs import disk_states
from forkingpaths.view.findings import Context, place_of
from tests import guests, host
from tests.explore.exploring import judged, started

pytestmark = pytest.mark.needs("gcc")
FOLDER = host.ROOT / "examples" / "corpus"
TABLE = host.ROOT / "docs" / "corpus.md"
PYTHON_PROGRAM = "/usr/bin/python3"
PYTHON_WORDS = (PYTHON_PROGRAM, "-I", "-S")
DEVIATIONS = 3
BUGS = {
    "01_pause": ("lost-wakeup", "pause()"),
    "02_coalesced": ("coalesced", "sigsuspend("),
    "03_job": ("status", "fork()"),
    "04_malloc": ("unsafe-in-handler", "ours = malloc"),
    "05_errno": ("errno", "errno != EBADF"),
    "06_inherited": ("inherited-handler", "fork()"),
    "07_eintr": ("eintr", "fork()"),
    "08_longjmp": ("longjmp", "waitpid("),
    "09_select": ("lost-wakeup", "select("),
    "10_late_mask": ("status", "fork()"),
    "11_terminal_given_up": ("status", "fork()"),
    "12_two_reapers": ("crash", "fork()"),
    "13_write_end": ("pipe-end", "while (read("),
    "14_stdio": ("stdio-twice", "exit(0)"),
    "15_two_pipes": ("deadlock", "write(out"),
    "16_second_signal": ("status", "told = caught"),
    "17_toctou": ("access-then-open", "stat("),
    "18_torn": ("torn", "pair.b = 1"),
    "19_setjmp": ("crash", "fork()"),
    "20_power": ("power-loss", 'rename("settings.new"'),
    "21_counter": ("torn", "counter++"),
    "21_threads": ("data-race", "counter++"),
    "22_kill_one": ("deadlock", "while (read("),
    "22_mask_at_exec": ("blocked-at-exec", "execl("),
    "22_stopped_job": ("deadlock", "waitpid("),
    "22_waitfg": ("lost-wakeup", "pause()"),
}
PYTHON = {
    "01_pause": ("lost-wakeup", "signal.pause()"),
    "02_coalesced": ("coalesced", "signal.sigwait("),
    "03_job": ("status", "os.fork()"),
    "13_write_end": ("pipe-end", "os.read(ready, 1)"),
    "15_two_pipes": ("deadlock", "os.write(out, BLOCK)"),
}
AFTER = {"20_power": "test ! -e settings || test -s settings"}  # the loss of power has to be declared


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.c").read_text()


def explored(name: str, first: bool) -> tuple[Executor, Result, str]:
    """The check of one program by what `fpath check` has by default, and where the program is."""
    script = FOLDER / f"{name}.py"
    if script.exists():
        program = PYTHON_PROGRAM
        runner = started([*PYTHON_WORDS, script], memory_bytes=256 << 20)
    else:
        program = str(host.compile_c(text_of(name), "-O1", "-g", "-static", "-pthread"))
        runner = started([program], after=AFTER.get(name.removesuffix("_fixed")))
    return runner, judged(runner, first), program


def line_of(runner: Executor, witness: Witness, program: str, text: str) -> str:
    """The source line that the finding is said to be about."""
    context = Context(runner, Bounds(), b"", "program", program, 0.0)
    line = place_of(context, witness)
    return text.splitlines()[line.line - 1] if line is not None else ""


def test_the_table_is_whole() -> None:
    names = {path.stem for path in FOLDER.glob("*.c")}
    assert names == {*BUGS, *(f"{name}_fixed" for name in BUGS)}


@pytest.mark.parametrize("name", BUGS)
def test_finds(name: str) -> None:
    kind, line = BUGS[name]
    runner, result, program = explored(name, True)
    assert result.witnesses
    witness = result.witnesses[0]
    assert witness.finding.property == kind, "the most telling finding comes first"
    assert len(witness.run.schedule) <= DEVIATIONS
    assert line in line_of(runner, witness, program, text_of(name))
    row = row_of(name)
    assert row[2].split(",")[0] == kind
    assert int(row[4]) == len(witness.run.schedule)
    schedule = format_schedule(
        witness.run.schedule, bytes(32)
    )  # with other check digits: they are the program's
    assert row[5].strip("`").split(".")[0] == schedule.split(".")[0]


@pytest.mark.parametrize("name", BUGS)
def test_proves_the_twin(name: str) -> None:
    _, result, _ = explored(f"{name}_fixed", False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete


def row_of(name: str) -> list[str]:
    """What docs/corpus.md says of a program, cell by cell."""
    rows = [line.split(" | ") for line in TABLE.read_text().splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1, f"{name}: make docs/corpus.md anew (tools/corpus-table)"
    return rows[0]


@pytest.mark.needs("python3")
@pytest.mark.nightly
@pytest.mark.parametrize("name", PYTHON)
def test_finds_the_same_in_python(name: str) -> None:
    kind, line = PYTHON[name]
    runner, result, program = explored(f"python/{name}", True)
    witness = result.witnesses[0]
    assert witness.finding.property == kind
    assert len(witness.run.schedule) <= DEVIATIONS
    assert line in line_of(runner, witness, program, (FOLDER / "python" / f"{name}.py").read_text())
    row = row_of(f"python/{name}")
    assert (row[2].split(",")[0], int(row[4])) == (kind, len(witness.run.schedule))


@pytest.mark.needs("python3")
@pytest.mark.nightly
@pytest.mark.parametrize("name", PYTHON)
def test_proves_the_twin_in_python(name: str) -> None:
    _, result, _ = explored(f"python/{name}_fixed", False)
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
