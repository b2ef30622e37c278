"""Who runs next, and one transition of that task (sleeping.py is how it falls asleep in a call, and wakes up).

A *transition* of a task is one of two things.  A task at a system call (Phase.CALL) carries it out.  A task
on its way to user mode (Phase.USER) has its signals delivered and runs until the next system call, or until
the fuel is gone.  So between transitions every runnable task stands either in front of something another
task could notice, or just behind it; the order of transitions is the schedule, and their count is how a
schedule names a point.

Default order: the task that ran goes on until it blocks, ends, or has used its quantum (turns.py); then the oldest
runnable one.  Real-time priorities come before that (run_queue.py).

    step -> _call -> Call.invoke -> returns | SysError | Block -> suspend | Restarted
         -> _user -> signals.deliver (return to user mode) -> machine.run -> SYSCALL | FUEL: to the end of
         the queue
                                                                -> other traps -> traps.handle_trap -> again
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import (
    cpu_timers,
    deadlines,
    debug_registers,
    faults,
    i386,
    looping,
    making_way,
    outside,
    precise,
    ptrace,
    rseq,
    run_queue,
    seccomp,
    sleeping,
    spinning,
    timers,
    user_dispatch,
)
from forkingpaths.kernel.clock import BLOCK_NS, WAKE_NS
from forkingpaths.kernel.signals import deliver, send
from forkingpaths.kernel.task import Phase, State, Task
from forkingpaths.kernel.traps import handle_trap
from forkingpaths.kernel.turns import TURNS_DIFFER, end_turn, fuel_of, keep_pace, quantum, short_turn, switch
from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT
from forkingpaths.machine.registers import RAX, RIP
from forkingpaths.vfs.wait import Block, Restarted, Suspended, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

CALLS_BETWEEN_LOOKS: Final = 0x3FF  # at whether the clock keeps pace
CALL_INSTRUCTION_BYTES: Final = 2  # syscall, sysenter and int 0x80 alike
U32: Final = 0xFFFF_FFFF
U64: Final = 0xFFFF_FFFF_FFFF_FFFF

# an attribute of an enumeration costs as much as a dozen byte codes, and these are looked at twice a system call
GATES: Final = i386.GATES
ALIGNMENT: Final = int(TrapKind.ALIGNMENT)
SYSCALL: Final = int(TrapKind.SYSCALL)
FUEL: Final = int(TrapKind.FUEL)
STOP_POINT: Final = int(TrapKind.STOP_POINT)
AT_CALL: Final[Phase] = Phase.CALL
AT_USER: Final[Phase] = Phase.USER
RUNNABLE: Final[State] = State.RUNNABLE
DEAD: Final[State] = State.DEAD
FRESH: Final[Wake] = Wake.NONE


class Choice(NamedTuple):
    """A legal next transition.

    "run"      task `tid` makes its next transition
    "stop"     task `tid`, on its way to user mode, runs exactly `number` instructions and is then preempted
    "deliver"  task `tid`, at a system call it has not begun, takes its pending signals first
    "send"     signal `number` from outside reaches the main process
    "time"     the next deadline comes: everybody sleeps; with `number` 1 because time is left free
    "kill"     process `number` gets SIGKILL from outside
    "fault"    the call of task `tid` fails: `number` says how (kernel/faults.py)
    "pid"      task `tid` forks, and the child gets the number `number`
    """

    kind: str
    tid: int = 0
    number: int = 0


def choices(k: Kernel) -> Sequence[Choice]:
    """Which task makes its next transition, the default first.  Empty when the run is over.

    The other kinds of choice (see Choice) are legal whenever what they say holds; they are for the explorer
    to ask for.
    """
    if k.run_queue:
        return [Choice("run", tid) for tid in run_queue.eligible(k)]
    return [Choice("time")] if k.timers.heap else []


def step(k: Kernel, choice: Choice) -> None:
    """Perform `choice`; time passes with the work done, and timers that fell due expire."""
    kind = choice.kind
    if kind == "time":
        idle(k)
        return
    if kind in ("send", "kill"):
        k.transitions += 1
        k.nobody_acts = True
        try:
            if kind == "send":
                send.from_outside(k, choice.number)
            else:
                outside.kill(k, choice.number)
        finally:
            k.nobody_acts = False
        return
    tid = choice.tid
    t = k.tasks[tid]
    if t.state is State.BLOCKED:
        assert kind == "fault", f"task {tid} sleeps"
        sleeping.resume(k, t, Wake.SIGNAL)
    queue = k.run_queue
    if queue[0] != tid:
        queue.remove(tid)
        queue.insert(0, tid)
    if kind == "stop":
        _run_instructions(k, t, choice.number)
    elif kind == "fault":
        faults.perform(k, t, faults.KINDS[choice.number - 1], transition)
    else:
        if kind == "deliver":
            step_back(t)
        elif kind == "pid":
            k.wanted_pid = choice.number
        transition(k, t)
        k.wanted_pid = 0
    heap = k.timers.heap
    if heap and heap[0][0] + k.free_time_ns <= k.clock.monotonic_ns():
        timers.expire(k, k.clock.monotonic_ns())


def may_step_back(t: Task) -> bool:
    """Whether `t` stands at a call that it has not begun.  Who has stopped for its tracer at the call's entry has begun it: a signal
    that comes then is taken behind the call."""
    entered = t.traced is not None and t.traced.entered
    return t.phase is Phase.CALL and t.wake is Wake.NONE and not entered


def step_back(t: Task) -> None:
    """Put `t`, which stands at a call it has not begun, back in front of the instruction that makes it."""
    assert may_step_back(t), f"task {t.tid} is not at a call, or has begun it"
    regs = t.context.regs
    regs[RIP] -= CALL_INSTRUCTION_BYTES
    regs[RAX] = t.call_number & U32
    t.phase = Phase.USER


def _run_instructions(k: Kernel, t: Task, count: int) -> None:
    """Run `count` instructions of user code, then let the others run."""
    k.transitions += 1
    if k.current != t.tid:
        switch(k, t)
    _user(k, t, count)
    if t.state is State.RUNNABLE and k.run_queue[0] == t.tid:
        run_queue.step_aside(k, t)


def idle(k: Kernel) -> None:
    """Everybody sleeps: jump to the next deadline.  With time left free, only as far, and one timer alone expires."""
    k.transitions += 1
    k.clock.idles += 1
    deadline = k.timers.next_ns()
    assert deadline is not None
    ahead = deadline - k.clock.monotonic_ns()
    if ahead > 0:
        k.clock.skip(ahead + (0 if k.free_time_ns else WAKE_NS))
        k.clock.keep_pace(k.timers.next_ns())
    if k.real_time:
        k.fair_ran_ns = k.clock.now_ns  # nobody waits for the processor
    timers.expire(k, k.clock.monotonic_ns(), 1 if k.free_time_ns else -1)


def transition(k: Kernel, t: Task) -> None:
    """One transition of `t` (see the top of the file)."""
    k.transitions += 1
    if k.current != t.tid:
        switch(k, t)
    if t.phase is AT_CALL:
        _call(k, t)
    else:
        _user(k, t)


def _user(k: Kernel, t: Task, instructions: int = 0) -> None:
    """Return to user mode and run until the next system call or the end of the fuel, or, if given, exactly `instructions`."""
    machine = k.machine
    process = t.process
    # Not the same length each time: a loop that takes a lock and releases it could be stopped with the lock in hand for ever.
    # What is left of it after a fault is all that there is: which faults come hangs on the snapshots taken.
    remaining = quantum(k, t)
    if not remaining:
        if deadlines.rest(k, t):
            return
        remaining = quantum(k, t)
    remaining -= t.turns * 17 % TURNS_DIFFER
    rest = -1
    while True:
        if t.signal_pending or t.restart or t.saved_mask is not None or process.exiting:
            deliver.before_user_mode(k, t)
            if t.state is not RUNNABLE:
                return
        clock = k.clock
        spin = t.spin
        block_ns = clock.plain_block_ns if spin is None else spinning.block_ns(k, spin, t)
        if block_ns != clock.block_ns:
            clock.block_ns = k.clock_page[3] = block_ns
        usage = t.usage
        fuel = remaining
        if k.timers.heap or block_ns != BLOCK_NS or t.start_by_ns:
            fuel = fuel_of(k, t, block_ns, fuel)
        timed = process.cpu_timers
        if timed:
            fuel = cpu_timers.fuel(k, t, fuel)
        loops = None
        looks = spin is not None and not instructions and spinning.is_due(spin, t)
        if spin is not None and spin.loops.rounds and not looks and making_way.may(k, t, instructions):
            loops = spin.loops
            fuel = making_way.portion(k, t, loops, fuel, rest)
        # what the time will be when the fuel is gone: programs read the clock as this less the fuel that is left
        k.clock_page[0] = clock.now_ns + fuel * block_ns
        if looks and spin is not None:
            trap = spinning.look(k, t, spin, fuel)
        elif t.extras and not instructions and debug_registers.any_counts(t):
            trap = debug_registers.run(k, t, fuel)
        elif instructions or k.watched:
            trap = precise.run(k, t, fuel, instructions)
            instructions -= min(instructions, k.instructions_run)
        else:
            trap = machine.run_at(t.context.address, fuel)
            while trap == ALIGNMENT:
                trap = machine.run_at(t.context.address, machine.out[OUT_BLOCKS_LEFT])
        left = machine.out[OUT_BLOCKS_LEFT]
        rest = left if loops is not None else -1
        used = fuel - left
        spent_ns = used * block_ns
        remaining -= used if block_ns == BLOCK_NS else spent_ns // BLOCK_NS
        clock.blocks += used
        clock.now_ns = now_ns = clock.now_ns + spent_ns
        usage.user_ns += spent_ns
        if block_ns != clock.plain_block_ns:
            clock.hurried_ns += spent_ns
        if timed:
            cpu_timers.check(k, t)
        if trap == SYSCALL or trap in GATES:
            if trap == SYSCALL:
                t.call_number = t.context.regs[RAX] & U32
            elif not i386.enter(t, trap):
                continue
            t.phase = AT_CALL
            clock.calls += 1
            call_ns = clock.call_ns
            clock.now_ns = now_ns + call_ns
            usage.system_ns += call_ns
            if not clock.calls & CALLS_BETWEEN_LOOKS:
                keep_pace(k, t)
            if clock.calls >= clock.look_at_call:
                looping.at_call(k, t)
            if 0 < t.start_by_ns <= usage.user_ns + usage.system_ns:
                t.start_by_ns = 0
                t.turns += 1
                end_turn(k, t)
            elif now_ns >= k.turn_end_ns:
                end_turn(k, t)
            return
        if trap == STOP_POINT:
            return
        if trap == FUEL:
            if loops is not None and making_way.goes_on(k, t, loops):
                rest = -1
                continue
            t.turns += 1
            t.start_by_ns = 0
            if t.rseq is not None:
                rseq.leave_critical_section(k, t)
            spinning.end_of_turn(k, t)
            end_turn(k, t)
            return
        handle_trap(k, t, trap)
        if t.state is not RUNNABLE:
            return


def _call(k: Kernel, t: Task) -> None:
    """Carry out (or run again) the call `t` stands at."""
    if t.extras and user_dispatch.NAME in t.extras and t.wake is FRESH and not user_dispatch.permits(k, t):
        return
    if t.traced is not None and ptrace.at_entry(k, t):
        if t.state is RUNNABLE:  # the tracer has this call left out
            t.phase = AT_USER
            ptrace.at_exit(k, t)
        return
    if t.seccomp is not None and (t.wake is FRESH or seccomp.waits(t)) and not seccomp.permits(k, t):
        return
    call = k.calls.get(t.call_number)
    if t.wake is FRESH:
        if k.listeners:
            k.tell_call(t, call)
        else:
            k.step_number = t.call_step = k.step_number + 1
            t.call_arguments = ()  # a listener that comes before the call returns decodes them then
    runnable = len(k.run_queue)
    try:
        if call is None:
            k.not_modelled(k.call_name(t))
            raise SysError(Errno.ENOSYS)
        result = call.invoke(k, t, t.context.regs)
    except SysError as error:
        result = -error.errno
        k.asked(t)
    except Block as block:
        if not (block.interruptible and deliver.has_work(t)):
            sleeping.suspend(k, t, block)
            return
        t.restart = result = -int(block.restart)
        t.carry_restart = block.carry
    except Restarted as restarted:
        t.restart = result = -int(restarted.code)
    except Suspended as suspended:
        t.carry = suspended.carry
        t.wake = Wake.QUEUE
        return
    if len(k.run_queue) > runnable and not t.start_by_ns:  # it made a task, or woke one
        short_turn(t)
    t.carry = None
    t.wake = FRESH
    t.woken_from = None
    t.phase = AT_USER
    dead = t.state is DEAD
    if not dead:
        t.context.regs[RAX] = result & U64
        if t.traced is not None:
            ptrace.at_exit(k, t)
    if k.listeners:
        k.tell_return(t, call, None if dead else result)
    else:
        k.step_number += 1


def run(
    k: Kernel,
    max_steps: int | None = None,
    until_ns: int | None = None,
    skip_time: bool = True,
    to_main_end: bool = False,
) -> None:
    """Default choices until the run is over, `max_steps` steps were counted, CLOCK_MONOTONIC would pass
    `until_ns`, or `k.pause` was set from outside (a signal on the host).  Also when everybody sleeps and
    somebody waits for the host's input; without `skip_time` whenever everybody sleeps; with `to_main_end`
    when the main process has ended.
    """
    unlimited = max_steps is None and until_ns is None
    while not k.pause and (max_steps is None or k.step_number < max_steps):
        queue = k.run_queue
        if queue:
            tid = queue[0]
            t = k.tasks[tid]  # what `transition` does, without a call for each half of each system call
            heap = k.timers.heap
            k.transitions += 1
            if k.current != tid:
                switch(k, t)
            if t.phase is AT_CALL:
                _call(k, t)
                if unlimited and t.phase is AT_USER and not heap and queue and queue[0] == tid:
                    k.transitions += 1  # nothing can come between: the second half at once
                    _user(k, t)
            else:
                _user(k, t)
            if heap and heap[0][0] + k.free_time_ns <= k.clock.now_ns:
                timers.expire(k, k.clock.now_ns)
            if until_ns is not None and k.clock.now_ns >= until_ns:
                return
            if to_main_end and k.main_status is not None:
                return
        elif k.timers.heap and skip_time and not k.vfs.host_input_queue.waiters:
            if until_ns is not None and k.timers.heap[0][0] > until_ns:
                return
            idle(k)
        else:
            return
