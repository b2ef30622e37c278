"""Which run is meant, opened: any step of it can be asked for.

    with opened(reference, guest) as run:
        run.player.at(step)

A reference is "latest", the beginning of an id of the store, a run file, or a schedule string: of the program behind it,
or else of a program that the store knows.  A program, or another file that the run read, that is not what it was is said
here: such a run would be another one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.compile import compile_c
from forkingpaths.cli.errors import Failure, Why
from forkingpaths.cli.guest import Guest
from forkingpaths.cli.keeping import user_store
from forkingpaths.cli.power_loss import power_loss_of
from forkingpaths.cli.run_argument import DEFAULT_RUN
from forkingpaths.cli.start import boot
from forkingpaths.explore.executor import Executor, Limits
from forkingpaths.explore.program import host_path, identity, on_host
from forkingpaths.explore.schedule import ScheduleError, parse_schedule
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.inputs import changed, changed_folders, sha256_of
from forkingpaths.record.player import Player
from forkingpaths.record.recording import Subject, differences
from forkingpaths.record.run_file import (
    LIMIT_BYTES,
    BrokenRunFile,
    Program,
    RunFile,
    load,
    recorded_choices,
)
from forkingpaths.record.store import Store, StoreError
from forkingpaths.view.text import printable

DEFAULT_POINTS = 20_000  # transitions after which a run counts as endless
SCHEDULE = re.compile(r"[0-9a-z-]*\.[0-9a-f]*")
AT_STEP = re.compile(r"(.*)@(\d{1,18})", re.DOTALL)
NEVER_MADE = ""  # the ending of a run that is not in the store, only its program is
NAMED = 3  # changed files listed before "and N more"


@dataclass(slots=True)
class Opened:
    """A run ready to be looked at."""

    subject: Subject
    player: Player
    file: RunFile  # what it was when recorded; of a run never recorded, what it is
    path: str  # the program's file on the host, for its debug information
    step: int | None  # of RUN@STEP
    options: Options  # of this machine: with the compiled program's place

    @property
    def name(self) -> str:
        """The program, for people."""
        return self.subject.program.name

    def executor(self) -> Executor:
        """Something to try other schedules of the same program with."""
        limits = Limits(self.subject.max_points)
        power = power_loss_of(self.options, self.subject.after or None)
        return Executor(lambda host: boot(self.options, host), self.subject.stdin, limits, power=power)

    def named(self, name: str) -> str:
        """Where the host has the file of source that the program names so."""
        return on_host(self.options, os.path.normpath(os.path.join(os.fsdecode(self.options.cwd), name)))


def split_step(reference: str) -> tuple[str, int | None]:
    """RUN@STEP taken apart."""
    match = None if os.path.exists(reference) else AT_STEP.fullmatch(reference)
    return (match[1], int(match[2])) if match else (reference, None)


@contextmanager
def opened(reference: str, guest: GuestOptions | None = None, force: bool = False) -> Iterator[Opened]:
    """The run that `reference` names, visited once.  Failure (SCHEDULE) says why there is none.

    `guest` is the command line's program, for a schedule string.  With `force` a program or file that has changed
    is tried all the same.
    """
    name, step = split_step(reference)
    if guest is not None:
        with _of_command(name, guest) as (subject, options, path):
            player = _play(subject, options, name)
            yield Opened(subject, player, subject.of_played(player), path, _within(player, step), options)
        return
    file = find(name)
    with of_file(file, force) as (subject, options, path):
        player = _play(subject, options, file)
        now = subject.of_played(player)
        if file.made.ending == NEVER_MADE:
            file = now
        elif not force:
            _same_as_recorded(file, now)
        yield Opened(subject, player, file, path, _within(player, step), options)


def subject_of(guest: Guest, options: Options, stdin: bytes, max_points: int | None) -> Subject:
    """What the runs of one command line have in common."""
    path = host_path(options)
    binds = [("" if host == guest.made else host, place, ro) for host, place, ro in options.binds]
    program = Program(
        name=os.path.basename(os.fsdecode(options.argv[0])),
        identity=identity(options, stdin).hex(),
        sha256=sha256_of(path) or "",
        source=guest.source,
    )
    stored = replace(options, binds=binds if guest.made else options.binds)
    return Subject(program, stored, stdin, max_points or DEFAULT_POINTS, hidden=guest.made)


def program_of(guest: GuestOptions) -> GuestOptions | None:
    """The program behind a reference; None when there is none.  (click leaves the `--` behind a first word alone.)"""
    words = guest.command[1:] if guest.command[:1] == ("--",) else guest.command
    if words == guest.command and words and words[0].startswith("-"):
        raise click.UsageError(f"options come before RUN: {printable(words[0])}")
    return replace(guest, command=words) if words else None


def standard_input() -> bytes:
    """All of it; none from a terminal."""
    return b"" if sys.stdin is None or os.isatty(0) else sys.stdin.buffer.read()


@contextmanager
def _of_command(name: str, asked: GuestOptions) -> Iterator[tuple[Subject, Options, str]]:
    guest = Guest(asked)
    with guest as options:
        subject = subject_of(guest, options, standard_input(), asked.max_steps)
        yield subject, options, host_path(options)


@contextmanager
def of_file(file: RunFile, force: bool) -> Iterator[tuple[Subject, Options, str]]:
    """The program of a run file: compiled again when it was C text, and compared with what it was."""
    with TemporaryDirectory(prefix="fpath-") as folder:
        made = compile_c(file.program.source, folder) if file.program.source else ""
        binds = [(host or made, place, ro) for host, place, ro in file.options.binds]
        options = replace(file.options, binds=binds)
        if not force:
            _unchanged(file, identity(options, file.input()).hex())
        yield (
            Subject(file.program, file.options, file.input(), file.max_points, file.after, made),
            options,
            host_path(options),
        )


def find(name: str) -> RunFile:
    """The run file of a reference without a program; Failure when there is none."""
    try:
        if os.path.isfile(name):
            return _from_path(name)
        store = user_store()
        if SCHEDULE.fullmatch(name):
            return _of_schedule(store, name)
        return store.get(find_id(store, name))
    except StoreError as error:
        raise Failure(printable(str(error)), Why.SCHEDULE) from error


def pinned(reference: str) -> str:
    """`reference`, so that it means the same run later: `latest` by its id."""
    name, step = split_step(reference)
    if name != "latest":
        return reference
    try:
        return find_id(user_store(), name) + (f"@{step}" if step is not None else "")
    except StoreError as error:
        raise Failure(printable(str(error)), Why.SCHEDULE) from error


def find_id(store: Store, name: str) -> str:
    """The whole id that `name` begins; StoreError when there is none, or more than one."""
    ids = store.ids(name)
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise StoreError(
            f"{name} could be {', '.join(ids[:NAMED])}{' or another' if len(ids) > NAMED else ''}"
        )
    if name == "latest":
        raise StoreError("no run has been kept yet: `fpath check` and `fpath run --record` keep runs")
    raise StoreError(f"there is no run or file {name!r}: `fpath runs` lists those kept")


def _from_path(name: str) -> RunFile:
    try:
        with open(name, "rb") as file:
            return load(file.read(LIMIT_BYTES + 1))
    except OSError as error:
        raise StoreError(f"{name}: {error.strerror}") from error
    except BrokenRunFile as error:
        raise StoreError(f"{name} is not a run file that can be read: {error}") from error


def _of_schedule(store: Store, text: str) -> RunFile:
    """The run that the store has under this string, or else this schedule of the latest program that it fits."""
    known = store.with_schedule(text)
    if known is not None:
        return store.get(known)
    words = "it fits no program that the store knows"
    for identity_, latest in store.programs():
        try:
            schedule = parse_schedule(text, bytes.fromhex(identity_))
        except ScheduleError as error:
            if not error.foreign:
                words = str(error)
                break
            continue
        file = store.get(latest)
        made = replace(file.made, ending=NEVER_MADE)
        return replace(
            file, schedule=text, choices=recorded_choices(schedule), made=made, inputs={}, findings=()
        )
    raise StoreError(f"{text}: {words}; say which program: fpath replay {text} -- PROGRAM")


def _unchanged(file: RunFile, now: str) -> None:
    """Failure when the program or a file that the run read is not what it was."""
    what = ""
    if now != file.program.identity:
        what = f"the program ({printable(file.program.source or os.fsdecode(file.options.argv[0]))})"
    elif others := changed(file.inputs):
        shown = ", ".join(printable(name) for name in others[:NAMED])
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        what = f"{shown}{more}, which the run read,"
    if what:
        raise Failure(
            f"{what} has changed since this run was recorded, so the schedule would not name the same run; "
            f"`fpath check` finds the runs of what is there now, --force tries this one all the same",
            Why.SCHEDULE,
        )


def _play(subject: Subject, options: Options, wanted: RunFile | str) -> Player:
    """The run, visited."""

    def start(host: RecordedHost) -> Kernel:
        return boot(options, host)

    try:
        schedule = (
            ()
            if wanted == DEFAULT_RUN
            else parse_schedule(wanted, bytes.fromhex(subject.program.identity))
            if isinstance(wanted, str)
            else wanted.deviations()
        )
        spinning = isinstance(wanted, str) or wanted.made.ending in ("spinning", NEVER_MADE)
        player = Player(start, subject.stdin, schedule, subject.max_points, spinning)
        player.visit()
    except ScheduleError as error:
        raise Failure(printable(str(error)), Why.SCHEDULE) from error
    return player


def _same_as_recorded(file: RunFile, now: RunFile) -> None:
    """The same run, or Failure.  Names come and go in folders that a run lists (python3 lists the folder of its script): when only
    the time that it took to look at them differs, that is said, and nothing more."""
    found = differences(file.made, now.made) if file.made.ending != "interrupted" else []
    if not found:
        return
    folders = ", ".join(printable(name) for name in changed_folders(file.inputs)[:NAMED])
    if folders and replace(now.made, time_ns=file.made.time_ns) == file.made:
        late = now.made.time_ns - file.made.time_ns
        print(f"fpath: the names in {folders} have changed since this run was recorded: by its own clock it ends {late} ns "
              f"{'later' if late > 0 else 'earlier'}, all else is the same", file=sys.stderr)  # fmt: skip
        return
    what = f"the names in {folders}, which it listed, have" if folders else "something that it depends on has"
    raise Failure(
        f"this is not the run that was recorded ({'; '.join(printable(text) for text in found)}): {what} "
        f"changed, or fpath has ({printable(file.fpath)} recorded it); --force shows it all the same",
        Why.SCHEDULE,
    )


def _within(player: Player, step: int | None) -> int | None:
    if step is not None and step > player.steps:
        raise Failure(f"step {step}: the run has steps 1 to {player.steps}", Why.SCHEDULE)
    return step
