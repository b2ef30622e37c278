"""A run as a file: everything it takes to make it again, and what it was (docs/run-file.md, field by field).

    {"format": "forking-paths-run", "version": 1, "program": {...}, "options": {...}, "choices": [...], ...}

JSON, because people read it in bug reports and other programs write it.  It holds the deviations from the default
choices only, so that it is small; the program and the other files of the host that were read are named with their
hashes, not included.  A file comes from a stranger: `load` takes nothing on trust (plain.py), and what it returns is
to be shown through view/text.printable.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.processors import LIMIT as LIMIT_PROCESSORS
from forkingpaths.explore.schedule import LETTERS, LIMIT_DEVIATIONS, Deviation, Schedule, format_schedule
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.process import PID_ORDERS
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.record.plain import Malformed, from_plain, to_plain
from forkingpaths.vfs.credentials import ALL_CAPABILITIES

FORMAT = "forking-paths-run"
VERSION = 1
LIMIT_BYTES = 64 << 20  # of a run file; standard input is the only part of it that can be large
LIMIT_MEMORY = 64 << 30  # as for --memory
ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter looks like another
ID_LENGTH = 12


class BrokenRunFile(ValueError):
    """The text is not a run file of this version; the message says where and why."""


@dataclass(slots=True, frozen=True)
class Program:
    """What was run."""

    name: str  # for people
    identity: str  # hex sha256 that schedule strings are bound to (explore/program.py)
    sha256: str  # of the program's file alone; "" when it could not be read
    source: str = ""  # the C text on the host that the program was compiled from, an absolute path; or ""


@dataclass(slots=True, frozen=True)
class Made:
    """What the run was when it was recorded: a replay is compared with it."""

    status: int | None  # as wait(2) reports it; None: the program never ended
    ending: str  # "finished" | "blocked" | "steps" | "interrupted"
    points: int
    steps: int
    time_ns: int  # of the guest's clock, since boot
    output_bytes: int
    output_sha256: str


@dataclass(slots=True, frozen=True)
class RecordedFinding:
    """Something wrong with the run, as check said it."""

    property: str
    title: str
    why: str
    steps: tuple[int, ...] = ()
    tid: int = 0
    address: int = 0
    details: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class RecordedChoice:
    """One deviation: at `point` this was chosen instead of the default."""

    point: int
    kind: str
    tid: int
    number: int


@dataclass(slots=True, frozen=True)
class RunFile:
    """The fields in the order of the file."""

    format: str
    version: int
    fpath: str  # the version that wrote it
    program: Program
    options: Options
    stdin: str  # base64
    max_points: int
    schedule: str  # the choices as a schedule string
    choices: tuple[RecordedChoice, ...]
    inputs: dict[
        str, str | None
    ]  # host file -> sha256 of it when it was read; None when it could not be read
    made: Made
    findings: tuple[RecordedFinding, ...] = ()
    after: str = ""  # the command by which the disks that a loss of power leaves were judged; it runs inside
    extra: dict[str, str] = field(default_factory=dict)  # notes of whoever wrote it: shown, never acted on

    def deviations(self) -> Schedule:
        """The choices as the explorer has them."""
        return tuple(Deviation(c.point, Choice(c.kind, c.tid, c.number)) for c in self.choices)

    def input(self) -> bytes:
        """The standard input."""
        return base64.b64decode(self.stdin)

    @property
    def id(self) -> str:
        """The same for the same program, input and choices, whoever recorded it."""
        return run_id(self.program.identity, self.schedule)


def run_id(identity: str, schedule: str) -> str:
    """The name of a run in the store: letters and digits of a hash."""
    number = int.from_bytes(hashlib.sha256(f"{identity} {schedule}".encode()).digest(), "big")
    return "".join(ID_LETTERS[number >> 5 * i & 31] for i in range(ID_LENGTH))


def recorded_choices(schedule: Schedule) -> tuple[RecordedChoice, ...]:
    """A schedule as the file has it."""
    return tuple(RecordedChoice(point, c.kind, c.tid, c.number) for point, c in schedule)


def dump(run: RunFile) -> str:
    """The file's text."""
    return json.dumps(to_plain(run), indent=1) + "\n"


