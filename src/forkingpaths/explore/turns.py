"""A run as turns, and the same turns taken in another run: how a schedule with many deviations is made short.

The points of a schedule are absolute; leave out one deviation, and those behind it name other moments.  *Turns*
do not move: one says that a task goes on until it has got so far in its own program.  "So far" is (calls that it
has completed, instructions of user code since).  So a turn can be left out: what the task would have done
in it, it does in its next turn, or in the default order behind the last.  Fewer switches with the same failure
is how Tinertia simplifies traces (Jalbert and Sen, FSE 2010).

    turns_of(run) -> [Turn] -> some left out -> Executor.run(chooser=Follow(turns)) -> Run, with a schedule of its own
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import OUTSIDE, is_legal
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.task import Phase

PLAIN = ("run", "stop")
AT_CALL = 1 << 62
THE_END = (AT_CALL, 0)  # as far as the task goes


class Turn(NamedTuple):
    """Task `tid` goes on up to `end`; or, with `choice`, that one thing happens."""

    tid: int
    end: tuple[int, int]  # calls completed, instructions of user code since the last; AT_CALL: to the next
    choice: Choice | None = None


@dataclass(slots=True)
class _Clock:
    """How far each task has got.  What a transition came to is known only from where its task stands afterwards: a
    call may have been put to sleep, and a stretch of user code may have reached its end before the stop asked for."""

    calls: dict[int, int] = field(default_factory=dict)
    instructions: dict[int, int] = field(default_factory=dict)
    last: dict[int, Transition] = field(default_factory=dict)  # not yet counted

    def settle(self, tid: int, at_call: bool) -> tuple[int, int]:
        """Count the last transition of `tid`, which now stands at a call or not; where that is."""
        t = self.last.pop(tid, None)
        if t is not None and t.call and not at_call:
            self.calls[tid] = self.calls.get(tid, 0) + 1
            self.instructions[tid] = 0
        elif t is not None and not t.call:
            done = self.instructions.get(tid, 0) + t.choice.number
            self.instructions[tid] = AT_CALL if at_call else done
        return self.calls.get(tid, 0), self.instructions.get(tid, 0)


def turns_of(run: Run, first: int) -> list[Turn]:
    """The turns of `run` behind its first `first` transitions."""
    clock = _Clock()
    turns: list[Turn] = []
    latest: dict[int, int] = {}  # tid -> its last turn, whose end is not known yet
    for t in run.transitions[first:]:
        if t.tid in latest:
            turns[latest[t.tid]] = turns[latest[t.tid]]._replace(end=clock.settle(t.tid, t.place[2]))
        clock.last[t.tid] = t
        same = turns and turns[-1].tid == t.tid and turns[-1].choice is None
        if t.choice.kind not in PLAIN:
            turns.append(Turn(t.tid, THE_END, t.choice))
        elif same:
            turns[-1] = Turn(t.tid, THE_END)
        else:
            turns.append(Turn(t.tid, THE_END))
        latest[t.tid] = len(turns) - 1
    return turns


@dataclass(slots=True)
class Follow:
    """A chooser that takes `turns` as far as they can be taken, and the default order behind them."""

    turns: Sequence[Turn]
    next: int = 0
    clock: _Clock = field(default_factory=_Clock)

    def choose(self, k: Kernel, available: Sequence[Choice], point: int) -> Choice | None:
        """The choice that gets on with the present turn."""
        while self.next < len(self.turns):
            turn = self.turns[self.next]
            if turn.choice is not None:
                self.next += 1
                if _possible(k, turn.choice, available):
                    return turn.choice
                continue
            if turn.tid in k.run_queue:
                calls, instructions = self.clock.settle(turn.tid, k.tasks[turn.tid].phase is Phase.CALL)
                if calls < turn.end[0] or instructions < turn.end[1] == AT_CALL:
                    return Choice("run", turn.tid)
                if calls == turn.end[0] and instructions < turn.end[1]:
                    return Choice("stop", turn.tid, turn.end[1] - instructions)
            self.next += 1
        return None

    def taken(self, transition: Transition) -> None:
        self.clock.last[transition.tid] = transition


def _possible(k: Kernel, choice: Choice, available: Sequence[Choice]) -> bool:
    if choice.kind in OUTSIDE and choice != Choice("time"):
        return is_legal(k, choice)
    if choice.kind == "deliver":
        t = k.tasks.get(choice.tid)
        return choice.tid in k.run_queue and t is not None and t.phase is Phase.CALL and not t.wake
    return choice in available


def fewer(turns: list[Turn]) -> Iterator[list[Turn]]:
    """`turns` as they are (stops inside of one are gone), with some left out or cut down, the boldest first."""
    yield turns
    count = len(turns)
    width = count
    while width >= 1:
        for start in range(0, count, width):
            yield turns[:start] + turns[start + width :]
        width //= 2
    for index, turn in enumerate(turns):
        if (
            0 < turn.end[1] < AT_CALL and turn.choice is None
        ):  # not in the middle of user code: at an end of it
            for instructions in (AT_CALL, 0):
                end = turn.end[0], instructions
                yield [*turns[:index], Turn(turn.tid, end), *turns[index + 1 :]]
    for index in range(count - 1):
        if turns[index].tid != turns[index + 1].tid:
            yield [*turns[:index], turns[index + 1], turns[index], *turns[index + 2 :]]
