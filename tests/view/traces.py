"""The same program under strace on the host and under `fpath trace`: both traces, with what must differ taken out.

What must differ: addresses, process numbers, times, random bytes, amounts of memory and disk, and how the threads' lines interleave
(lines of a thread are put together again where another thread's broke them).  Under strace the program is also disturbed
by being traced: a signal that it ignores interrupts a call that is then made again; those two lines are joined.
All else is text that must be the same, letter for letter.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from forkingpaths.kernel.boot import DEFAULT_ENVIRONMENT
from tests import inherited
from tests.host import ROOT

ENVIRONMENT = {os.fsdecode(k): os.fsdecode(v) for k, v in (e.split(b"=", 1) for e in DEFAULT_ENVIRONMENT)}
LIMIT_S = 30

Traces = list[list[str]]  # of each thread, in order of appearance, its lines


def on_linux(command: list[str], folder: Path, *options: str) -> list[str]:
    """strace's own lines."""
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(
            ["strace", "-f", "-o", file.name, *options, *command],
            env=ENVIRONMENT,
            cwd=folder,
            input=b"",
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
            preexec_fn=inherited.like_the_kernel,
            start_new_session=True,  # a leader outside of the host's PID namespace would make getsid(0) answer 0
        )
        return Path(file.name).read_text(encoding="ascii").splitlines()


def here(command: list[str], folder: Path, *options: str) -> list[str]:
    """fpath trace's lines."""
    with tempfile.NamedTemporaryFile() as file:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "forkingpaths.cli",
                "trace",
                "-q",
                "-o",
                file.name,
                *options,
                "--",
                *command,
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            cwd=folder,
            input=b"",
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
            start_new_session=True,
        )
        lines = Path(file.name).read_text(encoding="ascii").splitlines()
    assert done.returncode != 125, done.stderr.decode(errors="replace")
    return lines


def threads(lines: list[str]) -> dict[int, list[str]]:
    """Each thread's lines in order, broken ones put together."""
    found: dict[int, list[str]] = {}
    begun: dict[int, str] = {}
    for line in lines:
        number, text = re.fullmatch(r"(\d+) +(.*)", line).groups()  # type: ignore[union-attr]  # all lines have one
        tid = int(number)
        own = found.setdefault(tid, [])
        if text.endswith(" <unfinished ...>"):
            begun[tid] = text.removesuffix(" <unfinished ...>")
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", text)
        own.append(begun.pop(tid, "") + text[resumed.end() :] if resumed else text)
    return found


