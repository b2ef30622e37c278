"""The way from boot to where a search begins: by default choices, to the mark (mark.py) and on to the first point with a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.explore.mark import Mark, NoMark, Watch
from forkingpaths.explore.start import Start
from forkingpaths.explore.trace import Tracer, Transition
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase

if TYPE_CHECKING:
    from forkingpaths.explore.executor import Executor

LIMIT_TO_MARK = 1_000_000  # transitions
LOOKED_AT_FIRST = 500_000  # accesses of a program's start: all of what most do before they fork
LOOKED_AT = (8, 64, 512, 4096)  # quanta without a call after which one is looked at


def to_mark(runner: Executor, mark: Mark, transitions: list[Transition], tracer: Tracer) -> None:
    """Go by default choices to the mark; NoMark when the program ends before it."""
    k = runner.kernel
    k.watched = False
    watch = Watch(k, mark)
    while True:
        runner.look(len(transitions))
        available = k.choices()
        if not available or len(transitions) >= LIMIT_TO_MARK:
            raise NoMark(f"--from {mark}: the program ends, or goes on for ever, before it comes there")
        if watch.before(available[0]):
            break
        transition = runner.take(available[0], available, (), len(transitions))
        tracer.add(transition)
        transitions.append(transition)
        if watch.after(available[0]):
            break
    k.watched = True


def to_first_choice(runner: Executor, transitions: list[Transition], tracer: Tracer) -> Start:
    """Go by default choices to the first point with a choice.

    Until then nobody else can see what the one task does, so after LOOKED_AT_FIRST accesses to memory no more are looked at;
    but now and then, when it makes no call for long, whether it does anything but turn in a loop: a run that ends so has to
    do it itrunner.
    """
    k = runner.kernel
    quanta = accesses = 0
    while len(k.run_queue) == 1 and len(transitions) < runner.limits.transitions:
        runner.look(len(transitions))
        available = k.choices()
        t = k.tasks[k.run_queue[0]]
        if deliver.has_work(t) or k.timers.heap or (runner.outside and k.offers()):
            break
        k.watched = (accesses < LOOKED_AT_FIRST and runner.mark is None) or quanta in LOOKED_AT
        transition = runner.take(available[0], available, (), len(transitions))
        runner.enter(tracer, transitions, transition)
        accesses += len(transition.accesses)
        quanta = quanta + 1 if t.phase is Phase.USER and not transition.call else 0
        if k.spun:
            k.watched = True
            return runner.begin
    k.watched = True
    return runner.here(transitions, tracer)
