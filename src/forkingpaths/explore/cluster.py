"""The same jobs on a dask cluster: workers on other machines, or other processes of this one (`--cluster ADDRESS`).

    cluster = Cluster(address) -> cluster.workers(described) -> ClusterWorkers, a Workers (workers.py) -> cluster.close()

A worker of the cluster is not forked from the maker: it is told of the program in words (`Described`), boots it once, does
the runs that the maker did before it started its workers, and keeps what it knows between jobs (cluster_worker.py).  The
program and all that it reads are files of the machine that the worker is on: it must have the same ones, and says so when
it has not.

A job is given to one worker, and to no other while that one lives; a worker has one job at a time, and its reply says which
boot of the program made it.  When a worker is gone, or began anew under its old address, what it knew is gone too: its job
is given to another, as LocalWorkers do, and whoever comes has a number of its own, so that all is told again.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from queue import Empty, Queue
from typing import Any

from forkingpaths import __version__
from forkingpaths.explore.cluster_worker import Described, Done, Refused, do, forget
from forkingpaths.explore.workers import LIMIT_DEATHS, WorkersLost

CONNECT_S = 5
ANSWER_S = 10  # for all that is said before the first job
NOBODY_S = 60.0  # without any worker, before the search is given up
LOOK_S = 0.5  # between two looks at who is there
FETCH_S = 5  # for a reply that is ready
# what dask raises is a kind of the one or the other, as its release has it
_CANCELLED = asyncio.CancelledError, concurrent.futures.CancelledError
_LOST_JOBS = "the scheduler went away, and the jobs with it"


class ClusterError(Exception):
    """The cluster cannot be used, or not any more; the message says why."""


class Cluster:
    """The connection to a scheduler."""

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")  # only who asks for a cluster has it
        except ImportError as error:
            raise ClusterError(
                "--cluster needs the package distributed: pip install 'forkingpaths[cluster]'"
            ) from error
        self.address = address

        def connect() -> Any:
            return distributed.Client(address, timeout=CONNECT_S, set_as_default=False)

        # in a thread of its own: what answers, but not as dask does, keeps a client waiting for ever
        answer: Queue[Any] = Queue()
        threading.Thread(target=lambda: answer.put(_tried(connect)), daemon=True).start()
        try:
            client = answer.get(timeout=ANSWER_S)
        except Empty:
            client = TimeoutError("what is there does not speak as dask does")
        if isinstance(client, Exception):
            raise ClusterError(f"{address!r}: no dask scheduler answers there: {client} (--cluster)")
        self.client = client

    def workers(self, described: Described, until_s: float | None = None) -> ClusterWorkers:
        """Those of this cluster, for one search, which ends at `until_s` of this process's monotonic clock."""
        return ClusterWorkers(self.client, self.address, described, until_s)

    def close(self) -> None:
        self.client.close(timeout=CONNECT_S)


