"""What the worker processes of `fpath serve` run: the run that was asked for, other schedules of its program, explorations.

Both are started by web/workers.py with a pipe and a `Wanted`, and end when the pipe does.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from forkingpaths.check import load_properties
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import GuestOptions
from forkingpaths.cli.recorded import Opened, opened
from forkingpaths.cli.start import boot
from forkingpaths.cli.told import looker, places_of
from forkingpaths.explore.exhaustive import Bounds, Exhaustive
from forkingpaths.explore.schedule import ScheduleError, format_schedule, parse_schedule
from forkingpaths.record.player import Player
from forkingpaths.view.place import source_text
from forkingpaths.web import explorer
from forkingpaths.web.answers import Answers
from forkingpaths.web.looker import Looker
from forkingpaths.web.workers import WorkerFailed, answer_all


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `fpath serve` was asked for."""

    run: str
    guest: GuestOptions | None
    force: bool
    stdin: bytes


def _prepare(wanted: Wanted) -> None:
    """Ctrl-C is the server's to act on; standard input is what the server read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdin = io.TextIOWrapper(io.BytesIO(wanted.stdin))


def look(connection: Connection, wanted: Wanted) -> None:
    """Answer questions about runs of the program of `wanted`."""
    _prepare(wanted)
    try:
        with opened(wanted.run, wanted.guest, wanted.force) as it:

            def open_run(schedule: str) -> Looker:
                return looker(it) if schedule in ("", it.file.schedule) else other_run(it, schedule)

            about = {"name": it.name, "arguments": [os.fsdecode(word) for word in it.options.argv]}

            def program_text() -> list[str]:
                return source_text(it.subject.program.source or it.path)

            answer_all(connection, Answers(open_run, about, program_text).answer)
    except Failure as failure:
        words = failure.message

        def refuse(question: dict[str, Any]) -> Any:
            raise WorkerFailed(words)

        answer_all(connection, refuse)


def other_run(it: Opened, text: str) -> Looker:
    """Another schedule of the same program."""
    program = bytes.fromhex(it.subject.program.identity)
    try:
        schedule = parse_schedule(text, program)
        player = Player(
            lambda host: boot(it.options, host), it.subject.stdin, schedule, it.subject.max_points
        )
        player.visit()
    except ScheduleError as error:
        raise WorkerFailed(str(error)) from error
    file = replace(it.file, schedule=format_schedule(schedule, program), findings=())
    other = Opened(it.subject, player, file, it.path, None, it.options)
    return Looker(player, places_of(other), it.name, file.schedule, [])


def explore(connection: Connection, argument: tuple[Wanted, dict[str, int]]) -> None:
    """Explore the program, telling of every run, until the end or until anything is said."""
    wanted, asked = argument
    _prepare(wanted)
    batch: list[dict[str, Any]] = []
    try:
        with opened(wanted.run, wanted.guest, wanted.force) as it:
            bounds = Bounds(asked["preemptions"], asked["signals"])
            program = bytes.fromhex(it.subject.program.identity)
            exploration = Exhaustive(it.executor(), bounds)
            for told in explorer.explore(
                exploration, load_properties(), program, connection.poll, asked["max_runs"]
            ):
                batch.append(told)
                if told["kind"] != "run" or len(batch) >= explorer.PROGRESS_RUNS:
                    connection.send(batch)
                    batch = []
    except (Failure, ScheduleError) as failure:
        connection.send([*batch, {"kind": "failed", "why": str(failure)}])
    except OSError:
        return  # the server is gone
