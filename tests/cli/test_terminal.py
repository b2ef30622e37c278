"""`fpath run -it`: a terminal of the host in raw mode on this side, the kernel's line discipline on the other."""

import os
import pty
import re
import select
import signal
import struct
import termios
import time
from contextlib import contextmanager
from fcntl import ioctl

import pytest

from tests.cli.fpath import COMMAND, fpath
from tests.host import ROOT, compile_c

PROMPT = "ready> "


class Screen:
    """The far side of a terminal on which fpath runs."""

    def __init__(self, pid: int, fd: int) -> None:
        self.pid = pid
        self.fd = fd
        self.seen = b""

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def expect(self, pattern: str, seconds: float = 30) -> str:
        """Wait for output that matches; everything up to the end of the match, which is then forgotten."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern.encode(), self.seen)
            if found:
                text, self.seen = self.seen[: found.end()], self.seen[found.end() :]
                return text.decode()
            left = end - time.monotonic()
            ready, _, _ = select.select([self.fd], [], [], max(0.0, left))
            if not ready:
                raise AssertionError(f"{pattern!r} did not come; what came: {self.seen!r}")
            try:
                data = os.read(self.fd, 4096)
            except OSError:
                data = b""
            if not data:
                raise AssertionError(f"{pattern!r} did not come before the end; what came: {self.seen!r}")
            self.seen += data

    def status(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)


@contextmanager
def terminal(*words: str):
    """fpath run -it WORDS on a new terminal of 30 rows and 100 columns."""
    pid, fd = pty.fork()
    if pid == 0:
        ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 30, 100, 0, 0))
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        os.execve(COMMAND[0], [*COMMAND, "run", "-it", "-e", f"PS1={PROMPT}", "--", *words], env)
    screen = Screen(pid, fd)
    try:
        yield screen
    finally:
        if screen.pid:
            os.kill(screen.pid, signal.SIGKILL)
            os.waitpid(screen.pid, 0)
        os.close(fd)


@pytest.fixture
def shell():
    with terminal("bash", "--norc", "--noediting") as screen:
        screen.expect(PROMPT)
        yield screen


def test_a_shell_with_line_editing_and_job_control(shell):
    shell.type("echo $((6*7))\r")
    shell.expect("\r\n42\r\n" + PROMPT)
    shell.type("ecc\x7fho edited\r")
    shell.expect("\r\nedited\r\n" + PROMPT)
    shell.type("tty; stty size; echo $TERM\r")
    shell.expect("/dev/pts/0\r\n30 100\r\nxterm\r\n" + PROMPT)
    shell.type("sleep 1000 & jobs; kill %1; wait\r")
    shell.expect(r"\[1\]\+  Running +sleep 1000 &")
    shell.expect("Terminated")
    shell.type("exit 3\r")
    shell.expect("exit\r\n")
    assert shell.status() == 3


def test_ctrl_c_ends_a_program_that_waits_and_one_that_computes(shell):
    shell.type("cat\r")
    shell.expect("cat\r\n")
    shell.type("line\r")
    shell.expect("line\r\nline\r\n")
    shell.type("\x03")
    shell.expect(r"\^C\r?\n?\r\n" + PROMPT)
    shell.type("while :; do :; done\r")
    shell.expect("done\r\n")
    time.sleep(0.5)
    shell.type("\x03")
    shell.expect(r"\^C\r?\n?\r\n" + PROMPT)
    shell.type("exit 0\r")
    shell.expect("exit\r\n")
    assert shell.status() == 0


@pytest.mark.slow
def test_ctrl_z_stops_and_fg_goes_on(shell):
    shell.type("cat\r")
    shell.expect("cat\r\n")
    shell.type("\x1a")
    shell.expect("Stopped +cat\r\n" + PROMPT)
    shell.type("fg\r")
    shell.expect("cat\r\n")
    shell.type("again\r")
    shell.expect("again\r\nagain\r\n")
    shell.type("\x04")
    shell.expect(PROMPT)


@pytest.mark.slow
def test_sleeping_costs_no_time_but_waiting_for_a_key_does(shell):
    start = time.monotonic()
    shell.type("sleep 3600; echo slept\r")
    shell.expect("\r\nslept\r\n" + PROMPT)
    assert time.monotonic() - start < 20
    start = time.monotonic()
    shell.type("read -t 1 x; echo status $?\r")
    shell.expect("status 142\r\n" + PROMPT)
    assert time.monotonic() - start > 0.9


@pytest.mark.slow
def test_the_size_of_the_window_follows(shell):
    shell.type("trap 'echo now $(stty size)' WINCH\r")
    shell.expect(PROMPT)
    ioctl(shell.fd, termios.TIOCSWINSZ, struct.pack("4H", 50, 120, 0, 0))
    shell.type("\r")
    shell.expect("now 50 120\r\n")


@pytest.mark.slow
def test_the_hosts_terminal_is_as_before_afterwards():
    with terminal("true") as screen:
        before = termios.tcgetattr(screen.fd)
        assert screen.status() == 0
        assert termios.tcgetattr(screen.fd) == before


@pytest.mark.slow
def test_a_hang_up_of_the_host_reaches_the_program():
    program = compile_c(
        '#include <unistd.h>\nint main(void) { char c; write(1, "up", 2); return read(0, &c, 1) < 0; }'
    )
    with terminal(str(program)) as screen:
        screen.expect("up")
        os.kill(screen.pid, signal.SIGHUP)
        assert screen.status() == 128 + signal.SIGHUP


def test_a_terminal_is_wanted_where_there_is_none():
    done = fpath("run", "-t", "true")
    assert done.returncode == 125
    assert b"-t needs a terminal" in done.stderr