def _tried(make: Callable[[], Any]) -> Any:
    """What is made, or why not."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other thread says it
        return error


@dataclass(slots=True, eq=False)
class _Remote:
    number: int  # never used twice
    address: str
    boot: str = ""  # which boot of the program its replies come from; "" before the first
    request: Any = None  # what it works on
    future: Any = None
    deaths: int = 0  # of others, by the same request


class ClusterWorkers:
    """The workers of a cluster, those that come later too."""

    def __init__(self, client: Any, address: str, described: Described, until_s: float | None = None) -> None:
        self.client = client
        self.until_s = until_s
        self.address = address
        self.described = replace(described, search=uuid.uuid4().hex, version=__version__)
        self.remotes: dict[str, _Remote] = {}  # by address
        self.started = 0
        self.orphans: list[
            tuple[Any, int]
        ] = []  # requests of workers that are gone, and how many died of each
        self.looked = self.manned = time.monotonic()
        self._look()

    @property
    def count(self) -> int:
        return max(1, len(self.remotes))

    def idle(self) -> list[int]:
        """The workers with nothing to do."""
        self._settle()
        return [remote.number for remote in self.remotes.values() if remote.request is None]

    def give(self, worker: int, request: Any) -> None:
        """Hand `request` to an idle worker."""
        self._submit(next(r for r in self.remotes.values() if r.number == worker), request, 0)

    def take(self, timeout_s: float) -> tuple[int, Any, Any] | None:
        """A request that is done, who did it, and its reply; None when there is none within the time."""
        distributed: Any = import_module("distributed")
        if time.monotonic() - self.looked > LOOK_S:
            self._look()
        self._settle()
        busy = {remote.future: remote for remote in self.remotes.values() if remote.request is not None}
        if not busy:
            time.sleep(timeout_s)
            return None
        try:
            with self.client.as_current():
                done = distributed.wait(list(busy), timeout=timeout_s, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return None
        except _CANCELLED as error:
            raise ClusterError(f"{self.address}: {_LOST_JOBS}") from error
        return self._reply(busy[next(iter(done))])

    def close(self) -> None:
        """Take back all jobs; the workers forget the program when they have ended theirs."""
        futures = [remote.future for remote in self.remotes.values() if remote.future is not None]
        try:
            self.client.cancel(futures, force=True)
            self.client.run(forget, self.described.search, on_error="ignore")
        except Exception:  # noqa: BLE001 - a cluster that is gone has forgotten already, and the search is over
            pass
        self.remotes = {}

    def _reply(self, remote: _Remote) -> tuple[int, Any, Any] | None:
        """Fetch what a worker has made."""
        try:
            done = remote.future.result(timeout=FETCH_S)
        except TimeoutError:
            return None  # it is gone with its worker, which the next look will find
        except _CANCELLED as error:
            raise ClusterError(f"{self.address}: {_LOST_JOBS}") from error
        except ImportError as error:
            raise ClusterError(f"{remote.address}: the worker cannot load forkingpaths: {error}") from error
        except Exception as error:  # the worker's own too, which goes on as it is
            if type(error).__module__.startswith("distributed"):  # the scheduler's view: its worker died
                self._bury(remote)
                return None
            raise
        if isinstance(done, Refused):
            raise ClusterError(f"{remote.address}: {done.why}")
        assert isinstance(done, Done)
        if remote.boot and remote.boot != done.boot:  # another process has taken over the address
            self.started += 1
            remote.number = self.started
        request, remote.boot = remote.request, done.boot
        remote.request = remote.future = None
        remote.deaths = 0
        return remote.number, request, done.reply

    def _submit(self, remote: _Remote, request: Any, deaths: int) -> None:
        remote.request, remote.deaths = request, deaths
        key = f"fpath-{uuid.uuid4().hex}"
        left_s = self.until_s - time.monotonic() if self.until_s is not None else None
        remote.future = self.client.submit(
            do, self.described, key, request, left_s, key=key, workers=[remote.address], pure=False
        )

    def _settle(self) -> None:
        """Requests of the dead go to whoever is idle."""
        for remote in self.remotes.values():
            if self.orphans and remote.request is None:
                self._submit(remote, *self.orphans.pop(0))

    def _look(self) -> None:
        """Who is there, who is gone."""
        try:
            there = list(self.client.nthreads())
        except Exception as error:  # of dask's or the system's, as the connection broke
            raise ClusterError(f"{self.address}: the scheduler does not answer any more: {error}") from error
        self.looked = time.monotonic()
        for remote in list(self.remotes.values()):
            if remote.address not in there:
                self._bury(remote)
        for address in there:
            if address not in self.remotes:
                self.started += 1
                self.remotes[address] = _Remote(self.started, address)
        if self.remotes:
            self.manned = self.looked
        elif self.looked - self.manned > NOBODY_S:
            raise ClusterError(f"{self.address}: the cluster has had no worker for {NOBODY_S:.0f} seconds")

    def _bury(self, remote: _Remote) -> None:
        """A worker is gone: what it had to do is for others."""
        del self.remotes[remote.address]
        if remote.request is None:
            return
        if remote.deaths + 1 >= LIMIT_DEATHS:
            raise WorkersLost(f"{LIMIT_DEATHS} worker processes died of one job")
        self.client.cancel([remote.future], force=True)
        self.orphans.append((remote.request, remote.deaths + 1))
