"""What must hold between any two transitions: asserted here, called by tests and the fuzzer after every step.

Each function takes the kernel and asserts one family of statements; a failure names the entry that breaks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel import affinity, several_processors
from forkingpaths.kernel.memory import invariants as memory_invariants
from forkingpaths.kernel.task import State

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


# the calls that put another signal mask in place while they wait
SWAPPING = ("rt_sigsuspend", "sigsuspend", "pselect6", "ppoll", "epoll_pwait", "io_pgetevents")


def check(k: Kernel) -> None:
    """All of them."""
    run_queue(k)
    waits(k)
    table(k)
    families(k)
    users(k)
    signals(k)
    memory_invariants.check(k)


def run_queue(k: Kernel) -> None:
    """A task is in the run queue, once, exactly when it is RUNNABLE."""
    runnable = [tid for tid, t in k.tasks.items() if t.state is State.RUNNABLE]
    assert sorted(k.run_queue) == sorted(runnable), f"run queue {k.run_queue}, runnable {runnable}"
    several_processors.check(k)
    for tid, t in k.tasks.items():
        mask = affinity.mask_of(k, t)
        assert 0 < mask <= affinity.online(k), f"task {tid} may run on {mask:#x}"
        assert mask >> affinity.processor_of(t) & 1, (
            f"task {tid} is on {affinity.processor_of(t)}, not in {mask:#x}"
        )


def waits(k: Kernel) -> None:
    """A task has a Wait exactly when BLOCKED; then it is in each of the wait's queues, and a deadline has a timer in the heap."""
    armed = {entry[:2] for entry in k.timers.heap}
    for tid, t in k.tasks.items():
        assert (t.wait is not None) == (t.state is State.BLOCKED), f"task {tid}: {t.state.name}, {t.wait}"
        assert t.deadline is None or t.wait is not None, f"task {tid} has a deadline and does not wait"
        if t.deadline is not None:
            assert t.deadline[:2] in armed, f"task {tid}: its deadline is not armed"
        if t.wait is not None:
            for queue in t.wait.queues:
                assert tid in queue.waiters, f"task {tid} is not in queue {queue.name}"
    queues = [q for t in k.tasks.values() if t.wait is not None for q in t.wait.queues]
    for queue in (*queues, *k.futexes.values()):
        for tid in queue.waiters:
            wait = k.tasks[tid].wait if tid in k.tasks else None
            waits_for = wait.queues if wait is not None else ()
            assert any(q is queue for q in waits_for), (
                f"task {tid} is in queue {queue.name} and does not wait for it"
            )


def table(k: Kernel) -> None:
    """Tasks and processes name each other; a process has a leader entry; a zombie has no living thread."""
    for tid, t in k.tasks.items():
        assert t.tid == tid, f"task {tid} calls itself {t.tid}"
        assert k.processes.get(t.process.tgid) is t.process, (
            f"task {tid}: process {t.process.tgid} is not in the table"
        )
        assert tid in t.process.threads, f"task {tid} is not a thread of {t.process.tgid}"
        assert t.state is not State.DEAD or tid == t.process.tgid, f"thread {tid} is dead and still there"
    for pid, p in k.processes.items():
        assert p.tgid == pid
        assert pid in k.tasks, f"process {pid} has no leader"
        living = [tid for tid in p.threads if k.tasks[tid].state is not State.DEAD]
        assert p.zombie == (not living), f"process {pid}: zombie is {p.zombie}, living threads {living}"
        assert len(set(p.threads)) == len(p.threads), f"process {pid}: threads {p.threads}"
        assert pid < k.next_pid or k.pids_wrapped, f"process {pid}: the next number is {k.next_pid}"


def families(k: Kernel) -> None:
    """Parents and children name each other; only init has no parent; a kernel-owned parent keeps no zombies."""
    for pid, p in k.processes.items():
        for child in p.children:
            assert child in k.processes, f"child {child} of {pid} is gone"
            assert k.processes[child].parent == pid, (
                f"child {child} of {pid} has parent {k.processes[child].parent}"
            )
        parent = k.processes.get(p.parent)
        if parent is None:
            assert p.parent == 0, f"process {pid}: parent {p.parent} is gone"
            assert pid == 1 or 1 not in k.processes or k.processes[1].zombie, f"process {pid} has no parent"
            continue
        assert pid in parent.children, f"process {pid} is not a child of its parent {p.parent}"
        assert not parent.zombie, f"process {pid} has a dead parent"
        assert not (p.zombie and parent.kernel_owned), f"zombie {pid} was left to init"


def users(k: Kernel) -> None:
    """What clone flags share counts its users, and every open file description the descriptors that name it."""
    counts: dict[int, int] = {}
    objects: dict[int, tuple[str, int]] = {}
    slots: dict[int, int] = {}
    for t in k.tasks.values():
        if t.state is State.DEAD or t.process.kernel_owned:
            continue
        for kind, shared in (("memory", t.memory), ("files", t.files), ("fs", t.fs)):
            counts[id(shared)] = counts.get(id(shared), 0) + 1
            objects[id(shared)] = (f"{kind} of {t.tid}", shared.users)
    for identity, (name, said) in objects.items():
        assert said == counts[identity], f"{name}: {said} users counted, {counts[identity]} there"
    seen: list[int] = []
    for t in k.tasks.values():
        if t.state is State.DEAD or id(t.files) in seen:
            continue
        seen.append(id(t.files))
        for file in t.files.slots.values():
            slots[id(file)] = slots.get(id(file), 0) + 1
    for t in k.tasks.values():
        if t.state is State.DEAD:
            continue
        for fd, file in t.files.slots.items():
            assert file.references >= slots[id(file)], (
                f"descriptor {fd} of {t.tid}: {file.references} references counted"
            )


def signals(k: Kernel) -> None:
    """A queued signal is in its mask; nothing is pending for the dead; SIGKILL and SIGSTOP are never blocked; a signal that
    somebody can take is known to somebody (none is lost); a mask that a call swapped is kept only until that call is over."""
    unblockable = 1 << 8 | 1 << 18
    for p in k.processes.values():
        for info in p.pending.queue:
            assert p.pending.mask >> (info.signal - 1) & 1, (
                f"process {p.tgid}: {info} is queued and not in the mask"
            )
        assert not (p.zombie and p.pending.mask), f"zombie {p.tgid} has pending signals"
        assert not p.stop_signal or not p.zombie
    for t in k.tasks.values():
        assert not t.blocked & unblockable, f"task {t.tid} blocks SIGKILL or SIGSTOP"
        if t.saved_mask is not None:
            name = k.call_name(t)
            assert name.startswith(SWAPPING), f"task {t.tid}: a mask to be restored, in {name}"
        if t.state in (State.DEAD, State.STOPPED, State.TRACED):  # who goes on after a stop looks anew
            continue
        assert t.signal_pending or not t.pending.mask & ~t.blocked, f"task {t.tid}: {t.pending} is lost"
        whole = t.process.pending.mask & ~t.blocked
        for other in t.process.threads if whole and not t.signal_pending else ():
            o = k.tasks[other]
            if o.state is not State.DEAD and o.signal_pending:
                whole &= o.blocked
        assert t.signal_pending or not whole, f"process {t.tgid}: {t.process.pending} is lost"
        for info in t.pending.queue:
            assert t.pending.mask >> (info.signal - 1) & 1, (
                f"task {t.tid}: {info} is queued and not in the mask"
            )
