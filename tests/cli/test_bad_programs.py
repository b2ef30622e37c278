"""Programs that cannot run, and programs that run amok: a clear message or the guest's own signal, the documented status, no traceback."""

import subprocess
from pathlib import Path

import pytest

from tests import host
from tests.cli.fpath import fpath

pytestmark = pytest.mark.needs("gcc")

RECURSION = """
int f(volatile int n) { volatile char a[999]; a[0] = n; return f(n + 1) + a[0]; }
int main(void) { return f(0); }
"""
CRASHES = {
    "jumps to nowhere": ("int main(void) { ((void (*)(void))0x123456789000)(); }", 139),
    "jumps to zero": ("int main(void) { void (*volatile f)(void) = 0; f(); }", 139),
    "jumps into the kernel's half": ("int main(void) { ((void (*)(void))0xffff800000000000)(); }", 139),
    "recurses for ever": (RECURSION, 139),
    "divides by zero": ("int main(void) { volatile int zero = 0; return 5 / zero; }", 136),
    "runs data": ('static char data[] = "\\xc3"; int main(void) { ((void (*)(void))data)(); }', 139),
    "calls what is no call": (
        "#include <unistd.h>\nint main(void) { return syscall(9999) == -1 ? 7 : 0; }",
        7,
    ),
}


def clean(done: "subprocess.CompletedProcess[bytes]") -> None:
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


@pytest.mark.parametrize("name", CRASHES)
def test_crashes_are_the_guests(name: str) -> None:
    text, status = CRASHES[name]
    done = fpath("run", "--", host.compile_c(text, "-O1", "-static", "-w"))
    assert done.returncode == status
    clean(done)


@pytest.mark.slow
def test_files_that_are_no_programs(tmp_path: Path) -> None:
    good = host.compile_c("int main(void) { return 0; }").read_bytes()
    arm = bytearray(good)
    arm[18] = 183  # EM_AARCH64
    dynamic = host.compile_c("int main(void) { return 0; }", "-O1").read_bytes()
    files = {
        "text": b"just some text\n",
        "empty": b"",
        "magic": b"\x7fELF",
        "truncated": good[:100],
        "arm": bytes(arm),
        "no-interpreter": dynamic.replace(b"/lib64/ld-linux-x86-64.so.2", b"/lib64/ld-nothing-here.so.2"),
        "script": b"#!/no/such/interpreter\n",
    }
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o755)
        done = fpath("run", "--", path)
        assert done.returncode in (126, 127), name
        assert done.stderr.count(b"\n") == 1, name
        assert name.encode() in done.stderr
        clean(done)
    (tmp_path / "forbidden").write_bytes(good)
    (tmp_path / "forbidden").chmod(0o644)
    done = fpath("run", "--", tmp_path / "forbidden")
    assert done.returncode == 126
    assert b"Permission denied" in done.stderr


@pytest.mark.slow
@pytest.mark.needs("bash")
def test_a_fork_bomb_meets_the_limit_of_processes() -> None:
    bomb = "ulimit -u 1000; :(){ :|:& };:; sleep 1"
    done = fpath("run", "--user", "1000", "--timeout", "5", "--real-timeout", "50", "--", "bash", "-c", bomb)
    assert b"Resource temporarily unavailable" in done.stderr
    clean(done)


def test_a_memory_bomb_is_refused_or_killed() -> None:
    mapped = "#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) { char *p = malloc(1 << 20); %s } }"
    polite = host.compile_c(mapped % "if (!p) return 9; memset(p, 1, 1 << 20);", "-O1", "-static", "-w")
    done = fpath("run", "--memory", "64M", "--", polite)
    assert done.returncode in (9, 137)  # overcommit lets malloc succeed; touching it ends in SIGKILL
    clean(done)


def test_an_endless_loop_meets_its_limits() -> None:
    spin = host.compile_c('int main(void) { for (;;) __asm__ volatile(""); }', "-O1", "-static")
    for limit in (["--timeout", "0.01"], ["--real-timeout", "0.5"]):
        done = fpath("run", *limit, "--", spin)
        assert done.returncode == 125
        clean(done)
