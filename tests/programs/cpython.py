"""CPython's own tests (Debian's libpython3.11-testsuite), on the host and inside by the same command, and compared test by test.

    python3.11 -m unittest -v TEST...

A suite is given as the list of its tests. `run` reads the verdicts as they are written; when none comes for LIMIT seconds, or the
process ends before the last test, the test that was running is "hung" or "died", and the command is run again with the tests
behind it. So one test that hangs hides no other. Equal is: every test ends the same on both sides, passed, skipped or failed.
What a suite wrote lies in .build/cpython, as it comes.
"""

import json
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests import guests, host, inherited
from tests.cli.fpath import COMMAND, environment

PYTHON = "/usr/bin/python3.11"
PACKAGE = "libpython3.11-testsuite"
LIMIT, HOST_LIMIT = 600, 120  # real seconds for one test: inside, on the host
LOGS = host.BUILD / "cpython"
ENVIRONMENT = {**guests.ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"}

QUICK = (  # in `make test`
    "signal fork1 wait3 wait4 threading subprocess pty posix "
    "os posixpath shutil tempfile mmap fcntl epoll poll select glob stat mailbox socket"
).split()
SUITES = (
    "signal fork1 wait3 wait4 threading subprocess pty posix "
    "multiprocessing_fork multiprocessing_forkserver multiprocessing_spawn "
    "os posixpath shutil tempfile mmap fcntl epoll poll select selectors glob stat mailbox socket"
).split()

# Tests that do not end inside as on the host, by the beginnings of their names, and why.
_VSOCK = "the host has /dev/vsock, a line from a virtual machine to its hypervisor; inside there is none"
REASONS = {
    "test.test_socket.BasicVSOCKTest.": _VSOCK,
    "test.test_socket.ThreadedVSOCKSocketStreamTest.": _VSOCK,
}

LISTING = """
import json, sys, unittest
def names(suite):
    for test in suite:
        yield from names(test) if isinstance(test, unittest.TestSuite) else [test.id()]
print(json.dumps(list(names(unittest.defaultTestLoader.loadTestsFromName(sys.argv[1])))))
"""
HEADER = re.compile(r"^(\w+) \(([\w.]+)\)", re.MULTILINE)
FIXTURES = ("setUpClass", "setUpModule", "tearDownClass", "tearDownModule")
VERDICT = re.compile(
    r"(ok|FAIL|ERROR|skipped|expected failure|unexpected success)(?: ['\"].*)?$", re.MULTILINE
)


@cache
def tests_of(suite: str) -> list[str]:
    """The names of a suite's tests, in the order in which they run."""
    command = [PYTHON, "-c", LISTING, f"test.test_{suite}"]
    with tempfile.TemporaryDirectory() as folder:  # they try out file names as they are imported
        done = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, cwd=folder)
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return list(dict.fromkeys(names))


@dataclass
class Ran:
    """How the tests of one suite ended on one side."""

    verdicts: dict[str, str] = field(default_factory=dict)
    text: str = ""
    seconds: float = 0.0
    processor_seconds: float = 0.0


