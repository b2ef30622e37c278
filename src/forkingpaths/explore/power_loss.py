"""A loss of power at every change of the disk: the disks it could leave, and what a command says of each.

    look     behind each transition: when it changed what the disk may hold, the possible disks are listed (vfs/disk_states).
             Transitions of equal traces lead to equal disks, so they are listed once a trace.
    first    when a run is over: a kernel is booted on each of its disks and runs the command by default choices; the first disk
             of which the command ends with another status than 0 is the run's loss.

Disks that differ in times at most are one disk, whatever run and step left them: the command is run once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from forkingpaths.explore.trace import MASK, Transition
from forkingpaths.kernel.kernel import Host, Kernel
from forkingpaths.vfs import disk_states
from forkingpaths.vfs.disk_image import DiskState, held

LIMIT_CALLS, LIMIT_BLOCKS = (
    100_000,
    20_000_000,
)  # system calls and blocks of code after which the command counts as endless


class CommandHost:
    """The outside of the command: no input; its output is kept."""

    def __init__(self) -> None:
        self.output = b""

    def write(self, stream: int, data: bytes) -> int:
        self.output += data
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        return b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command said of one disk."""

    status: int | None  # as wait reports it; None when it never ended
    output: bytes
    files: tuple[tuple[str, int], ...]  # on that disk, those that were written: path, size


@dataclass(frozen=True, slots=True)
class Loss:
    """The power was lost behind `transition`, and the command was not content with what was left."""

    transition: Transition
    command: str
    lost: tuple[str, ...]  # what had been done and is not on the disk
    answer: Answer


@dataclass(slots=True, eq=False)
class PowerLoss:
    """The disks of one exploration.  `start` boots a kernel that is about to run `command` on a disk."""

    command: str
    start: Callable[[DiskState, Host], Kernel]
    stopped: Callable[[], bool] = lambda: False  # time is over: no more disks are looked at
    complete: bool = True  # no disk of the model was left out
    answers: dict[bytes, Answer] = field(default_factory=dict)  # by digest
    _moments: dict[int, list[tuple[DiskState, bytes | None]]] = field(default_factory=dict)  # by trace

    def look(self, k: Kernel, t: Transition) -> None:
        """`t` was just made."""
        disk = k.vfs.disk
        assert disk is not None
        changed = any(key[0] == "disk" for key in t.writes) or any(r.mapped for r in disk.files.values())
        if not changed or _trace(t) in self._moments:
            return
        found = disk_states.possible(k)
        self.complete = self.complete and found.complete
        self._moments[_trace(t)] = [(state, None) for state in found.states]

    def first(self, transitions: Sequence[Transition]) -> Loss | None:
        """The first loss of a run after which the command fails."""
        for t in transitions:
            moment = self._moments.get(_trace(t), [])
            for index, (state, digest) in enumerate(moment):
                if digest is None:
                    if self.stopped():
                        self.complete = False
                        return None
                    digest = self._ask(state)
                    # only words are wanted of it from now on
                    moment[index] = DiskState(state.lost, (), b""), digest
                answer = self.answers[digest]
                if answer.status != 0:
                    return Loss(t, self.command, state.lost, answer)
        return None

    def spared(self, loss: Loss) -> tuple[str, ...] | None:
        """What is lost on the disk nearest to that of `loss`, of those possible at the same moment, with which the command is content;
        None when there is none."""
        content = []
        for state, digest in self._moments[_trace(loss.transition)]:
            if self.answers[digest or self._ask(state)].status == 0:
                content.append(state.lost)
        return min(content, key=lambda lost: len(set(lost) ^ set(loss.lost)), default=None)

    def _ask(self, state: DiskState) -> bytes:
        """Run the command on a disk, unless it has been run on an equal one."""
        digest, files = held(state)
        if digest not in self.answers:
            host = CommandHost()
            k = self.start(state, host)
            while k.main_status is None and k.clock.calls < LIMIT_CALLS and k.clock.blocks < LIMIT_BLOCKS:
                choices = k.choices()
                if not choices:
                    break
                k.step(choices[0])
            self.answers[digest] = Answer(k.main_status, host.output, files)
        return digest


def _trace(t: Transition) -> int:
    """The trace that ends with `t`."""
    return (t.prefix_hash + t.hash) & MASK
