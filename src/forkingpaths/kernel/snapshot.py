"""The whole system at one point, to come back to: the kernel's plain data pickled, and the machine's memory
copy-on-write.

`take` costs a pickle of the kernel's objects (page contents stay where they are: the machine write-protects
them); `restore` brings back exactly that state, as often as wanted; `drop` gives the frames up.  Snapshots
live inside one process only; what crosses processes and machines is a schedule.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.kernel.kernel import STATE
from forkingpaths.kernel.memory import address_space, vdso

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


@dataclass(slots=True, eq=False)
class Snapshot:
    """A point to come back to."""

    state: bytes
    memory: Any  # machine.MemorySnapshot


def take(k: Kernel) -> Snapshot:
    """Remember the present state.  Only between transitions."""
    state = pickle.dumps([getattr(k, name) for name in STATE], protocol=5)
    return Snapshot(state, k.machine.snapshot())


def restore(k: Kernel, snapshot: Snapshot) -> None:
    """Make the present state that of `snapshot`."""
    values = pickle.loads(snapshot.state)  # noqa: TID251 - our own bytes, never left this process
    for name, value in zip(STATE, values, strict=True):
        setattr(k, name, value)
    k.machine.restore(snapshot.memory)
    address_space.attach(k)
    vdso.attach(k)


def drop(k: Kernel, snapshot: Snapshot) -> None:
    """Forget `snapshot`."""
    k.machine.drop(snapshot.memory)
