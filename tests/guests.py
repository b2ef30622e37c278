"""Small C programs that run twice, on the host's kernel and on ours: compiling them, running them, comparing.

A program is a file under tests/guest; the folder is the area, the file's name the behaviour.  It prints what it sees, and the native run
is the expectation: status and standard output must be equal.  A first comment may say, one a line:

    // stdin: text            what standard input holds (with C escapes; empty otherwise)
    // arguments: words       argv[1] and on
    // flags: words           more flags for gcc (a word -dynamic takes away -static)
    // needs: words           "root": not comparable without root on the host; "x86-64": does not compile for i386
    // slow                   not part of `make quick`
    // pid-1                  the program is pid 1 itself (natively in a pid namespace of its own, which takes root)
    // job                    the program is a job as a shell starts it; without this it leads a session
"""

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from forkingpaths.abi.processors import LIMIT
from forkingpaths.kernel import invariants, scheduler
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.sys import table
from forkingpaths.sys.declare import Call
from forkingpaths.vfs.credentials import ALL_CAPABILITIES
from tests import host, inherited

FOLDER = host.ROOT / "tests" / "guest"
FLAGS = ["-O1", "-g", "-static", "-pthread", "-Wall", "-Wno-unused-result", "-Wno-nonnull", "-D_GNU_SOURCE"]
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
DIRECTIVE = re.compile("// *((stdin|arguments|flags|needs):|(slow|pid-1|job)$)")
NATIVE_SECONDS = 20
KERNEL_SECONDS = 60


@dataclass
class Program:
    """A source file and what its first comment asks for."""

    path: Path
    stdin: bytes = b""
    arguments: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    init: bool = False
    job: bool = False
    slow: bool = False


@dataclass
class Outcome:
    """How a run ended: an exit code, or minus a signal, or None when it never did; and what it wrote to standard output."""

    status: int | None
    output: bytes
    remarks: str = ""


def sources() -> list[Path]:
    return sorted(FOLDER.rglob("*.c"))


@cache
def program(path: Path) -> Program:
    """Read the directives at the head of a source file."""
    found = Program(path)
    lines = path.read_text().splitlines()
    head = list(takewhile(lambda line: line.startswith("//"), lines))
    assert not any(DIRECTIVE.match(line) for line in lines[len(head) :]), (
        f"{path}: a directive is not at the head"
    )
    for line in head:
        name, _, text = line[2:].strip().partition(":")
        text = text.strip()
        if name == "stdin":
            found.stdin = text.encode().decode("unicode_escape").encode("latin-1")
        elif name == "arguments":
            found.arguments = text.split()
        elif name == "flags":
            found.flags = text.split()
        elif name == "needs":
            found.needs = text.split()
        elif name == "slow":
            found.slow = True
        elif name == "pid-1":
            found.init = True
        elif name == "job":
            found.job = True
    return found


@cache
def may_have_a_namespace() -> bool:
    """Whether the host lets us start a program as pid 1 of a pid namespace."""
    if os.geteuid() or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True, check=False).returncode
        == 0
    )


# ---- compiling ------------------------------------------------------------------------------------------------------

_pool: ThreadPoolExecutor | None = None
_pending: dict[Path, Future[Path]] = {}


def compile_ahead(paths: list[Path]) -> None:
    """Begin to compile programs that will be wanted, so that compiling and running overlap."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    for path in paths:
        if path not in _pending:
            _pending[path] = _pool.submit(_compile, path)


def compiled(path: Path) -> Path:
    """The executable of a source file; AssertionError with gcc's words."""
    future = _pending.get(path)
    return future.result() if future is not None else _compile(path)


@cache
def _header_digest() -> str:
    return hashlib.sha256(b"".join(h.read_bytes() for h in sorted(FOLDER.rglob("*.h")))).hexdigest()[:16]


def compiled_with(path: Path, *more: str) -> Path:
    """The executable of a source file, with more flags for the compiler."""
    return _compile(path, *more)


def _compile(path: Path, *more: str) -> Path:
    wanted = [*program(path).flags, *more]
    flags = [f for f in FLAGS if f != "-static" or "-dynamic" not in wanted]
    flags += [f for f in wanted if f != "-dynamic"]
    folders = ["-I", str(FOLDER), "-I", str(path.parent), f"-DHEADERS=0x{_header_digest()}"]
    return host.compile_c(path, *flags, *folders)


