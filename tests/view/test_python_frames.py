"""A Python program's functions and lines are told from the guest's memory: the same that Python's own traceback says."""

import os
import subprocess
from pathlib import Path

import pytest

from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.events import Kind
from forkingpaths.record.player import Player
from forkingpaths.view.backtrace import Backtraces, Frame, line_of
from forkingpaths.view.python_frames import line_of as line_in
from forkingpaths.view.python_frames import version_of
from tests import guests

PYTHON = "/usr/bin/python3"
PRINTED = """
import os, sys, threading, functools

def say():
    frame = sys._getframe(1)
    names = []
    while frame:
        if not frame.f_code.co_filename.startswith(("<", "/usr/lib")):
            names.append(f"{frame.f_code.co_qualname}:{frame.f_lineno}")
        frame = frame.f_back
    os.write(1, (" ".join(names) + "\\n").encode()); os.getpgid(0)
    return (len(names)
            + os.getpgid(0))

class Größe:
    def __len__(self):
        say()
        return 3

    @staticmethod
    def over(n):
        return n and Größe.over(
            n - 1
        ) or say()

def numbers():
    for n in (1,
              2):
        yield say()

def through_c():
    return sorted([2, 1], key=lambda n:
        len(Größe()))

len(Größe())
list(numbers())
through_c()
functools.reduce(lambda a, b: Größe.over(2), [1, 2])
thread = threading.Thread(target=lambda: say())
thread.start()
thread.join()
if os.fork() == 0:
    say()
    os._exit(0)
os.wait()
"""


def played(script: Path, *words: str) -> Player:
    argv = [os.fsencode(word) for word in (PYTHON, "-I", "-S", *words, str(script))]
    player = Player(lambda streams: boot(Options(argv=argv, memory_bytes=256 << 20), streams, guests.calls()))
    player.visit()
    return player


def names_of(frames: list[Frame], script: Path) -> str:
    lines = [frame.line for frame in frames if frame.line is not None and frame.line.file == str(script)]
    return " ".join(f"{line.function}:{line.line}" for line in lines if line.function != "say")


@pytest.mark.slow
@pytest.mark.needs("/usr/bin/python3")
def test_lines_are_those_of_pythons_own_traceback(tmp_path: Path) -> None:
    """Through generators, callbacks out of C, recursion, threads, and in a forked child."""
    script = tmp_path / "program.py"
    script.write_text(PRINTED)
    native = subprocess.run([PYTHON, "-I", "-S", script], capture_output=True, text=True, check=True).stdout
    player = played(script)
    assert b"".join(write.data for write in player.output).decode() == native
    backtraces = Backtraces()
    calls = [e for e in player.events(1, player.steps) if e.kind is Kind.CALL and e.data[0] == "getpgid"]
    seen = []
    for event in calls[::2]:
        k = player.at(event.step)
        seen.append(names_of(backtraces.of(k, k.tasks[event.tid]), script))
    assert seen == native.splitlines()
    assert len(seen) > 6
    k = player.at(calls[1].step)  # the second call stands on the last line of a return of two
    line = line_of(backtraces.of(k, k.tasks[calls[1].tid]))
    assert line is not None
    assert (line.file, line.function) == (str(script), "say")
    assert PRINTED.splitlines()[line.line - 1].strip() == "+ os.getpgid(0))"


@pytest.mark.slow
@pytest.mark.needs("/usr/bin/python3")
def test_the_programs_own_line_is_told_where_the_library_calls(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text("import subprocess\nsubprocess.run(\n    ['/bin/true'])\n")
    player = played(script)
    event = next(
        e
        for e in player.events(1, player.steps)
        if e.kind is Kind.CALL and e.data[0] in ("vfork", "clone", "clone3")
    )
    k = player.at(event.step)
    frames = Backtraces().of(k, k.tasks[event.tid])
    innermost = next(frame.line for frame in frames if frame.line is not None)
    assert innermost.file.endswith("/subprocess.py")
    line = line_of(frames)
    assert line is not None
    assert (line.file, line.line) == (str(script), 2)


def test_every_kind_of_entry_in_a_table_of_lines() -> None:
    """As Objects/locations.md has them; compared with co_lines() of functions compiled here when the table is of this form."""
    table = bytes(
        [0xF0, 0x02, 0x01, 0x01, 0x01, 0x80, 0x12, 0xE8, 0x05, 0xF8]
    )  # long +1; short; no columns -2; none
    assert [line_in(table, 10, unit) for unit in range(5)] == [11, 11, 9, 0, 0]
    assert line_in(b"", 10, 0) == 0
    assert line_in(table, 10, -1) == 11, "a frame that has not begun"


def test_tables_of_this_pythons_own_functions() -> None:
    """What the compiler wrote for this very file, against co_lines()."""
    compared = 0
    for function in (played, names_of, test_lines_are_those_of_pythons_own_traceback, Backtraces.of):
        code = function.__code__
        for start, end, line in code.co_lines():
            for unit in range(start // 2, end // 2):
                assert line_in(code.co_linetable, code.co_firstlineno, unit) == (line or 0)
                compared += 1
    assert compared > 300


def test_versions_are_read_from_the_word_that_python_keeps() -> None:
    assert version_of((0x030B02F0).to_bytes(8, "little")) == (3, 11)
    assert version_of(b"") == (0, 0)
