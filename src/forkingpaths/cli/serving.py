"""What the worker processes of `fpath serve` run: the run that was asked for, other schedules of its program, explorations.

Both are started by web/workers.py with a pipe and a `Wanted`, and end when the pipe does.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from multiprocessing.connection import Connection
from typing import Any

from forkingpaths.check.checker import Result
from forkingpaths.check.finding import Finding
from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.explored import Exploration, Watcher
from forkingpaths.cli.page_search import explored, variant
from forkingpaths.cli.recorded import Opened, opened
from forkingpaths.cli.start import boot
from forkingpaths.cli.told import looker, places_of
from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.schedule import Schedule, ScheduleError, format_schedule, parse_schedule
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.process import PID_ORDERS
from forkingpaths.record.player import Player
from forkingpaths.record.recording import Subject
from forkingpaths.view.findings import proved
from forkingpaths.view.place import source_text
from forkingpaths.view.text import printable
from forkingpaths.web import explorer
from forkingpaths.web.answers import Answers
from forkingpaths.web.looker import Looker
from forkingpaths.web.workers import WorkerFailed, answer_all

TOLD_EVERY_S, TOLD_RUNS = 0.2, 100  # how much is told at once


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

            usual = {"time": "free" if it.options.time_is_free else "virtual", "pids": it.options.pids}
            words = [os.fsdecode(word) for word in it.options.argv]
            about = {"name": it.name, "arguments": words, "step": it.step, "usual": usual}

            def program_text() -> list[str]:
                return source_text(it.subject.program.source or it.path)

            answer_all(connection, Answers(open_run, about, program_text).answer)
    except Failure as failure:
        message = failure.message

        def refuse(question: dict[str, Any]) -> Any:
            raise WorkerFailed(message)

        answer_all(connection, refuse)


def other_run(it: Opened, text: str) -> Looker:
    """Another schedule of the same program; or of it where time or process numbers are otherwise, as an exploration may have had them."""
    try:
        subject, options, schedule = _fitting(it, text)
        player = Player(lambda host: boot(options, host), subject.stdin, schedule, subject.max_points, True)
        player.visit()
    except ScheduleError as error:
        raise WorkerFailed(str(error)) from error
    program = bytes.fromhex(subject.program.identity)
    file = replace(it.file, schedule=format_schedule(schedule, program), findings=())
    other = Opened(subject, player, file, it.path, None, options)
    return Looker(player, places_of(other), it.name, file.schedule, [])


def _fitting(it: Opened, text: str) -> tuple[Subject, Options, Schedule]:
    """The variant of the program that a schedule is of."""
    foreign: ScheduleError | None = None
    for time_is_free, pids in (
        (it.options.time_is_free, it.options.pids),
        *product((False, True), PID_ORDERS),
    ):
        subject, options = variant(it.subject, it.options, time_is_free, pids)
        try:
            return subject, options, parse_schedule(text, bytes.fromhex(subject.program.identity))
        except ScheduleError as error:
            foreign = foreign or error
            if not error.foreign:
                break
    assert foreign is not None
    raise foreign


def explore(connection: Connection, argument: tuple[Wanted, dict[str, Any]]) -> None:
    """Explore the program as a form of the page asks, telling of every run, until the end or until anything is said."""
    wanted, asked = argument
    _prepare(wanted)
    try:
        with explored(wanted.run, wanted.guest, wanted.force, asked) as exploration:
            telling = Telling(connection, exploration.program)
            result = exploration.check(
                budget_s=asked["real_timeout_s"], stop_at_first=False, quiet=True, watcher=telling
            )
            telling.done(exploration, result)
    except (Failure, ScheduleError) as failure:
        connection.send([{"kind": "failed", "why": printable(str(failure))}])
    except OSError:
        return  # the server is gone


class Telling(Watcher):
    """Sends the server what is seen, some runs at a time."""

    def __init__(self, connection: Connection, program: bytes) -> None:
        self.connection = connection
        self.runs = explorer.Runs(program)
        self.batch: list[dict[str, Any]] = []
        self.sent = time.monotonic()
        self.over = False  # somebody said stop

    def seen(self, run: Run, findings: Sequence[Finding]) -> None:
        self.batch.append(self.runs.tell(run, findings))

    def tick(self, progress: Progress, findings: int) -> None:
        now = time.monotonic()
        if self.batch and (now - self.sent > TOLD_EVERY_S or len(self.batch) >= TOLD_RUNS):
            self.sent = now
            self.connection.send([*self.batch, self.runs.counts(progress)])
            self.batch = []

    def stopped(self) -> bool:
        self.over = self.over or self.connection.poll()  # also when the server is gone
        return self.over

    def done(self, exploration: Exploration, result: Result) -> None:
        """The end: what was found, made small, and what was proved."""
        findings = [self.runs.found(witness) for witness in result.witnesses]
        words = proved(exploration.bounds, exploration.executor, result)
        last = {**self.runs.counts(result.progress), "kind": "done", "why": result.stopped, "complete": result.progress.complete,
                "words": words, "kept": exploration.kept}  # fmt: skip
        self.connection.send([*self.batch, *findings, last])
