"""A search for missing footprints: two transitions that the explorer takes for independent are made in both orders, and
the states that come of it are compared.

A random walk through a program; at every point where two tasks could go on, both orders of their next transitions are
tried from a snapshot.  Where what they touched says that they do not depend on each other, and the states differ all
the same (tests/explore/state.py), something that one reads and the other changes was not told to `k.touch`.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.trace import Transition, maps
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.task import Phase
from tests.explore import state

SAME_PAIR = 2  # how often a pair of calls is tried in one walk


@dataclass
class Report:
    """What was tried, and what did not commute: one text for each kind of gap."""

    pairs: int = 0
    independent: int = 0
    gaps: dict[str, str] = field(default_factory=dict)


def search(executor: Executor, seed: int, points: int = 300, pairs: int = 200) -> Report:
    """One random walk of at most `points` transitions, trying at most `pairs` pairs."""
    report = Report()
    dice = random.Random(seed)
    k = executor.kernel
    snapshot.restore(k, executor.origin.snapshot)
    executor.host.output = list(executor.origin.output)
    executor.collector.events = []
    tried: Counter[tuple[str, str]] = Counter()
    for point in range(points):
        available = k.choices()
        if not available:
            break
        if len(available) > 1 and report.pairs < pairs:
            here = snapshot.take(k)
            for first, second in combinations([choice.tid for choice in available[:4]], 2):
                _back(executor, here)
                names = _name(executor, first), _name(executor, second)
                if tried[names] < SAME_PAIR:
                    tried[names] += 1
                    _try(executor, here, first, second, report)
            _back(executor, here)
            snapshot.drop(k, here)
        choice = (
            available[0] if available[0].kind == "time" or dice.random() < 0.5 else dice.choice(available)
        )
        executor.take(choice, k.choices(), (), point)
        executor.collector.events = []
    return report


def _name(executor: Executor, tid: int) -> str:
    """What a task is about to do."""
    t = executor.kernel.tasks[tid]
    if t.phase == Phase.USER:
        return "user code with signals" if t.signal_pending else "user code"
    return executor.kernel.call_name(t)


def _back(executor: Executor, here: snapshot.Snapshot) -> None:
    snapshot.restore(executor.kernel, here)


def _try(executor: Executor, here: snapshot.Snapshot, first: int, second: int, report: Report) -> None:
    k = executor.kernel
    output = list(executor.host.output)
    position = executor.host.position
    results = []
    for order in ((first, second), (second, first)):
        _back(executor, here)
        executor.host.output = list(output)
        executor.host.position = position
        made: dict[int, Transition] = {}
        for tid in order:
            if tid in k.run_queue:
                made[tid] = executor.take(Choice("run", tid), k.choices(), (), 0)
        written = {stream: b"".join(d for s, d in executor.host.output if s == stream) for stream in (1, 2)}
        results.append((made, [*state.lines(k), ("output", sorted(written.items()))]))
    executor.host.output = output
    executor.host.position = position
    report.pairs += 1
    for made, _ in results:
        if len(made) == 2 and not dependent(made[first], made[second]):
            report.independent += 1
            differences = state.difference(results[0][1], results[1][1])
            if differences:
                names = sorted(t.call or "user code" for t in made.values())
                report.gaps.setdefault(" and ".join(names), "; ".join(differences))
            return


def dependent(a: Transition, b: Transition) -> bool:
    """Whether the footprints of two transitions conflict, as the explorer sees it."""
    keys = bool(a.writes & b.writes or a.writes & b.reads or a.reads & b.writes)
    return keys or _looks(a, b) or _looks(b, a) or maps(a, b) or maps(b, a)


def _looks(a: Transition, b: Transition) -> bool:
    return any(key[0] == "progress" and key[1] in (0, b.process) for key in a.reads)
