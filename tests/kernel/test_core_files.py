"""A core file is what the debugger wants, and the same in every run."""

from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import fpath

CRASH = """
static int inner(int *p, int depth) { if (depth == 3) return *p; return inner(p, depth + 1) + depth; }
int main(void) { return inner((int *)8, 0); }
"""


@pytest.mark.slow
@pytest.mark.needs("gcc", "gdb")
@pytest.mark.parametrize("bits", ["-m64", "-m32"])
def test_gdb_reads_it_inside(tmp_path: Path, bits: str) -> None:
    program = host.compile_c(CRASH, "-O0", "-g", bits)
    script = f"ulimit -c unlimited; {program}; gdb -nx -batch -ex bt {program} core"
    done = fpath("run", "--", "sh", "-c", script, cwd=tmp_path, timeout=300)
    text = done.stdout.decode()
    assert "Program terminated with signal SIGSEGV" in text, text + done.stderr.decode()
    assert text.count(" in inner (p=0x8") == 4 + 1, text  # the frames, and the line where it stopped
    assert "in main ()" in text
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.needs("gcc")
def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    program = host.compile_c(CRASH, "-O0", "-g")
    words = ("run", "--", "sh", "-c", f"ulimit -c unlimited; {program}; sha256sum core")
    first, second = (fpath(*words, cwd=tmp_path).stdout for _ in range(2))
    assert first == second
    assert first.endswith(b"  core\n")


@pytest.mark.slow
@pytest.mark.needs("gcc")
@pytest.mark.parametrize(
    ("pattern", "name"), [("c.%p.%s%%", "c.3.11%"), ("%q-%e%", "-"), ("/tmp/x-%u-%E", "/tmp/x-0-!")]
)
def test_the_pattern_names_it(tmp_path: Path, pattern: str, name: str) -> None:
    program = host.compile_c(CRASH, "-O0", "-g")
    script = (
        f"echo '{pattern}' > /proc/sys/kernel/core_pattern; ulimit -c unlimited; {program}; ls -- * /tmp/x-*"
    )
    done = fpath("run", "-u", "root", "--", "sh", "-c", script, cwd=tmp_path)
    assert any(line.startswith(name) for line in done.stdout.decode().splitlines()), done.stdout + done.stderr
