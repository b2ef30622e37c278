"""A search for missing footprints: two transitions that the explorer takes for independent are made in both orders, and
the states that come of it are compared.

A random walk through a program; at every point where two tasks could go on, both orders of their next transitions are
tried from a snapshot.  Where what they touched says that they do not depend on each other, and the states differ all
the same (tests/explore/state.py), something that one reads and the other changes was not told to `k.touch`.
"""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.schedule import ScheduleError
from forkingpaths.explore.trace import Transition, maps
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.outside import OUTSIDE, words_of
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase
from forkingpaths.vfs.wait import Wake
from tests.explore import state

SAME_PAIR = 2  # how often a pair of calls is tried in one walk
MOVES = 4  # of those that go on, at one point
FEW_INSTRUCTIONS = 60  # of user code, before it is left


@dataclass
class Report:
    """What was tried, and what did not commute: one text for each kind of gap."""

    pairs: int = 0
    independent: int = 0
    gaps: dict[str, str] = field(default_factory=dict)


def search(
    executor: Executor,
    seed: int,
    points: int = 300,
    pairs: int = 200,
    timeless: bool = False,
    mixed: bool = False,
) -> Report:
    """One random walk of at most `points` transitions, trying at most `pairs` pairs.

    `timeless`: both transitions begin at the same time, so that what one sees of the clock does not hang on the work of the other.
    `mixed`: not only tasks that go on, but all that the explorer may choose (`_moves`).
    """
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
        moves = _moves(executor, dice, available) if mixed else list(available[:MOVES])
        if len(moves) > 1 and report.pairs < pairs:
            here = snapshot.take(k)
            for first, second in combinations(moves, 2):
                snapshot.restore(k, here)
                names = _name(executor, first), _name(executor, second)
                if tried[names] < SAME_PAIR and (first.tid != second.tid or first.tid == 0):
                    tried[names] += 1
                    _try(executor, here, first, second, report, timeless)
            snapshot.restore(k, here)
            snapshot.drop(k, here)
        if available[0].kind == "time" or dice.random() < 0.5:
            choice = available[0]
        else:
            choice = dice.choice([move for move in moves if move.tid] if mixed else list(available))
        executor.take(choice, available, (), point)
        executor.collector.events = []
    return report


def _moves(executor: Executor, dice: random.Random, available: Sequence[Choice]) -> list[Choice]:
    """Tasks that go on, are left in the middle of user code or take a signal before their call; and what comes from outside."""
    k = executor.kernel
    found = []
    for choice in available[:MOVES]:
        t = k.tasks.get(choice.tid)
        if t is None or dice.random() < 0.5:
            found.append(choice)
        elif t.phase is Phase.USER:
            found.append(Choice("stop", t.tid, dice.randint(1, FEW_INSTRUCTIONS)))
        elif t.wake is Wake.NONE and deliver.has_work(t):
            found.append(Choice("deliver", t.tid))
        else:
            found.append(choice)
    offers = k.offers()
    return found + dice.sample(offers, min(len(offers), 1))


def _name(executor: Executor, choice: Choice) -> str:
    """What is about to happen."""
    t = executor.kernel.tasks.get(choice.tid)
    if choice.kind in ("send", "kill", "time") or t is None:
        return words_of(choice) if choice.kind in OUTSIDE else choice.kind
    if t.phase == Phase.USER:
        what = "user code with signals" if t.signal_pending else "user code"
    else:
        what = executor.kernel.call_name(t)
    return what if choice.kind == "run" else f"{choice.kind} at {what}"


def _try(
    executor: Executor,
    here: snapshot.Snapshot,
    first: Choice,
    second: Choice,
    report: Report,
    timeless: bool,
) -> None:
    k = executor.kernel
    output = list(executor.host.output)
    position = executor.host.position
    begun_ns = k.clock.now_ns
    results = []
    for order in ((first, second), (second, first)):
        snapshot.restore(k, here)
        executor.host.output = list(output)
        executor.host.position = position
        made: dict[Choice, Transition] = {}
        for choice in order:
            if timeless:
                k.clock.now_ns = begun_ns
            if choice.kind in OUTSIDE and choice not in k.offers():
                continue
            with suppress(ScheduleError):
                made[choice] = executor.take(choice, k.choices(), (), 0)
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
                names = sorted(t.call or t.choice.kind.replace("run", "user code") for t in made.values())
                report.gaps.setdefault(" and ".join(names), "; ".join(differences))


def dependent(a: Transition, b: Transition) -> bool:
    """Whether the footprints of two transitions conflict, as the explorer sees it."""
    keys = bool(a.writes & b.writes or a.writes & b.reads or a.reads & b.writes)
    return keys or _looks(a, b) or _looks(b, a) or maps(a, b) or maps(b, a)


def _looks(a: Transition, b: Transition) -> bool:
    return any(key[0] == "progress" and key[1] in (0, b.process) for key in a.reads)
