"""examples/corpus: races that real programs had are found by `check` as it is, and their fixed twins are proved clean.

A row: the program, the property that names its bug, and a piece of the source line at which the first switch
leaves the program ("" when the default order shows the bug already).
"""

import pytest

from forkingpaths.check.checker import Witness
from forkingpaths.view import source
from forkingpaths.view.findings import watch
from tests import host
from tests.explore.exploring import check, executor

pytestmark = pytest.mark.needs("gcc")
FOLDER = host.ROOT / "examples" / "corpus"
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
    "12_two_reapers": ("crash", "fork()"),
    "13_write_end": ("pipe-end", ""),
    "14_stdio": ("stdio-twice", ""),
    "15_two_pipes": ("deadlock", ""),
    "16_second_signal": ("status", "told = caught"),
    "17_toctou": ("access-then-open", "stat("),
    "18_torn": ("torn", "pair.b = 1"),
    "19_setjmp": ("crash", "fork()"),
    "21_counter": ("torn", "counter++"),
    "21_threads": ("data-race", ""),
    "22_mask_at_exec": ("blocked-at-exec", ""),
    "22_stopped_job": ("deadlock", ""),
    "22_waitfg": ("lost-wakeup", "pause()"),
}


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
    result = check(text_of(name))
    assert result.witnesses
    assert result.witnesses[0].finding.property == kind, "the most telling finding comes first"
    witnesses = result.witnesses
    assert len(witnesses[0].run.schedule) <= DEVIATIONS
    assert line in left_at(name, witnesses[0])
    assert bool(line) == bool(witnesses[0].run.schedule)


@pytest.mark.parametrize("name", BUGS)
def test_proves_the_twin(name: str) -> None:
    result = check(text_of(f"{name}_fixed"), first=False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete
