"""Keeping what an exploration found, while it runs: a finding is in the store before the search goes on.

A store that cannot be written is said once, and nothing else changes: findings are printed all the same.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from forkingpaths.check.checker import Result
from forkingpaths.check.finding import Finding
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.schedule import Schedule, ScheduleError
from forkingpaths.explore.trace import Run
from forkingpaths.record.recording import Subject
from forkingpaths.record.run_file import RunFile
from forkingpaths.record.store import Explored, Store, StoreError, default_folder
from forkingpaths.view.text import printable

KEPT_OUTCOMES = 200  # of one exploration: the commonest


def user_store() -> Store:
    """The store of whoever calls."""
    return Store(default_folder(dict(os.environ)))


class Keeper:
    """What one exploration keeps."""

    def __init__(
        self, subject: Subject, executor: Executor, verb: str, bounds: dict[str, object], store: Store | None
    ) -> None:
        self.subject = subject
        self.executor = executor
        self.store = store  # None: nothing is kept
        self.explored = Explored(subject.program.identity, subject.program.name, verb, bounds, time.time())
        self.number: int | None = None
        self.early: list[str] = []  # runs kept as they were found, before they were made smaller

    def found(self, finding: Finding, run: Run) -> None:
        """Somebody found something just now: keep it before anything else happens."""
        file = self._file(run.schedule, [finding])
        if file is not None:
            self._do(lambda store: self._keep(store, [(file, "finding", finding.title)]))
            self.early.append(file.id)

    def finish(self, result: Result, seconds: float, words: str) -> None:
        """The search is over: what it found, made small, what it proved, and the outcomes."""
        if self.store is None or result.default_run is None:
            return
        items: list[tuple[RunFile, str, str]] = []
        for outcome in result.outcomes[:KEPT_OUTCOMES] if self.explored.verb == "outcomes" else ():
            file = self._file(outcome.run.schedule)
            if file is not None:
                items.append((file, "outcome", f"{outcome.count} runs"))
        if not result.witnesses and not items:
            file = self._file(result.default_run.schedule)
            if file is not None:
                items.append((file, "default", words))
        by_schedule: dict[Schedule, list[Finding]] = {}
        for witness in reversed(result.witnesses):
            by_schedule.setdefault(witness.run.schedule, []).insert(0, witness.finding)
        for schedule, findings in by_schedule.items():
            file = self._file(schedule, findings)
            if file is not None:
                items.append((file, "finding", findings[0].title))
        self.explored = replace(
            self.explored,
            seconds=seconds,
            runs=result.progress.runs,
            complete=result.progress.complete,
            stopped=result.stopped,
            words=words,
        )

        def act(store: Store) -> None:
            self._keep(store, items, self.early)
            assert self.number is not None
            store.end(self.number, self.explored)

        self._do(act)

    def _keep(
        self, store: Store, items: list[tuple[RunFile, str, str]], instead_of: list[str] | None = None
    ) -> None:
        if self.number is None:
            self.number = store.begin(self.explored)
        kept = {file.id for file, _, _ in items}
        store.keep(items, time.time(), self.number, [name for name in instead_of or () if name not in kept])

    def _file(self, schedule: Schedule, findings: list[Finding] | None = None) -> RunFile | None:
        """The run file of a schedule of this exploration: one more run, whose end the kernel then shows."""
        if self.store is None:
            return None
        try:
            run = self.executor.run(schedule)
        except ScheduleError:
            return (
                None  # of another worker's kernel: cannot be, and if it is, it is no reason to lose the rest
            )
        return self.subject.of_explored(run, self.executor.kernel, findings or ())

    def _do(self, act: Callable[[Store], None]) -> None:
        if self.store is None:
            return
        try:
            act(self.store)
        except StoreError as error:
            self.store = None
            print(f"fpath: not kept for later: {printable(str(error))}", file=sys.stderr)
