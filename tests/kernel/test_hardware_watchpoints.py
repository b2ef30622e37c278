"""gdb's `watch`, run inside, takes a debug register for it."""

from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import fpath

SOURCE = """
int x;
int main(void) { for (int i = 0; i < 3; i++) x += i + 1; return 0; }
"""


@pytest.mark.slow
@pytest.mark.needs("gcc", "gdb")
def test_gdb_watches_a_variable_inside(tmp_path: Path) -> None:
    program = host.compile_c(SOURCE, "-O0", "-g")
    commands = [word for text in ("break main", "run", "watch x", "c", "c") for word in ("-ex", text)]
    done = fpath("run", "--", "gdb", "-nx", "-batch", *commands, program, cwd=tmp_path, timeout=300)
    text = done.stdout.decode()
    assert text.count("Hardware watchpoint 2: x") == 3, text + done.stderr.decode()
    assert "Old value = 0\nNew value = 1" in text
    assert "Old value = 1\nNew value = 3" in text
