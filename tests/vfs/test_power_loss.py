"""What a loss of power leaves: each program of tests/vfs/power says at its head all the trees that are possible at its end.

The first state listed is the one in which nothing is lost, so it must be the tree as it was.  A state is looked at by starting a
fresh kernel on it."""

import os
import shutil
from pathlib import Path

import pytest

from forkingpaths.kernel import scheduler, snapshot
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.vfs import disk_states
from forkingpaths.vfs.disk_image import DiskState
from tests import guests, host

FOLDER = Path(__file__).parent / "power"
PROGRAMS = [path for path in sorted(FOLDER.glob("*.c")) if path.name != "show_tree.c"]


def started(
    program: Path, folder: Path, disk: DiskState | None = None, power_loss: bool = False
) -> tuple[Kernel, guests.Streams]:
    """A kernel about to run a compiled program in `folder`."""
    streams = guests.Streams(b"")
    options = Options(
        argv=[os.fsencode(program)],
        cwd=os.fsencode(folder),
        disk=disk,
        power_loss=power_loss,
        memory_bytes=64 << 20,
    )
    return boot(options, streams, guests.calls()), streams


def tree(folder: Path, disk: DiskState) -> str:
    """The folder in a state, as show_tree.c prints it."""
    k, streams = started(host.compile_c(FOLDER / "show_tree.c"), folder, disk)
    scheduler.run(k)
    assert k.main_status == 0, streams.output
    return bytes(streams.output[1]).decode().strip()


def expected(path: Path) -> set[str]:
    lines = path.read_text().splitlines()
    return {line.removeprefix("// disk:").strip() for line in lines if line.startswith("// disk:")}


def folder_for(path: Path) -> Path:
    folder = guests.scratch(path)
    (folder / "file").write_text("old")
    return folder


def compiled(path: Path) -> Path:
    header = (FOLDER / "power.h").read_text()
    text = path.read_text().replace('#include "power.h"', header)
    return host.compile_c(text, "-O1", "-g", "-static", "-D_GNU_SOURCE")


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_the_states_are_these(path: Path) -> None:
    folder = folder_for(path)
    try:
        k, streams = started(compiled(path), folder, power_loss=True)
        scheduler.run(k)
        assert k.main_status == 0, streams.output
        found = disk_states.possible(k)
        trees = [tree(folder, state) for state in found.states]
    finally:
        shutil.rmtree(folder)
    assert set(trees) == expected(path)
    assert found.complete
    assert found.states[0].lost == ()


@pytest.mark.needs("gcc")
def test_states_can_be_listed_at_every_step_and_recording_changes_nothing() -> None:
    path = FOLDER / "rename_without_fsync_may_leave_an_empty_file.c"
    folder = folder_for(path)
    program = compiled(path)
    try:
        plain, _ = started(program, folder)
        scheduler.run(plain)
        k, _ = started(program, folder, power_loss=True)
        counts = []
        while choices := k.choices():
            before = disk_states.possible(k)
            k.step(choices[0])
            counts.append(len(before.states))
        start = snapshot.take(k)
        first = [state.lost for state in disk_states.possible(k).states]
        snapshot.restore(k, start)
        assert [state.lost for state in disk_states.possible(k).states] == first
    finally:
        shutil.rmtree(folder)
    assert k.step_number == plain.step_number
    assert sorted({*counts}) == [1, 2, 3, 5]  # nothing; created; written; renamed


@pytest.mark.needs("gcc")
def test_a_recovered_disk_can_lose_power_again() -> None:
    path = FOLDER / "rename_without_fsync_may_leave_an_empty_file.c"
    folder = folder_for(path)
    try:
        k, _ = started(compiled(path), folder, power_loss=True)
        scheduler.run(k)
        empty = next(s for s in disk_states.possible(k).states if tree(folder, s) == "file=")
        again, _ = started(
            compiled(FOLDER / "records_arrive_one_by_one.c"), folder, disk=empty, power_loss=True
        )
        scheduler.run(again)
        trees = {tree(folder, s) for s in disk_states.possible(again).states}
    finally:
        shutil.rmtree(folder)
    assert trees == {"file=", "file= one", "file= one two"}


@pytest.mark.needs("gcc")
def test_many_pages_are_a_selection_and_say_so() -> None:
    source = """#include "power.h"
    int main(void)
    {
        static char data[200 * 4096];
        memset(data, 'x', sizeof data);
        int fd = open("file", O_WRONLY);
        OK(write(fd, data, sizeof data));
    }"""
    folder = folder_for(Path("many.c"))
    text = source.replace('#include "power.h"', (FOLDER / "power.h").read_text())
    try:
        k, _ = started(host.compile_c(text, "-O1", "-static", "-D_GNU_SOURCE"), folder, power_loss=True)
        scheduler.run(k)
        found = disk_states.possible(k)
    finally:
        shutil.rmtree(folder)
    assert not found.complete
    assert 30 < len(found.states) < 60
