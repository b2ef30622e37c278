"""Random sequences of file-system calls, carried out by the host's kernel and by ours, and compared in everything they show.

    python -m tests.fuzz.file_calls [SEQUENCES] [SEED] [--keep]

A sequence is a small random tree and 50 calls on it by root and two users: modes, owners, names of every form (relative, absolute, over
descriptors, through links, too long, odd bytes), flags of every kind, and now and then bad ones.  file_calls.c carries the script out in a
folder that it makes its root; one run of it takes many sequences.  What is compared: every result and errno, what the call delivered, and
the tree at the end (names, types, modes, owners, link counts, sizes, times that were set, contents, holes, attributes).

What a sequence does depends on its number alone, so a failure is repeated with `only`.
"""

from __future__ import annotations

import difflib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

SOURCE = Path(__file__).with_name("file_calls.c")
CALLS = 50
BATCH = 100  # sequences a run of the interpreter
USERS = (0, 1000, 2000)
NAMES = ["a", "b", "c", "d", "e", "%ff%01", "n" * 255]
MODES = [
    0o644,
    0o600,
    0o755,
    0o777,
    0o700,
    0o000,
    0o444,
    0o4755,
    0o2775,
    0o2745,
    0o1777,
    0o6777,
    0o666,
    0o111,
    0o070,
    0o007,
]
DESCRIPTORS = [3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 0x7FFFFFFF, -1, 99]
AT_FDCWD = -100
O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 1, 2, 0o100, 0o200, 0o1000, 0o2000
O_NONBLOCK, O_DIRECTORY, O_NOFOLLOW, O_NOATIME, O_CLOEXEC, O_PATH = (
    0o4000,
    0o200000,
    0o400000,
    0o1000000,
    0o2000000,
    0o10000000,
)
O_TMPFILE, O_DSYNC, O_SYNC = 0o20200000, 0o10000, 0o4010000
AT_NOFOLLOW, AT_REMOVEDIR, AT_FOLLOW, AT_EMPTY = 0x100, 0x200, 0x400, 0x1000


