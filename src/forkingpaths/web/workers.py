"""Worker processes: kernels run in them, the server does not wait for any.

    LookWorker      one at a time answers questions about runs: ask(question) -> answer
    ExploreWorker   tells of runs as they are made, until it is done or `stop`

A worker is a Python process of its own (spawned, so nothing of the server's state is in it), with a pipe to talk through; when the
server is gone the pipe ends, and so does the worker.  What a worker runs is named by a function of cli/, which this layer does not know.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

CONTEXT = multiprocessing.get_context("spawn")
Target = Callable[[Connection, Any], None]


class WorkerFailed(Exception):
    """The worker could not answer; the message says why."""


class LookWorker:
    """Answers questions, one at a time, in order of asking."""

    def __init__(self, target: Target, argument: Any) -> None:
        self.here, there = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=target, args=(there, argument), daemon=True)
        self.process.start()
        there.close()
        self.lock = threading.Lock()

    def ask(self, question: dict[str, Any]) -> Any:
        """The answer; WorkerFailed with the worker's words."""
        with self.lock:
            try:
                self.here.send(question)
                answer = self.here.recv()
            except (OSError, EOFError):
                raise WorkerFailed("the worker process has ended") from None
        if "failed" in answer:
            raise WorkerFailed(answer["failed"])
        return answer["answer"]

    def end(self) -> None:
        """No more questions."""
        self.here.close()
        self.process.join(2)
        if self.process.is_alive():
            self.process.kill()


def answer_all(connection: Connection, answer: Callable[[dict[str, Any]], Any]) -> None:
    """The worker's side: answer until the server is gone."""
    while True:
        try:
            question = connection.recv()
        except (OSError, EOFError):
            return
        try:
            connection.send({"answer": answer(question)})
        except (WorkerFailed, LookupError, ValueError) as error:
            connection.send({"failed": str(error)})


class ExploreWorker:
    """An exploration.  `log` is all that was told so far; `told` is called, in a thread, after each entry."""

    def __init__(self, target: Target, argument: Any, told: Callable[[], None]) -> None:
        self.here, there = CONTEXT.Pipe()
        self.process = CONTEXT.Process(
            target=target, args=(there, argument)
        )  # no daemon: it may have workers of its own
        self.process.start()
        there.close()
        self.log: list[dict[str, Any]] = []
        self.done = False
        self.told = told
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            try:
                entries = self.here.recv()
            except (OSError, EOFError):
                break
            self.log.extend(entries)
            self.told()
        if not any(entry["kind"] in ("done", "failed") for entry in self.log[-3:]):
            self.log.append({"kind": "failed", "why": "the exploration's process has ended"})
        self.done = True
        self.told()

    def stop(self) -> None:
        """Ask it to end after the run that it is in."""
        try:
            self.here.send("stop")
        except OSError:
            pass  # it is over

    def end(self) -> None:
        """End it now."""
        self.stop()
        self.process.join(0.5)
        if self.process.is_alive():
            self.process.kill()
