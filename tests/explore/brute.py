"""Every outcome of a tiny program, by walking every interleaving: the yardstick that the explorer is measured with.

Nothing is left out for a reason: at every point every task that could go on does, every signal that a task could take
before its call is taken, and user code is left after each of its instructions.  No footprints, no races, no hashes of
histories; two walks are one only where the whole state is the same (tests/explore/state.py), with as much left of what
the bounds allow.  The bounds are counted here, from what happens: a preemption is a choice of another task while the one
that ran last could have gone on; a signal is a choice to deliver before a call; leaving user code at an instruction is
both.
"""

from dataclasses import dataclass, field

from forkingpaths.explore.executor import Executor
from forkingpaths.kernel import scheduler, snapshot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.task import Phase, State
from forkingpaths.machine.accesses import Accesses
from tests.explore import state

Outcome = tuple[bytes, int | None, bool]  # output, status, whether somebody is left that sleeps for ever


class TooMany(Exception):
    """More states than the walk may visit."""


@dataclass
class Walk:
    """One program's states, as far as they have been seen."""

    executor: Executor
    preemptions: int
    signals: int
    most: int = 50_000  # states
    states: int = 0
    outcomes: set[Outcome] = field(default_factory=set)
    seen: dict[tuple[int, int, bytes], list[tuple[int, int]]] = field(default_factory=dict)

    def go(self) -> set[Outcome]:
        """All outcomes within the bounds; TooMany when there are too many states."""
        k = self.executor.kernel
        k.listeners.clear()
        k.watched = False
        k.footprint = None
        host = self.executor.host
        host.output = list(self.executor.origin.output)
        snapshot.restore(k, self.executor.origin.snapshot)
        todo = [(snapshot.take(k), list(host.output), k.current, 0, 0)]
        while todo:
            here, output, last, preemptions, signals = todo.pop()
            for choice, cost in self._choices(here, last, preemptions, signals):
                snapshot.restore(k, here)
                host.output = list(output)
                k.step(choice)
                left = (
                    choice.tid if choice.kind != "stop" else 0
                )  # who has just been preempted does not lose its turn again
                if self._is_new(k, left, host.output, *cost):
                    todo.append((snapshot.take(k), host.output, left, *cost))
            snapshot.drop(k, here)
        return self.outcomes

    def _is_new(
        self, k: Kernel, last: int, output: list[tuple[int, bytes]], preemptions: int, signals: int
    ) -> bool:
        """Whether to go on from the present state; the outcome of an end is noted."""
        written = b"".join(data for _, data in output)
        if not k.run_queue and not k.timers.heap:
            blocked = any(t.state is not State.DEAD and t.memory.id for t in k.tasks.values())
            self.outcomes.add((written, k.main_status, blocked))
            return False
        costs = self.seen.setdefault((state.digest(k), last, written), [])
        if any(a <= preemptions and b <= signals for a, b in costs):
            return False
        costs.append((preemptions, signals))
        self.states += 1
        if self.states > self.most:
            raise TooMany
        return True

    def _choices(
        self, here: snapshot.Snapshot, last: int, preemptions: int, signals: int
    ) -> list[tuple[Choice, tuple[int, int]]]:
        """What can happen next, and what it will have cost."""
        k = self.executor.kernel
        snapshot.restore(k, here)
        if not k.run_queue:
            return [(Choice("time"), (preemptions, signals))]
        found = []
        for tid in list(k.run_queue):
            away = int(last in k.run_queue and tid != last)
            if preemptions + away > self.preemptions:
                continue
            found.append((Choice("run", tid), (preemptions + away, signals)))
            if signals == self.signals:
                continue
            t = k.tasks[tid]
            cost = preemptions + away, signals + 1
            if scheduler.may_step_back(t) and t.signal_pending:
                found.append((Choice("deliver", tid), cost))
            if t.phase == Phase.USER:
                if preemptions + away < self.preemptions:
                    cost = preemptions + away + 1, signals + 1
                    found += [(Choice("stop", tid, n), cost) for n in range(1, self._length(here, tid))]
        return found

    def _length(self, here: snapshot.Snapshot, tid: int) -> int:
        """How many instructions `tid` runs when it is let run."""
        k = self.executor.kernel
        snapshot.restore(k, here)
        k.watched, k.instructions_total = True, 0
        k.step(Choice("run", tid))
        k.watched = False
        k.accesses, k.access_places = Accesses(), bytearray()
        snapshot.restore(k, here)
        return k.instructions_total