class Script:
    """One sequence."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.lines = [f"S {number}"]

    def text(self) -> list[str]:
        r = self.random
        for _ in range(r.randrange(4, 14)):
            self._plant()
        for _ in range(CALLS):
            if r.random() < 0.12:
                self.lines.append(f"U {r.choice(USERS)}")
            else:
                self.lines.append(r.choice(MAKERS)(self))
        self.lines.append("D")
        return self.lines

    def _plant(self) -> None:
        """Something to begin with, made by root."""
        r = self.random
        name = r.choice(NAMES)
        folder = r.choice(["", "a/", "b/", "a/b/"])
        path = f"=/{folder}{name}"
        self.lines.append(
            r.choice(
                [
                    f"mkdir {path} {r.choice(MODES)}",
                    f"mkdir {path} {r.choice(MODES)}",
                    f"mknod {path} {0o100000 | r.choice(MODES)} 0",
                    f"mknod {path} {0o100000 | r.choice(MODES)} 0",
                    f"mknod {path} {0o10000 | r.choice(MODES)} 0",
                    f"symlink ={r.choice(['a', '/b', '../c', 'd/e', 'self', '.', '/', 'a/'])} {path}",
                    f"link =/{r.choice(NAMES)} {path}",
                ]
            )
        )
        if r.random() < 0.6:
            self.lines.append(f"lchown {path} {r.choice(USERS)} {r.choice([0, 1000, 2000, 3000])}")
        if r.random() < 0.4:
            self.lines.append(f"chmod {path} {r.choice(MODES)}")

    # ---- arguments -----------------------------------------------------------------------------------------------

    def path(self) -> str:
        r = self.random
        kind = r.random()
        if kind < 0.02:
            return r.choice(
                [
                    "=",
                    "@",
                    "=" + "x" * 256,
                    "=" + "a/" * 2050 + "b",
                    "=" + "./" * 2040 + "a",
                    "=a/" + "y" * 300 + "/b",
                ]
            )
        if kind < 0.08:
            return f"=/proc/self/fd/{r.choice(DESCRIPTORS)}" + r.choice(["", "", "/a", "/"])
        parts = [
            r.choice([*NAMES, ".", ".."] if r.random() < 0.3 else NAMES[:4])
            for _ in range(r.choice([1, 1, 1, 2, 2, 3]))
        ]
        text = r.choice(["/", "/", "//"]).join(parts)
        if r.random() < 0.5:
            text = "/" + text
        if r.random() < 0.12:
            text += r.choice(["/", "/.", "/..", "//"])
        return "=" + text

    def fd(self) -> int:
        return self.random.choice(DESCRIPTORS)

    def at(self) -> int:
        return self.random.choice([AT_FDCWD, AT_FDCWD, *DESCRIPTORS[:10], 99])

    def mode(self) -> int:
        return self.random.choice(MODES) if self.random.random() < 0.9 else self.random.getrandbits(17)

    def owner(self) -> int:
        return self.random.choice([0, 1000, 2000, 3000, -1, -1])

    def flags(self, *known: int) -> int:
        r = self.random
        if r.random() < 0.03:
            return 1 << r.randrange(32)
        flags = 0
        for flag in known:
            if r.random() < 0.4:
                flags |= flag
        return flags

    def open_flags(self) -> int:
        r = self.random
        if r.random() < 0.06:
            return r.choice(
                [O_TMPFILE | O_RDWR, O_TMPFILE | O_WRONLY | O_EXCL, O_TMPFILE, O_TMPFILE | O_RDWR | O_CREAT]
            )
        flags = r.choice([0, 0, O_WRONLY, O_RDWR, O_RDWR, 3]) | O_NONBLOCK
        for flag, chance in (
            (O_CREAT, 0.5), (O_EXCL, 0.15), (O_TRUNC, 0.2), (O_APPEND, 0.2), (O_DIRECTORY, 0.15), (O_NOFOLLOW, 0.15),
            (O_NOATIME, 0.05), (O_CLOEXEC, 0.1), (O_PATH, 0.12), (O_SYNC, 0.03), (O_DSYNC, 0.03),
        ):  # fmt: skip
            if r.random() < chance:
                flags |= flag
        return flags

    def offset(self) -> int:
        r = self.random
        return r.choice(
            [
                0,
                0,
                1,
                10,
                4095,
                4096,
                4097,
                8192,
                10000,
                65536,
                100000,
                -1,
                r.randrange(20000),
                (1 << 63) - 1,
                1 << 50,
            ]
        )

    def length(self) -> int:
        return self.random.choice([0, 1, 5, 100, 4095, 4096, 4097, 9000, 20000, self.random.randrange(12000)])

    def whence(self) -> int:
        return self.random.choice([0, 0, 0, 1, 2, 3, 4, 5])

    def attribute(self) -> str:
        names = [
            "user.a",
            "user.a",
            "user.b",
            "trusted.t",
            "security.s",
            "user.",
            "bad",
            "x.y",
            "",
            "user." + "n" * 250,
        ]
        return "=" + self.random.choice(names)


def _rename_flags(s: Script) -> int:
    return s.random.choice([0, 0, 0, 1, 1, 2, 2, 3, 4, 6, 8])


MAKERS = [
    lambda s: f"open {s.path()} {s.open_flags()} {s.mode()}",
    lambda s: f"open {s.path()} {s.open_flags()} {s.mode()}",
    lambda s: f"open {s.path()} {O_RDWR | O_CREAT | O_NONBLOCK} {s.mode()}",
    lambda s: f"openat {s.at()} {s.path()} {s.open_flags()} {s.mode()}",
    lambda s: f"openat {s.at()} {s.path()} {s.open_flags()} {s.mode()}",
    lambda s: f"openat2 {s.at()} {s.path()} {s.open_flags() & ~O_PATH} {s.random.choice([0, 0, 0o644])} "
    f"{s.random.choice([0, 1, 2, 4, 8, 16, 24, 64])}",
    lambda s: f"close {s.fd()}",
    lambda s: f"dup {s.fd()}",
    lambda s: f"dup2 {s.fd()} {s.random.choice([3, 4, 5, 6, 7, 8, 9, 10, -1])}",
    lambda s: f"dup3 {s.fd()} {s.random.choice([3, 4, 5, 6, 7, 8])} {s.random.choice([0, O_CLOEXEC, 1])}",
    lambda s: f"read {s.fd()} {s.length()}",
    lambda s: f"pread64 {s.fd()} {s.length()} {s.offset()}",
    lambda s: f"write {s.fd()} {s.length()} 0 {s.random.randrange(100)}",
    lambda s: f"write {s.fd()} {s.length()} 0 {s.random.randrange(100)}",
    lambda s: f"pwrite64 {s.fd()} {s.length()} {s.offset()} {s.random.randrange(100)}",
    lambda s: f"lseek {s.fd()} {s.offset()} {s.whence()}",
    lambda s: f"truncate {s.path()} {s.offset()}",
    lambda s: f"ftruncate {s.fd()} {s.offset()}",
    lambda s: f"fallocate {s.fd()} {s.random.choice([0, 0, 1, 1, 2, 3, 3, 3, 8, 16, 17, 32, 64, 256])} "
    f"{s.random.choice([0, 4096, 8192, 100, 5000, -1])} {s.random.choice([4096, 8192, 1, 5000, 0, 20000])}",
    lambda s: f"mkdir {s.path()} {s.mode()}",
    lambda s: f"mkdirat {s.at()} {s.path()} {s.mode()}",
    lambda s: f"rmdir {s.path()}",
    lambda s: f"unlink {s.path()}",
    lambda s: f"unlinkat {s.at()} {s.path()} {s.flags(AT_REMOVEDIR)}",
    lambda s: f"rename {s.path()} {s.path()}",
    lambda s: f"rename {s.path()} {s.path()}",
    lambda s: f"renameat {s.at()} {s.path()} {s.at()} {s.path()}",
    lambda s: f"renameat2 {s.at()} {s.path()} {s.at()} {s.path()} {_rename_flags(s)}",
    lambda s: f"link {s.path()} {s.path()}",
    lambda s: f"linkat {s.at()} {s.path()} {s.at()} {s.path()} {s.flags(AT_FOLLOW)}",
    lambda s: f"symlink {s.path()} {s.path()}",
    lambda s: f"symlinkat {s.path()} {s.at()} {s.path()}",
    lambda s: f"readlink {s.path()} {s.random.choice([100, 3, 1, 0, -1])}",
    lambda s: f"readlinkat {s.at()} {s.path()} {s.random.choice([100, 3, 0])}",
    lambda s: f"chmod {s.path()} {s.mode()}",
    lambda s: f"fchmod {s.fd()} {s.mode()}",
    lambda s: f"fchmodat {s.at()} {s.path()} {s.mode()}",
    lambda s: f"chown {s.path()} {s.owner()} {s.owner()}",
    lambda s: f"lchown {s.path()} {s.owner()} {s.owner()}",
    lambda s: f"fchown {s.fd()} {s.owner()} {s.owner()}",
    lambda s: f"fchownat {s.at()} {s.path()} {s.owner()} {s.owner()} {s.flags(AT_NOFOLLOW, AT_EMPTY)}",
    lambda s: f"access {s.path()} {s.random.choice([0, 1, 2, 4, 7, 8])}",
    lambda s: f"faccessat {s.at()} {s.path()} {s.random.choice([0, 1, 2, 4, 6])}",
    lambda s: f"faccessat2 {s.at()} {s.path()} {s.random.choice([0, 1, 2, 4])} {s.flags(AT_NOFOLLOW, AT_EMPTY, 0x200)}",
    lambda s: f"chdir {s.path()}",
    lambda s: f"fchdir {s.fd()}",
    lambda s: f"umask {s.random.choice([0, 0o22, 0o77, 0o777, 0o7777])}",
    lambda s: f"mknod {s.path()} {s.random.choice([0, 0o100000, 0o10000, 0o140000, 0o40000, 0o120000]) | s.mode() & 0o7777} 0",
    lambda s: f"mknodat {s.at()} {s.path()} {0o20000 | s.mode() & 0o7777} {s.random.choice([0, 0x103, 0x105])}",
    lambda s: f"fsync {s.fd()}",
    lambda s: f"fdatasync {s.fd()}",
    lambda s: f"close_range {s.random.choice([3, 5, 7])} {s.random.choice([4, 6, 8])} {s.random.choice([0, 0, 4, 1])}",
    lambda s: f"flock {s.fd()} {s.random.choice([1 | 4, 2 | 4, 8, 4, 32 | 4])}",
    lambda s: f"fcntl {s.fd()} {s.random.choice([0, 1, 2, 3, 1030, 1032, 1034, 77])} {s.random.choice([0, 1, 3, 7])}",
    lambda s: f"fcntl {s.fd()} 4 {O_NONBLOCK | s.random.choice([0, O_APPEND, O_NOATIME])}",
    lambda s: f"lock {s.fd()} {s.random.choice([5, 6, 36, 37])} {s.random.choice([0, 1, 2])} {s.random.choice([0, 1, 2])} "
    f"{s.random.choice([0, 1, 10, -1])} {s.random.choice([0, 1, 100, -5])}",
    lambda s: f"stat {s.path()}",
    lambda s: f"lstat {s.path()}",
    lambda s: f"fstat {s.fd()}",
    lambda s: f"newfstatat {s.at()} {s.path()} {s.flags(AT_NOFOLLOW, AT_EMPTY)}",
    lambda s: f"statx {s.at()} {s.path()} {s.flags(AT_NOFOLLOW, AT_EMPTY)}",
    lambda s: f"getcwd {s.random.choice([4096, 10, 1, 0])}",
    lambda s: f"getdents64 {s.fd()}",
    lambda s: f"open {s.path()} {O_DIRECTORY | s.random.choice([0, 0, O_PATH])} 0",
    lambda s: f"utimensat {s.at()} {s.path()} {s.flags(AT_NOFOLLOW)}"
    + s.random.choice(["", f" {s.random.randrange(1000)} 5 {s.random.randrange(1000)} 7", " 9 1073741823 9 1073741822", " 0 -1 0 0"]),
    lambda s: f"sendfile {s.fd()} {s.fd()} 0 {s.length()}",
    lambda s: f"copy_file_range {s.fd()} 0 {s.fd()} 0 {s.length()} {s.random.choice([0, 0, 0, 1])}",
    lambda s: f"sync_file_range {s.fd()} {s.random.choice([0, -1, 4096])} {s.random.choice([0, 100])} {s.random.choice([0, 2, 7, 8])}",
    lambda s: f"fadvise64 {s.fd()} 0 {s.random.choice([0, -1, 100])} {s.random.choice([0, 3, 9])}",
    lambda s: f"readahead {s.fd()} 0 100",
    lambda s: f"setxattr {s.path()} {s.attribute()} =value {s.random.choice([0, 3, 5])} {s.random.choice([0, 0, 1, 2, 4])}",
    lambda s: f"lsetxattr {s.path()} {s.attribute()} =value 4 0",
    lambda s: f"fsetxattr {s.fd()} {s.attribute()} =value 5 0",
    lambda s: f"getxattr {s.path()} {s.attribute()} {s.random.choice([0, 2, 100])}",
    lambda s: f"fgetxattr {s.fd()} {s.attribute()} 100",
    lambda s: f"listxattr {s.path()} {s.random.choice([0, 1, 1000])}",
    lambda s: f"removexattr {s.path()} {s.attribute()}",
    lambda s: f"fremovexattr {s.fd()} {s.attribute()}",
]  # fmt: skip


def interpreter() -> Path:
    return host.compile_c(SOURCE, "-O1", "-g", "-static", "-D_GNU_SOURCE")


def folder() -> Path:
    name = host.BUILD / "scratch" / str(os.getpid()) / "file_calls"
    shutil.rmtree(name, ignore_errors=True)
    name.mkdir(parents=True)
    return name


def ours(script: bytes, where: Path) -> list[str]:
    """What our kernel shows."""
    streams = guests.Streams(script)
    options = Options(
        argv=[os.fsencode(interpreter()), os.fsencode(where)],
        memory_bytes=256 << 20,
        stdio_types=("file", "pipe", "pipe"),
    )
    k = boot(options, streams, guests.calls())
    scheduler.run(k)
    assert k.main_status == 0, (k.main_status, bytes(streams.output[2]))
    return bytes(streams.output[1]).decode().splitlines()


def native(script: bytes, where: Path) -> list[str]:
    """What the host shows."""
    done = subprocess.run(
        [interpreter(), where], input=script, stdout=subprocess.PIPE, check=True, timeout=300
    )
    return done.stdout.decode().splitlines()


def compare(first: int, count: int, calls: int = CALLS) -> str:
    """Carry sequences [first, first + count) out on both sides; "" or the first difference, with the lines before it."""
    script = "".join(
        line + "\n" for number in range(first, first + count) for line in Script(number).text()
    ).encode()
    where = folder()
    try:
        inside = ours(script, where)
        outside = native(script, where)
    finally:
        shutil.rmtree(where, ignore_errors=True)
    return difference(inside, outside)


def difference(inside: list[str], outside: list[str]) -> str:
    """The sequence in which the two first differ, as a diff."""
    if inside == outside:
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(inside, outside, strict=False)) if a != b),
        min(len(inside), len(outside)),
    )
    start = max(i for i in range(at + 1) if i < len(outside) and outside[i].startswith("S "))
    number = outside[start].split()[1]
    lines = Script(int(number)).text()
    diff = difflib.unified_diff(
        outside[start : at + 40], inside[start : at + 40], "native", "ours", lineterm="", n=4
    )
    return f"sequence {number}\n" + "\n".join(lines[: at - start + 20]) + "\n\n" + "\n".join(diff)


def main() -> int:
    sequences = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for first in range(seed, seed + sequences, BATCH):
        found = compare(first, min(BATCH, seed + sequences - first))
        if found:
            print(found)
            return 1
    print(f"{sequences} sequences of {CALLS} calls: no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