# ---- running --------------------------------------------------------------------------------------------------------


def scratch(path: Path) -> Path:
    """An empty directory for a run; both runs get one of the same name."""
    name = host.BUILD / "scratch" / str(os.getpid()) / path.stem  # a parent that no other worker changes
    shutil.rmtree(name, ignore_errors=True)
    name.mkdir(parents=True)
    return name


def run_natively(p: Program, executable: Path, folder: Path) -> Outcome:
    """On the host's kernel.  A program that leaves something running is waited for until it has closed standard output."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*(["unshare", "--pid", "--fork"] if p.init else []), executable, *p.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=ENVIRONMENT,
            start_new_session=not p.job,
            process_group=0 if p.job else None,
            preexec_fn=inherited.like_the_kernel,
        )
        try:
            output, _ = process.communicate(p.stdin, timeout=NATIVE_SECONDS)
        except subprocess.TimeoutExpired:
            end_all_of(executable)
            output, _ = process.communicate()
            return Outcome(None, output, "no end on the host")
        errors.seek(0)
        return Outcome(process.returncode, output, errors.read().decode(errors="replace"))


def end_all_of(executable: Path) -> None:
    """Kill every process of a program, whatever session it has fled to: one left alone holds the pipe for ever."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "exe") == str(executable):
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue


@cache
def host_capabilities() -> int:
    """The bounding set of the host, as far as our kernel knows it."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"^CapBnd:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return int(found[1], 16) & ALL_CAPABILITIES if found else ALL_CAPABILITIES


class Streams:
    """The host as the kernel sees it: standard input from bytes, output kept."""

    def __init__(self, stdin: bytes) -> None:
        self.stdin = io.BytesIO(stdin)
        self.output = {1: bytearray(), 2: bytearray()}

    def write(self, stream: int, data: bytes) -> int:
        self.output[stream] += data
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        return self.stdin.read(count)


@cache
def calls() -> dict[int, Call]:
    return table.load()


PROGRAM, FOLDER_INSIDE = b"/program", b"/scratch"


def at_one_place(executable: Path, folder: Path | None = None) -> dict[str, Any]:
    """Options that run a program as /program, in /scratch: wherever this checkout lies.  Its path is on the stack, so each address
    there hangs on how long the path is; and so would what a search by chance comes across."""
    binds = [(str(executable), PROGRAM, True)]
    if folder is None:
        return {"argv": [PROGRAM], "binds": binds}
    return {"argv": [PROGRAM], "binds": [*binds, (str(folder), FOLDER_INSIDE, False)], "cwd": FOLDER_INSIDE}


def kernel_for(p: Program, executable: Path, folder: Path, streams: Streams) -> Kernel:
    """A kernel whose main process is about to run the program."""
    environment = [f"{name}={value}".encode() for name, value in ENVIRONMENT.items()]
    options = Options(
        argv=[os.fsencode(executable), *map(os.fsencode, p.arguments)],
        env=environment,
        cwd=os.fsencode(folder),
        uid=os.getuid(),
        gid=os.getgid(),
        groups=tuple(os.getgroups()),
        capabilities=host_capabilities(),
        init=p.init,
        leader=not p.job,
        memory_bytes=256 << 20,
        processors=min(os.cpu_count() or 1, LIMIT),
    )
    return boot(options, streams, calls())


def run_in_kernel(p: Program, executable: Path, folder: Path) -> Outcome:
    """On our kernel, with the default choices; the invariants must hold at the end."""
    streams = Streams(p.stdin)
    k = kernel_for(p, executable, folder, streams)

    def give_up(number: int, frame: object) -> None:
        k.pause = True

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, KERNEL_SECONDS)
    try:
        scheduler.run(k)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    invariants.check(k)
    remarks = streams.output[2].decode(errors="replace")
    if k.unmodelled:
        remarks += f"not modelled: {k.unmodelled}\n"
    if k.pause:
        remarks += f"no end within {KERNEL_SECONDS} s\n"
    for t in k.tasks.values():
        if t.wait is not None and t.tid != 1:
            remarks += f"task {t.tid} still waits: {t.wait.reason or [q.name for q in t.wait.queues]}\n"
    output = bytes(streams.output[1])
    word = k.main_status
    if word is None:
        return Outcome(None, output, remarks)
    return Outcome(-(word & 0x7F) if word & 0x7F else word >> 8 & 0xFF, output, remarks)
