"""What runs in a worker of a cluster: boots the described program once for each search, and does its jobs.

    do(described, key, request, left_s) -> Done with the reply, or Refused with why this worker cannot do it

A job raises CutOff when it has taken `left_s` (clocks of two machines need not agree), or when the search is over meanwhile: the maker
has ended it, by ctrl-C for one, and `forget` was called.

What is kept between jobs is a Scout, as a forked worker has one: made by doing what the maker had done when it started its
workers.  Jobs of one search are done one after the other.  Dask may ask for a job again whose reply was lost on the way: a
Scout would find that all was seen before, so the last reply is kept and given once more.
"""

from __future__ import annotations

import copy
import hashlib
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from forkingpaths import __version__
from forkingpaths.abi.errno import SysError
from forkingpaths.check import all_properties, load_properties
from forkingpaths.check.finding import REGISTRY, Finding, Property
from forkingpaths.check.user import load as load_user
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor, Limits
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.mark import NoMark, parse_mark
from forkingpaths.explore.parallel import SampleScout, Scout
from forkingpaths.explore.program import identity
from forkingpaths.explore.sampling import LEARNING, Sampling
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.outside import May
from forkingpaths.sys import table

KEPT_SEARCHES = 4  # of one worker: those of makers that died are not forgotten otherwise


@dataclass(frozen=True, slots=True)
class Described:
    """A search as plain data: all that a worker needs to do what the maker's forks do."""

    options: Options
    stdin: bytes
    max_points: int  # from the mark on
    waits: int
    may: May
    mark: str | None
    bounds: Bounds
    judged: bool  # whether runs are looked at for what is wrong with them
    check: tuple[str, ...] = ()
    no_check: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()  # files of them
    sampling: tuple[str, int, int] | None = None  # a random strategy, its seed and depth; None: exhaustive
    default: str = ""  # mark_of the default run, as the maker saw it
    search: str = ""  # a name that no other search has
    version: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A reply, and which boot of the program made it."""

    boot: str
    reply: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Why this worker cannot take part."""

    why: str


def default_run(executor: Executor, options: Options, stdin: bytes) -> str:
    """A hash of the program and of everything that happened in its default run: equal on machines with the same files."""
    run = executor.run(())
    seen = hashlib.sha256(identity(options, stdin))
    for part in (run.output, run.status, run.ending, run.end.prefix_hash):
        seen.update(repr(part).encode())
    for event in run.events:
        seen.update(repr((event.kind.name, event.step, event.tid)).encode())
    return seen.hexdigest()


@dataclass(slots=True)
class _Kept:
    """What a worker knows of one search."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    boot: str = ""
    until_s: float | None = None  # by this machine's monotonic clock
    over: bool = False  # nobody waits for what it does any more
    handler: Callable[[Any], Any] | None = None
    last: tuple[str, Any] = ("", None)  # the key of the last job, and its reply

    def cut(self) -> str:
        """Why the job in progress is to be given up (Executor.cut)."""
        if self.over:
            return "interrupted"
        return "time" if self.until_s is not None and time.monotonic() >= self.until_s else ""


_kept: dict[tuple[str, str], _Kept] = {}  # by search and address: a process may be several workers
_lock = threading.Lock()


def do(described: Described, key: str, request: Any, left_s: float | None = None) -> Done | Refused:
    """Do one job, within the time that is left; CutOff."""
    from distributed import get_worker

    if described.version != __version__:
        return Refused(f"the worker has forkingpaths {__version__}, this is {described.version}")
    name = described.search, get_worker().address
    with _lock:
        kept = _kept.setdefault(name, _Kept())
        while len(_kept) > KEPT_SEARCHES:
            del _kept[next(iter(_kept))]
    with kept.lock:
        kept.until_s = time.monotonic() + left_s if left_s is not None else None
        if kept.handler is None:
            try:
                kept.handler = _start(described, kept.cut)
            except (SysError, OSError, NoMark) as error:
                return Refused(f"the program does not start on the worker: {error}; {_SAME_FILES}")
            if kept.handler is None:
                return Refused(f"the program, or a file that it reads, is another one there; {_SAME_FILES}")
            kept.boot = uuid.uuid4().hex
        if kept.last[0] != key:
            kept.last = key, kept.handler(request)
        return Done(kept.boot, kept.last[1])


_SAME_FILES = "its machine must have the same files at the same places"


def forget(search: str) -> None:
    """The search is over."""
    with _lock:
        for name in [name for name in _kept if name[0] == search]:
            _kept.pop(name).over = True


def _start(described: Described, cut: Callable[[], str]) -> Callable[[Any], Any] | None:
    """The program at its origin, and the runs that the maker had made; None when it is not the maker's program."""
    mark = parse_mark(described.mark) if described.mark is not None else None
    options = described.options
    executor = Executor(
        lambda host: boot(options, host, table.load()),
        described.stdin,
        Limits(described.max_points, described.waits),
        described.may,
        mark,
        cut=cut,
    )
    if default_run(executor, options, described.stdin) != described.default:
        return None
    properties = _properties(described) if described.judged else []

    def judge(run: Run) -> list[Finding]:
        findings = []
        for item in properties:
            findings += item.check(run)
            executor.look(None)
        return findings

    if described.sampling is not None:
        name, seed, depth = described.sampling
        sampling = Sampling(executor, described.bounds, name, seed, depth)
        for number in range(LEARNING):
            judge(sampling.run(number))
        return SampleScout(sampling, judge)
    search = Exhaustive(executor, described.bounds)
    first, _ = search.examine(search.pop())
    if search.cut is not None:
        raise search.cut
    judge(first)  # one property compares all runs with the first that it has seen
    return Scout(search, judge)


def _properties(described: Described) -> list[Property]:
    """What is looked for: own copies, because some remember runs, and users' ones are of this search only."""
    with _lock:
        known = list(all_properties())
        try:
            for path in described.properties:
                load_user(path)
            return copy.deepcopy(load_properties(described.check, described.no_check))
        finally:
            REGISTRY.properties = known
