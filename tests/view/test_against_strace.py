"""`fpath trace` prints what strace prints, of programs written for it and of programs everybody has.

traces.py says what is left out of the comparison: values that belong to the machine, and the interleaving of threads.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.host import compile_c
from tests.view import traces

FOLDER = Path(__file__).parent / "programs"
PROGRAMS = sorted(path for path in FOLDER.glob("*.c") if not path.stem.endswith(".i386"))
MAKEFILE = "all:\n\t@echo one\n\t@cat /etc/hostname > copy; true\n"
SCRIPT = '#!/bin/sh\necho "$0" $#\n'

COMMANDS = {
    "true": ["true"],
    "echo": ["echo", "a", "b\tc"],
    "ls": ["ls", "/etc/passwd"],
    "ls of a folder": ["ls", "data"],
    "cat": ["cat", "/etc/passwd"],
    "date": ["date", "-u", "-d", "@0"],
    "sleep": ["sleep", "0.01"],
    "kill": ["kill", "-TERM", "999999999"],
    "head": ["head", "-c", "5", "data/text"],
    "sort": ["sort", "-S", "100K", "--parallel=1", "data/text"],
    "wc": ["wc", "-c", "data/text"],
    "sed": ["sed", "-n", "s/o/0/p", "data/text"],
    "find": ["find", "data", "-type", "f"],
    "cp": ["cp", "data/text", "copy"],
    "mv": ["mv", "data/text", "moved"],
    "mkdir": ["mkdir", "-p", "a/b/c"],
    "rm": ["rm", "-r", "data"],
    "ln": ["ln", "-s", "data", "soft"],
    "stat": ["stat", "-c", "%s", "data/text"],
    "touch": ["touch", "-d", "@5", "data/text"],
    "dd": ["dd", "if=data/text", "of=copy", "bs=3", "count=2", "status=none"],
    "uname": ["uname", "-s"],
    "id": ["id", "-u"],
    "tee": ["tee", "copy"],
    "mktemp": ["test", "-e", "data/text"],
    "git": ["git", "--version"],
    "make": ["make", "-s"],
    "python": ["/usr/bin/python3", "-I", "-S", "-c", "print(open('data/text').read())"],
    "sh": ["sh", "-c", "echo hi; exit 3"],
    "sh with a pipeline": ["sh", "-c", "cat data/text | cut -c 1 | head -n 1"],
    "sh with files": ["sh", "-c", "cat < data/text > copy 2>&1; cd data; pwd"],
    "sh that is killed": ["sh", "-c", "kill -SEGV $$"],
    "sh with a trap": ["sh", "-c", "trap 'echo caught' TERM; kill -TERM $$; exit 0"],
    "bash": ["bash", "-c", "echo hi; cat data/text | cat; echo $?"],
    "bash substitution": ["bash", "-c", "x=abc; echo ${#x} $((3 + 4)); read y < data/text; echo $y"],
    "bash killed": ["bash", "-c", "kill -TERM $$"],
    "a script": ["./script", "a", "b"],
    "a program that is not there": ["env", "nowhere"],
    "timeout": ["timeout", "--foreground", "5", "true"],
    "nice": ["nice", "-n", "5", "true"],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with some files in it, the same for both."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "text").write_text("one\ntwo\nthree\n")
    (tmp_path / "Makefile").write_text(MAKEFILE)
    script = tmp_path / "script"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    return tmp_path


def pristine(folder: Path, command: list[str]) -> list[str]:
    """strace's lines, of a run in a copy of the folder: what is run here leaves the host's files alone."""
    copy = folder.with_name(folder.name + "-kept")
    shutil.copytree(folder, copy)
    lines = traces.on_linux(command, folder)
    shutil.rmtree(folder)
    copy.rename(folder)
    return lines


def compare(command: list[str], folder: Path) -> None:
    theirs = pristine(folder, command)
    ours = traces.here(command, folder)
    report = traces.differences(traces.comparable(theirs), traces.comparable(ours))
    if report:
        pytest.fail(report, pytrace=False)
    assert not traces.columns(theirs), "the rule for the column is not strace's"
    assert not traces.columns(ours)


@pytest.mark.needs("strace", "gcc")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_traces_a_program_as_strace_does(path: Path, tmp_path: Path) -> None:
    program = compile_c(path, "-w", "-O1", "-static")
    compare([str(program)], tmp_path)


@pytest.mark.slow
@pytest.mark.needs("strace")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_traces_a_command_as_strace_does(command: list[str], folder: Path) -> None:
    compare(command, folder)


@pytest.mark.slow
@pytest.mark.needs("strace", "gcc", "gcc-multilib")
def test_traces_a_32_bit_program_as_strace_does(tmp_path: Path) -> None:
    program = compile_c(FOLDER / "narrow.i386.c", "-m32", "-w", "-O1", "-static")
    theirs, ours = (
        [line for line in lines if not re.search(r"set_thread_area|ugetrlimit|exit_group|statx", line)]
        for lines in (pristine(tmp_path, [str(program)]), traces.here([str(program)], tmp_path))
    )
    report = traces.differences(traces.comparable(theirs), traces.comparable(ours))
    if report:
        pytest.fail(report, pytrace=False)
