"""The kernel broken on purpose, one way a mutant: that each invariant is able to fail.

    FPATH_PURE=1 python -m tests.fuzz.mutants NAME

makes the change, runs random calls with every invariant asserted, and prints what failed: nothing means that the invariant sleeps.
Each mutant is the mistake that its invariant is there to find.  The compiled modules know each other's functions, hence FPATH_PURE.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from forkingpaths.kernel import exit as ending
from forkingpaths.kernel import process as processes
from forkingpaths.kernel import run_queue, sleeping
from forkingpaths.kernel import wait as waiting
from forkingpaths.kernel.signals import deliver, frame, send
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.vfs.wait import Wake
from tests.fuzz.system_calls import fuzz, place_of

CALLS = 60_000
SEEDS = range(3, 11)
MUTANTS: dict[str, tuple[str, Callable[[], None]]] = {}  # name -> (words of the failure, the change)


def mutant(words: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def declare(change: Callable[[], None]) -> Callable[[], None]:
        MUTANTS[change.__name__] = (words, change)
        return change

    return declare


@mutant("is lost")
def a_signal_wakes_nobody() -> None:
    """Pending, not blocked, and nobody is told."""
    send.wake_up = lambda k, t, fatal=False: None


@mutant("was lost")
def taking_one_signal_drops_the_others() -> None:
    old = sets.take

    def take(k: Any, t: Any, wanted: int) -> Any:
        found = old(k, t, wanted)
        if found is not None:
            for pending in (t.pending, t.process.pending):
                sets.flush(t.process, pending, ~0)
            sets.recalculate(t)
        return found

    sets.take = take


@mutant("was lost")
def a_new_mask_forgets_what_it_blocks() -> None:
    old = sets.set_blocked

    def set_blocked(k: Any, t: Any, mask: int) -> None:
        for pending in (t.pending, t.process.pending):
            sets.flush(t.process, pending, mask)
        old(k, t, mask)

    sets.set_blocked = set_blocked


@mutant("was not put back")
def sigsuspend_leaves_its_mask() -> None:
    old = deliver.before_user_mode

    def before_user_mode(k: Any, t: Any) -> None:
        t.saved_mask = None
        old(k, t)

    deliver.before_user_mode = before_user_mode


@mutant("does not bring back")
def the_frame_holds_the_mask_of_sigsuspend() -> None:
    old = frame.push
    frame.push = lambda k, t, info, action, mask: old(k, t, info, action, t.blocked)


@mutant("run queue")
def woken_tasks_stand_in_the_run_queue_twice() -> None:
    old = run_queue.enter

    def enter(k: Any, t: Any) -> None:
        old(k, t)
        if t.wake is Wake.QUEUE:
            k.run_queue.append(t.tid)

    run_queue.enter = enter


@mutant("does not wait for it")
def a_woken_task_stays_in_its_queue() -> None:
    def forget_wait(k: Any, t: Any) -> None:
        if t.deadline is not None:
            k.timers.cancel(t.deadline)
            t.deadline = None
        t.wait = None

    sleeping.forget_wait = forget_wait


@mutant("is not in queue")
def a_wait_in_no_queue() -> None:
    old = sleeping.suspend

    def suspend(k: Any, t: Any, block: Any) -> None:
        old(k, t, block)
        for queue in t.wait.queues:
            queue.waiters.clear()

    sleeping.suspend = suspend


@mutant("parent")
def children_of_the_dead_are_nobodys() -> None:
    def adopt_children(k: Any, dying: Any) -> None:
        dying.children = []

    processes.adopt_children = adopt_children


@mutant("was left to init")
def init_never_waits() -> None:
    old = waiting.notify_end

    def notify_end(k: Any, child: Any) -> None:
        if child.parent != 1:
            old(k, child)

    waiting.notify_end = notify_end


@mutant("zombie is")
def the_dead_are_no_zombies() -> None:
    old = ending._end_of_process

    def end(k: Any, process: Any) -> None:
        old(k, process)
        process.zombie = False

    ending._end_of_process = end


@mutant("deadline")
def a_deadline_is_never_armed() -> None:
    old = sleeping.suspend

    def suspend(k: Any, t: Any, block: Any) -> None:
        old(k, t, block)
        if t.deadline is not None:
            k.timers.cancel(t.deadline)

    sleeping.suspend = suspend


@mutant("blocks SIGKILL or SIGSTOP")
def sigkill_can_be_blocked() -> None:
    vars(sets)["UNBLOCKABLE"] = 0


def main(name: str) -> None:
    _, change = MUTANTS[name]
    change()
    for (
        seed
    ) in SEEDS:  # what a seed calls depends on which calls there are: one alone may miss the mistake tomorrow
        try:
            fuzz(CALLS, seed=seed, strict=True)
        except AssertionError as error:
            print(place_of(error.__cause__ or error))
            return


if __name__ == "__main__":
    main(sys.argv[1])
