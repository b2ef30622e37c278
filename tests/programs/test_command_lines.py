"""Real programs: every line of command_lines.txt gives here the output and the status that it gives on the host."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests import guests

LINES = Path(__file__).with_name("command_lines.txt")
BASH = Path("/bin/bash")

WORDS = "banana\napple\ncherry\ndate\nelderberry\nfig\ngrape\napple\ndate\nfig\n"
FILES = {
    "words.txt": WORDS,
    "words2.txt": WORDS.replace("cherry", "citron").replace("grape\n", ""),
    "numbers.txt": "".join(f"{n * 37 % 101}\n" for n in range(1, 41)),
    "table.txt": "root:0:10\nuser:100:20\ndaemon:1:30\nuser2:100:40\n",
    "table2.txt": "root:admin\nuser:person\n",
    "long.txt": "the quick brown fox jumps over the lazy dog " * 4 + "\n",
    "tabs.txt": "a\tb\n        c       d\n",
    "pairs.txt": "a b\nb c\na c\nd a\n",
    "tree/main.c": "int main(void) { return 0; }\n",
    "tree/sub/other.c": "int other;\n",
    "tree/sub/notes": "main notes\n",
    "project/Makefile": (
        "hello: hello.o util.o\n\t$(CC) -o $@ $^\n%.o: %.c util.h\n\t$(CC) -O1 -c -o $@ $<\n"
        "clean:\n\trm -f hello *.o\n"
    ),
    "project/hello.c": '#include <stdio.h>\n#include "util.h"\nint main(void) { printf("%d\\n", twice(21)); return 0; }\n',
    "project/util.c": '#include "util.h"\nint twice(int x) { return 2 * x; }\n',
    "project/util.h": "int twice(int);\n",
    "threads.py": (
        "import threading, queue\nq = queue.Queue()\nlock = threading.Lock()\ntotal = 0\n"
        "def work(n):\n    global total\n    for _ in range(100):\n        with lock:\n            total += n\n    q.put(n)\n"
        "threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]\n"
        "[t.start() for t in threads]\n[t.join() for t in threads]\n"
        "print(total, sorted(q.get() for _ in threads))\n"
        "done = threading.Event()\nthreading.Timer(0.05, done.set).start()\nprint(done.wait(5))\n"
    ),
    "processes.py": (
        "import multiprocessing, sys\n"
        "def square(n):\n    return n * n\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context(sys.argv[1])\n"
        "    with context.Pool(2) as pool:\n        print(pool.map(square, range(8)))\n"
        "    a, b = context.Pipe()\n    p = context.Process(target=a.send, args=('over',))\n"
        "    p.start()\n    print(b.recv())\n    p.join()\n    print(p.exitcode)\n"
    ),
}


def command_lines() -> list[tuple[str, str]]:
    """(programs needed, command) pairs; % stands for a new line in the one line that has a here-document."""
    found = []
    for line in LINES.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        needs = ""
        if line.startswith("@"):
            needs, _, line = line[1:].partition(" ")
        if line.startswith("cat <<X;"):
            line = "cat <<X; cat <<-'Y'\nhere's $HOME\nX\n\ttab $HOME\n\tY"
        found.append((needs, line))
    return found


def prepare(folder: Path) -> None:
    """The files that every command finds, with one fixed age."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1_600_000_000, 1_600_000_000))


def parameters() -> list[ParameterSet]:
    found = []
    for index, (needs, command) in enumerate(command_lines()):
        marks = [pytest.mark.needs(*needs.split(","))] if needs else []
        found.append(pytest.param(command, id=f"{index:03}-{command[:40]}", marks=marks))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("command", parameters())
def test_runs_as_on_linux(command: str) -> None:
    agree(command)


@pytest.mark.slow
@pytest.mark.parametrize("command", [line for needs, line in command_lines() if needs == "busybox"])
def test_static_busybox_runs_as_on_linux(command: str, busybox_static: Path) -> None:
    agree(command.replace("busybox ", f"{busybox_static} "))


def agree(command: str) -> None:
    """The command's run here and on the host."""
    p = guests.Program(BASH, arguments=["-c", command])
    folder = guests.scratch(Path("commands"))
    try:
        prepare(folder)
        ours = guests.run_in_kernel(p, BASH, folder)
        before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
        assert before == sorted(
            {part for name in FILES for part in (Path(name), *Path(name).parents)} - {Path()}
        )
        native = guests.run_natively(p, BASH, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert ours.output.decode(errors="replace") == native.output.decode(errors="replace"), ours.remarks
    assert ours.status == native.status, ours.remarks


def test_there_are_enough() -> None:
    assert len(command_lines()) >= 150
    commands = " ".join(command for _, command in command_lines())
    listed = subprocess.run(
        ["dpkg", "-L", "coreutils"], capture_output=True, text=True, check=False
    ).stdout.split()
    programs = {os.path.basename(p) for p in listed if p.startswith(("/bin/", "/usr/bin/"))}
    used = {name for name in programs if f"{name} " in f" {commands} "}
    assert not programs or len(used) >= 60
