"""Random strategies: runs drawn one by one, for programs with more orders than can be tried.

    Sampling.runs:  default run -> learn -> [ a Walk chooses -> Executor.run -> learn ]*

A run is decided by the seed, its number, and what the first LEARNING runs taught: so the same seed gives the same
runs, in this process or in several.  Nothing is ever complete.  Every run comes with its schedule (deviations
from the default choices), which replays it like any other; shrinking makes it short.

A run in which nobody waits for anybody but by looking again and again would never end under an unfair walk:
behind UNFAIR_RUNS times the events that runs had so far, the default order (fair, turn by turn) takes over.

A walk chooses among *events*: transitions that were part of a race in an earlier run, or that none has made.  All others go
on at once, whoever's they are: no order of them is another outcome, and a walk that had to choose among them too would be
busy with those (Knowledge; EVERYTHING keeps each order possible).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from forkingpaths.explore.bounds import Bounds, Progress
from forkingpaths.explore.cost import FREE, added, cost_of
from forkingpaths.explore.examined import Notice
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.knowledge import Knowledge, Stretch
from forkingpaths.explore.perform import place_of
from forkingpaths.explore.trace import END, Cost, Run, Transition
from forkingpaths.explore.walks import NOTHING, PCT_DEPTH, Option, Pct, Pos, Surw, Uniform, Walk
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase, Task

LEARNING = (
    64  # runs from which knowledge is taken; what is fixed then makes later runs independent of each other
)
EVERYTHING = 0.1  # of the runs take every transition for an event: what has been learned may be wrong
UNFAIR_RUNS = 8
UNFAIR_EVENTS = 1_000  # and at least so many
NOBODY = -1_000_000  # the actor of what nobody does: time that passes while all sleep, the end
WALKS = ("random", "pct", "pos", "walk")


@dataclass(slots=True)
class Sampling:
    """Random runs of one program by the strategy `name` of WALKS."""

    executor: Executor
    bounds: Bounds
    name: str = "random"
    seed: int = 0
    depth: int = PCT_DEPTH
    progress: Progress = field(default_factory=Progress)
    knowledge: Knowledge = field(default_factory=Knowledge)
    notice: Notice | None = None  # as Exhaustive's: there are no choices to tell of, but the runs
    say: Callable[[str], None] = lambda line: None

    @property
    def left(self) -> int | None:
        return None

    def runs(self) -> Generator[Run, None, None]:
        """The default order first, then random ones without end."""
        number = 0
        while True:
            run = self.run(number)
            self.say_of(self.line(run))
            yield run
            number += 1

    def run(self, number: int) -> Run:
        """The run of this number; those below LEARNING are to be asked for in order."""
        chooser = self._chooser(number) if number else None
        run = self.executor.run((), chooser=chooser)
        first = len(self.executor.origin.transitions)
        if number < LEARNING:
            walk = chooser.walk if chooser else None
            chosen = walk.chosen if isinstance(walk, Surw) else None
            self.knowledge.learn(run, first, next(iter(chosen)) if chosen and len(chosen) == 1 else None)
        self.progress.runs += 1
        self.progress.sampled += 1
        self.progress.transitions += len(run.transitions) - first
        return run

    def line(self, run: Run) -> str:
        """What is to be said of a run that was made; "" when nobody asked."""
        return self.notice(run, -1, END, run.ending) if self.notice is not None else ""

    def say_of(self, line: str) -> None:
        if line:
            self.say(line)

    def _chooser(self, number: int) -> RandomChooser:
        chance = random.Random(f"{self.seed}/{number}")
        walk: Walk
        if self.name == "random":
            walk = Surw.begin(chance, self.knowledge)
        elif self.name == "pct":
            walk = Pct.begin(chance, self.knowledge, self.depth)
        elif self.name == "pos":
            walk = Pos(chance)
        else:
            walk = Uniform(chance)
        return RandomChooser(walk, chance, self.knowledge, self.bounds)


@dataclass(slots=True)
class RandomChooser:
    """Shows a walk the options of each point, and makes its pick a choice of the kernel's."""

    walk: Walk
    chance: random.Random
    knowledge: Knowledge
    bounds: Bounds
    stretches: dict[int, Stretch] = field(default_factory=dict)  # user code that was left in the middle
    spent: Cost = FREE  # what has come from outside so far
    sent: list[Choice] = field(default_factory=list)
    actors: dict[Choice, int] = field(default_factory=dict)  # of what comes from outside: -1, -2...
    unfair: int = 0

    everything: bool = False

    def __post_init__(self) -> None:
        self.unfair = max(UNFAIR_EVENTS, UNFAIR_RUNS * self.knowledge.events)
        self.everything = self.chance.random() < EVERYTHING

    def choose(self, k: Kernel, available: Sequence[Choice], point: int) -> Choice | None:
        """The next choice of this run."""
        if point >= self.unfair:
            return None
        options = [
            self._option(k, k.tasks[choice.tid]) if choice.kind == "run" else Option(NOBODY, choice)
            for choice in available
        ]
        options += self._outside(k)
        if not options:
            return None
        if not available:  # all that is left to happen is what comes from outside: it may never
            options.append(Option(NOBODY, END))
        picked = next((o for o in options if not o.is_event), None) or self.walk.pick(options)
        return self._note(picked, k) if picked.choice is not END else None

    def taken(self, transition: Transition) -> None:
        self.walk.taken(transition)

    def _option(self, k: Kernel, t: Task) -> Option:
        """The next event of a task: its call, or its user code up to the next instruction that matters."""
        place = place_of(t)
        known = self.knowledge
        new = self.everything or (t.tid, place) not in known.touched
        reads, writes = known.touched.get((t.tid, place), (NOTHING, NOTHING))
        racing = known.racing.get((t.tid, place), NOTHING)
        if t.phase is Phase.CALL:
            if scheduler.may_step_back(t) and deliver.has_work(t) and self.chance.random() < 0.5:
                return Option(t.tid, Choice("deliver", t.tid), racing, reads, writes)
            return Option(t.tid, Choice("run", t.tid), racing, reads, writes, new or bool(racing))
        place, done = self._stretch(t)
        stops = known.stops.get((t.tid, place))
        if not stops:
            return Option(t.tid, Choice("run", t.tid), racing, reads, writes, new or bool(racing))
        here = stops.get(done)
        if here:
            racing = racing | here
            reads = writes = frozenset(here)  # whether it reads or writes is not remembered
        following = min((n for n in stops if n > done), default=0)
        choice = Choice("stop", t.tid, following - done) if following else Choice("run", t.tid)
        return Option(t.tid, choice, racing, reads, writes, new or bool(racing))

    def _stretch(self, t: Task) -> Stretch:
        """Where the user code began in which `t` stands, and how much of it is done."""
        here = place_of(t), 0
        return here if deliver.has_work(t) else self.stretches.get(t.tid, here)

    def _outside(self, k: Kernel) -> list[Option]:
        """What may come from outside, within the bounds: each is an actor of its own with one event."""
        if k.may == May():
            return []
        options = []
        for choice in k.offers():
            often = choice.kind == "send" and self.sent.count(choice) >= k.may.send.count(choice.number)
            if not often and self.bounds.admit(added(self.spent, cost_of(choice, False))):
                actor = self.actors.setdefault(choice, -1 - len(self.actors))
                options.append(Option(actor, choice, frozenset({("outside", actor)})))
        return options

    def _note(self, option: Option, k: Kernel) -> Choice:
        """Remember what the pick means for the points to come."""
        choice = option.choice
        if option.actor < 0:
            self.spent = added(self.spent, cost_of(choice, False))
            self.sent.append(choice)
        elif choice.kind == "stop":
            place, done = self._stretch(k.tasks[choice.tid])
            self.stretches[choice.tid] = place, done + choice.number
        else:
            self.stretches.pop(choice.tid, None)
        return choice