# Numbers of processes, where they are known to stand; each pattern's group is the number.
_PID_PLACES = [
    re.compile(pattern)
    for pattern in (
        r"(?:si_pid=|\bl_pid=|\{pid=|_[lc]?s?r?pid=|parent_tid=\[|TIOC[GS]PGRP, \[|TIOCGSID, \[)(\d+)",
        r"^(?:kill|tkill|tgkill|setpgid|wait4|getpgid|getsid|rt_sigqueueinfo|pidfd_open|waitid)\((?:P_PID, )?-?([2-9]|\d\d+)\b",
        r"^(?:tgkill|setpgid|rt_tgsigqueueinfo)\([^,]*, (\d+)",
        r"^(?:get[pt]id|getppid|getpgrp|getpgid|[gs]etsid|v?fork|clone3?|wait4)\(.*\) += ([1-9]\d*)$",
        r"^set_tid_address\(.*\) += ([1-9]\d*)$",
        r"/proc/(\d+)\b",
        r"/task/(\d+)\b",
        r"execve in pid (\d+)",
        r"F_[GS]ETOWN\S* (\d+)",
    )
]
_REPLACED: list[tuple[str, str]] = [
    (r'^getrandom\("[^"]*"(\.\.\.)?', 'getrandom("RANDOM"'),
    (r"\b0x[0-9a-f]{5,16}\b", "ADDRESS"),
    (r"(tv_n?u?sec|tms_\w+|si_[us]time)=-?\d+( /\* [\d.]+ s \*/)?", r"\1=N"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+0000", "DATE"),
    (r"^(times|time)\((.*)\) += \d+", r"\1(\2) = N"),
    (r"^time\(\[\d+", "time([N"),
    (r"(f_blocks|f_bfree|f_bavail|f_files|f_ffree)=\d+", r"\1=N"),
    (r"f_fsid=\{val=\[\w+, \w+\]\}", "f_fsid=FSID"),
    (
        r"(uptime|totalram|freeram|sharedram|bufferram|totalswap|freeswap|procs|loads)=(\d+|\[[\d, ]+\])",
        r"\1=N",
    ),
    (r'nodename="[^"]*"', 'nodename="NODE"'),
    (r"htons\(\d{5}\)", "htons(PORT)"),
    (r"(rlim_cur|rlim_max)=[\w*]+", r"\1=LIMIT"),
    (r"shm_(a|c)time=\d+", r"shm_\1time=N"),
    (r"(msg|sem)_([crs]time)=[1-9]\d+", r"\1_\2=N"),
    (r"^(sched_getaffinity\(.*, )\[[\d ]+\]\)( +)= \d+", r"\1[CPUS])\2= N"),
    (r"TIOCGPTN, \[\d+\]", "TIOCGPTN, [N]"),
    (r"/dev/pts/\d+", "/dev/pts/N"),
    (r"getcpu\(\[\d+\]", "getcpu([N]"),
    (r'read\((\d+), "nodev.*', r"read(\1, FILESYSTEMS"),
    (r"f_flags=[A-Z_|]+", "f_flags=FLAGS"),
    (r"stx_mask=[A-Z_|]+", "stx_mask=MASK"),
    (r"^((?:shm|sem|msg)\w+)\(\d+, ", r"\1(ID, "),
    (r"^((?:shm|sem|msg)get)(.*\)) += \d+$", r"\1\2 = ID"),
    (r"\)( +)= ", ") = "),
    (r"/\* \d+ vars \*/", "/* N vars */"),
]
_COMPILED = [(re.compile(pattern), text) for pattern, text in _REPLACED]


def normal(line: str) -> str:
    """The line without what must differ."""
    for place in _PID_PLACES:
        while match := place.search(line):
            if match[1] == "0":
                break
            line = line[: match.start(1)] + "PID" + line[match.end(1) :]
    for pattern, text in _COMPILED:
        line = pattern.sub(text, line)
    return line


def undisturbed(lines: list[str]) -> list[str]:
    """Without calls that were interrupted by a signal without a handler and made again."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        call = line.partition("(")[0]
        if " = ? ERESTART" in line:
            after = [other for other in lines[at + 1 : at + 4] if not other.startswith("---")]
            if after and after[0].partition("(")[0] in (call, "restart_syscall"):
                continue
        if line.startswith("restart_syscall("):
            line = next((o for o in reversed(lines[:at]) if "ERESTART" in o), line).rpartition(" = ")[0]
            line += " = " + lines[at].rpartition(" = ")[2]
        kept.append(line)
    return kept


NEWS = re.compile(r"--- SIGCHLD |rt_sigreturn\(")


def comparable(lines: list[str], join: bool = True) -> Traces:
    """The traces of the threads, ready to be compared."""
    prepared: Callable[[list[str]], list[str]] = undisturbed if join else list
    found = [[normal(line) for line in prepared(own)] for _, own in sorted(threads(lines).items())]
    return [settled(own) for own in found] if len(found) > 1 else found


def settled(lines: list[str]) -> list[str]:
    """With the news of children at the end, and each once: when they come, and whether several make one signal, is chance."""
    news = [line for line in lines if NEWS.match(line)]
    news = [re.sub(r"^(rt_sigreturn.*) = .*", r"\1 = WHAT WAS INTERRUPTED", line) for line in news]
    return [*(line for line in lines if not NEWS.match(line)), *sorted(dict.fromkeys(news))]


def columns(lines: list[str]) -> list[str]:
    """Lines whose equals sign is not where strace puts it: at column 40, or behind what is longer."""
    wrong = []
    for line in lines:
        match = re.fullmatch(r"(.*\))( *) = (\?|-?\d|0x).*", line)
        if match and "unfinished" not in line and len(match[1]) + len(match[2]) != max(39, len(match[1])):
            wrong.append(line)
    return wrong


def differences(theirs: Traces, ours: Traces) -> str:
    """What differs, as a diff of each thread; "" when nothing does."""
    found = [f"{len(theirs)} threads on Linux, {len(ours)} here"] if len(theirs) != len(ours) else []
    for number, (linux, mine) in enumerate(zip(theirs, ours, strict=False)):
        if linux != mine:
            found.append(f"thread {number}:")
            found += list(difflib.unified_diff(linux, mine, "linux", "here", lineterm="", n=0))[2:]
    return "\n".join(found)
