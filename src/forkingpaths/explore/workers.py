"""Processes that do jobs: handed out one by one, given again when a worker dies.

    workers = LocalWorkers(count, handler)        handler(request) -> reply runs in a forked copy of this process
    workers.idle() -> [worker]                    those that can be given something
    workers.give(worker, request)
    workers.take(timeout_s) -> (worker, request, reply), the next that is done; None when the time passed first
    workers.close()

A fork takes the booted kernel with it (the guest's memory is private to each process), so a worker starts in
milliseconds and knows what its maker knew.  A worker that dies, whoever killed it, loses nothing: its request is given
to a new one, forked like it; only a request that kills LIMIT_DEATHS workers in a row is a defect, and raises.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

LIMIT_DEATHS = 3


class WorkersLost(RuntimeError):
    """One request ends every worker that it is given to."""


class Workers(Protocol):
    """Where jobs are done: processes here, or a cluster (cluster.py)."""

    @property
    def count(self) -> int: ...
    def idle(self) -> list[int]: ...
    def give(self, worker: int, request: Any) -> None: ...
    def take(self, timeout_s: float) -> tuple[int, Any, Any] | None: ...
    def close(self) -> None: ...


@dataclass(slots=True, eq=False)
class _Worker:
    number: int  # never used twice
    process: BaseProcess
    pipe: Connection
    request: Any = None  # what it works on
    deaths: int = 0  # of others, by the same request


class LocalWorkers:
    """`count` forked processes."""

    def __init__(self, count: int, handler: Callable[[Any], Any]) -> None:
        self.count = count
        self.handler = handler
        self.context = multiprocessing.get_context("fork")
        self.workers: list[_Worker] = []
        self.started = 0
        for _ in range(count):
            self._start()

    def idle(self) -> list[int]:
        """The workers with nothing to do."""
        return [w.number for w in self.workers if w.request is None]

    def give(self, worker: int, request: Any) -> None:
        """Hand `request` to an idle worker."""
        found = next(w for w in self.workers if w.number == worker)
        found.request = request
        try:
            found.pipe.send(request)
        except OSError:
            self._replace(found)

    def take(self, timeout_s: float) -> tuple[int, Any, Any] | None:
        """A request that is done, who did it, and its reply; None when there is none within the time."""
        busy = {worker.pipe: worker for worker in self.workers if worker.request is not None}
        for pipe in wait(list(busy), timeout_s):
            worker = busy[pipe]  # type: ignore[index]  # what was waited for is a pipe
            try:
                reply = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            request, worker.request, worker.deaths = worker.request, None, 0
            if isinstance(reply, _Failed):
                raise reply.error
            return worker.number, request, reply
        return None

    def close(self) -> None:
        """End all workers, whatever they do."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.process.close()
            worker.pipe.close()
        self.workers = []

    def _start(self) -> _Worker:
        here, there = self.context.Pipe()
        others = [worker.pipe for worker in self.workers] + [here]
        process = self.context.Process(target=_work, args=(there, others, self.handler), daemon=True)
        process.start()
        there.close()
        self.started += 1
        worker = _Worker(self.started, process, here)
        self.workers.append(worker)
        return worker

    def _replace(self, worker: _Worker) -> None:
        """A worker has died: its request goes to a new one."""
        worker.process.join()
        worker.process.close()
        worker.pipe.close()
        self.workers.remove(worker)
        if worker.deaths + 1 >= LIMIT_DEATHS:
            raise WorkersLost(f"{LIMIT_DEATHS} worker processes died of one job")
        fresh = self._start()
        fresh.deaths = worker.deaths + 1
        fresh.request = worker.request
        fresh.pipe.send(worker.request)


@dataclass(slots=True)
class _Failed:
    """What a worker sends when its handler raised: a defect, to be raised where it is seen."""

    error: BaseException


def _work(pipe: Connection, others: list[Connection], handler: Callable[[Any], Any]) -> None:
    """The life of a worker: requests until the other end is closed."""
    gc.freeze()  # what was there before the fork is neither garbage nor worth a look: a look would copy its pages
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches the whole group; the maker decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:  # the maker's ends: while a copy is open, nobody sees that the maker is gone
        other.close()
    while True:
        try:
            request = pipe.recv()
        except EOFError:
            os._exit(0)
        try:
            reply = handler(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the maker has to hear of it
            reply = _Failed(error)
        try:
            pipe.send(reply)
        except OSError:
            os._exit(0)