def load(text: bytes | str) -> RunFile:
    """The run that `text` describes; BrokenRunFile when it is not one."""
    if len(text) > LIMIT_BYTES:
        raise BrokenRunFile(f"it has more than {LIMIT_BYTES >> 20} MiB")
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BrokenRunFile(f"it is not JSON: {error}"[:200]) from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise BrokenRunFile(f'it does not say "format": "{FORMAT}"')
    if value.get("version") != VERSION:
        raise BrokenRunFile(
            f"it is of version {ascii(value.get('version'))[:20]}, and this fpath reads version {VERSION}"
        )
    options = value.get("options")
    if isinstance(options, dict) and options.get("disk") is not None:
        raise BrokenRunFile("options.disk: a disk that a loss of power left cannot come in a file")
    try:
        run = from_plain(RunFile, value)
        _check(run)
    except (Malformed, RecursionError) as error:
        raise BrokenRunFile(str(error)) from None
    return run


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text[:20]} has no place here")


def _check(run: RunFile) -> None:
    """What types alone do not say."""
    options = run.options
    _need(bool(options.argv) and bool(options.argv[0]), "options.argv", "it is empty")
    for name, words in (("argv", options.argv), ("env", options.env), ("cwd", [options.cwd])):
        _need(not any(b"\0" in word for word in words), f"options.{name}", "a zero byte is in it")
    _need(options.cwd.startswith(b"/"), "options.cwd", "it is not absolute")
    _need(4096 * 1024 <= options.memory_bytes <= LIMIT_MEMORY, "options.memory_bytes", "not 4M to 64G")
    for name in ("uid", "gid"):
        _need(0 <= getattr(options, name) < 0xFFFF_FFFF, f"options.{name}", "it is not a number of one")
    _need(
        0 <= options.capabilities <= ALL_CAPABILITIES, "options.capabilities", "it is no set of capabilities"
    )
    _need(1 <= options.processors <= LIMIT_PROCESSORS, "options.processors", f"not 1 to {LIMIT_PROCESSORS}")
    for name in ("seed", "pid_limit", "task_limit"):
        _need(getattr(options, name) >= 0, f"options.{name}", "it is below 0")
    for _, place, _ in options.binds:
        _need(place.startswith(b"/"), "options.binds", "a place in the guest is not absolute")
    _need(not options.terminal, "options.terminal", "a run on a terminal cannot be made again")
    _need(options.pids in PID_ORDERS, "options.pids", f"it is not one of {', '.join(PID_ORDERS)}")
    _need(all(word in ("pipe", "file", "null", "closed") for word in options.stdio_types),
          "options.stdio_types", "a stream is pipe, file, null or closed")  # fmt: skip
    _need(0 < run.max_points < 1 << 40, "max_points", "it is not a number of transitions")
    for name, digits in (("identity", run.program.identity), ("sha256", run.program.sha256)):
        _need(
            _is_sha256(digits) or (name == "sha256" and not digits), f"program.{name}", "it is not a SHA-256"
        )
    _need(
        not run.program.source or run.program.source.startswith("/"), "program.source", "it is not absolute"
    )
    for name, found in run.inputs.items():
        _need(found is None or _is_sha256(found), f"inputs.{ascii(name)[:60]}", "it is not a SHA-256")
        _need(name.startswith("/"), f"inputs.{ascii(name)[:60]}", "it is not absolute")
    try:
        base64.b64decode(run.stdin, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("stdin: it is not base64") from None
    _need(len(run.choices) <= LIMIT_DEVIATIONS, "choices", f"there are more than {LIMIT_DEVIATIONS}")
    last = -1
    for index, choice in enumerate(run.choices):
        _need(choice.kind in LETTERS, f"choices[{index}].kind", "there is no such choice")
        _need(last < choice.point, f"choices[{index}].point", "it comes before the one in front of it")
        _need(choice.tid >= 0 and choice.number >= 0, f"choices[{index}]", "a number is below 0")
        last = choice.point
    text = format_schedule(run.deviations(), bytes.fromhex(run.program.identity))
    _need(run.schedule == text, "schedule", f"it is not the string of the choices ({text})")


def _need(holds: bool, where: str, why: str) -> None:
    if not holds:
        raise Malformed(f"{where}: {why}")


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)