def natively(tests: list[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [PYTHON, "-m", "unittest", "-v", *tests],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=ENVIRONMENT,
        start_new_session=True,
        preexec_fn=inherited.like_the_kernel,
    )


def inside(tests: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """`fpath run`, as somebody types it."""
    variables = [word for name, value in ENVIRONMENT.items() for word in ("-e", f"{name}={value}")]
    place = ["-w", str(folder), "-u", f"{os.getuid()}:{os.getgid()}"]
    return subprocess.Popen(
        [*COMMAND, "run", *place, *variables, "--", PYTHON, "-m", "unittest", "-v", *tests],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
        start_new_session=True,
    )


Start = Callable[[list[str], Path], subprocess.Popen[bytes]]


def run(start: Start, suite: str, tests: list[str]) -> Ran:
    """Run tests to the last, whatever becomes of each."""
    ran = Ran()
    limit = HOST_LIMIT if start is natively else LIMIT
    begin = time.monotonic()
    rest = list(tests)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{suite}.{start.__name__}"
    log.unlink(missing_ok=True)
    while rest:
        folder = guests.scratch(Path(f"{suite}-{start.__name__}"))
        process = start(rest, folder)
        try:
            text, ended = _read(process, limit, log)
        finally:
            ran.processor_seconds += end(process)
            shutil.rmtree(folder, ignore_errors=True)
        ran.text += text + "\n"
        verdicts, complete = read_verdicts(text, rest)
        ran.verdicts |= verdicts
        if complete and ended:
            break
        behind = max((rest.index(test) + 1 for test in verdicts), default=0)
        at = min(behind, len(rest) - 1)  # the last, when all is told and the process does not end
        ran.verdicts[rest[at]] = "died" if ended else "hung"
        rest = rest[at + 1 :]
    ran.seconds = time.monotonic() - begin
    return ran


def _read(process: subprocess.Popen[bytes], limit: float, log: Path) -> tuple[str, bool]:
    """What it wrote, and whether it ended: not if it began no other test for `limit` seconds."""
    assert process.stdout is not None
    text = b""
    begun, deadline = 0, time.monotonic() + limit
    with selectors.DefaultSelector() as selector, log.open("ab", buffering=0) as copy:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return text.decode(errors="replace"), False
            data = os.read(process.stdout.fileno(), 65536)
            text += data
            copy.write(data)
            if not data:
                return text.decode(errors="replace"), True
            now = len(HEADER.findall(text.decode(errors="replace")))
            if now != begun:
                begun, deadline = now, time.monotonic() + limit


def end(process: subprocess.Popen[bytes]) -> float:
    """With all that it left in its process group; the processor time that it took."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout is not None:
        process.stdout.close()
    return usage.ru_utime + usage.ru_stime


def read_verdicts(text: str, tests: list[str]) -> tuple[dict[str, str], bool]:
    """Test -> how it ended, from the output of `unittest -v`; and whether that came to its closing lines.

    A test's part goes up to the next one's name, and its verdict stands last in it, behind whatever it wrote.
    """
    body = re.split(r"^(?:={70}|-{70})$", text, maxsplit=1, flags=re.MULTILINE)[0]
    known = {*tests}
    headers = [h for h in HEADER.finditer(body) if h[2] in known or h[1] in FIXTURES]
    verdicts: dict[str, str] = {}
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        found = VERDICT.findall(body, header.end(), following.start() if following else len(body))
        if found and header[2] in known:
            verdicts[header[2]] = found[-1]
    return verdicts, body != text


@dataclass
class Comparison:
    """A suite on both sides."""

    suite: str
    native: Ran
    ours: Ran
    tests: list[str]

    def differences(self) -> dict[str, tuple[str, str]]:
        """Test -> how it ended natively and inside. A test that a skipped class holds has no verdict, on either side."""
        pairs = {t: (self.native.verdicts.get(t, "-"), self.ours.verdicts.get(t, "-")) for t in self.tests}
        return {test: pair for test, pair in pairs.items() if pair[0] != pair[1]}

    def why(self, test: str) -> str:
        """The reason of a difference, for people."""
        return next(
            (why for name, why in REASONS.items() if test.startswith(name)),
            "not explained yet" if test in self.worse() else "the host lacks what it needs",
        )

    def worse(self) -> dict[str, tuple[str, str]]:
        """The differences for which the host is no excuse: it may lack what a test wants, as a name or a network, and skip it."""
        return {
            test: (native, ours)
            for test, (native, ours) in self.differences().items()
            if native == "ok" or (native in ("skipped", "-") and ours not in ("ok", "skipped", "-"))
        }

    def count(self, verdict: str) -> int:
        """How many end so natively."""
        return sum(self.native.verdicts.get(test, "-") == verdict for test in self.tests)


def compare(suite: str, whole: bool = True) -> Comparison:
    """Both sides at once: on the host most of these tests sleep. Not `whole`: without those whose difference has a reason, and which
    may hang on the host."""
    tests = [test for test in tests_of(suite) if whole or not test.startswith(tuple(REASONS))]
    with ThreadPoolExecutor(2) as pool:
        native, ours = (pool.submit(run, start, suite, tests) for start in (natively, inside))
        return Comparison(suite, native.result(), ours.result(), tests)


def main(words: list[str]) -> None:
    """python -m tests.programs.cpython [native|inside|both] SUITE|TEST...: the verdicts, for people."""
    side, *names = words
    sides = {"native": [natively], "inside": [inside], "both": [natively, inside]}[side]
    for name in names:
        tests = [name] if "." in name else tests_of(name)
        for start in sides:
            ran = run(start, name.rpartition(".")[2], tests)
            print(ran.text, f"{start.__name__}: {ran.seconds:.1f} s", sep="\n", flush=True)
            for test in tests:
                if ran.verdicts.get(test) not in ("ok", "skipped"):
                    print(f"    {ran.verdicts.get(test, '-')}: {test}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
