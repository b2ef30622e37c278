"""ptrace(2): the requests.  The stops, and what ends them, are in kernel/ptrace.py.

A request is a function entered in REQUESTS by `@request`; all but those that begin tracing, and KILL and INTERRUPT, need a
tracee that is stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.prctl import AUDIT_ARCH_I386, AUDIT_ARCH_X86_64
from forkingpaths.abi.signals import NSIG, UNBLOCKABLE, Signal
from forkingpaths.abi.system import IOVEC
from forkingpaths.kernel import debug_registers, i386, ptrace
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.kernel import ARGUMENT_REGISTERS
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import State, Task
from forkingpaths.kernel.user_registers import FIELDS, registers_of
from forkingpaths.machine import PageMissing, registers
from forkingpaths.machine.registers import RAX, RIP, RSP
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Hex, Pid, enum
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

Request = Callable[["Kernel", "Task", "Task", int, int], int]
REQUESTS: dict[int, Request] = {}
U32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF
TASK_SIZE_MAX = 0x7FFF_FFFF_F000
FLAGS_KEPT = 0x0D_7FD5 & ~0x200  # of RFLAGS, what a tracer may set (kernel/ptrace.c, FLAG_MASK): not IF, IOPL
FXSAVE_BYTES = 512
DEBUG_REGISTERS = 848  # offset of u_debugreg in struct user
DEBUG_REGISTERS_END = 912
USER_BYTES = 928  # the kernel's struct user: two words, always 0, longer than the C library's
SI_HEAD = Struct("<iii4xiI")
SYSCALL_INFO = Struct("<B3xIQQ")
OPTIONS = abi.PTRACE_OPTIONS.known


def request(*numbers: int) -> Callable[[Request], Request]:
    """Declare the decorated function as what these requests do: f(k, tracer, tracee, address, data)."""

    def declare(function: Request) -> Request:
        for number in numbers:
            REQUESTS[number] = function
        return function

    return declare


@syscall(note="without PTRACE_SYSEMU")
def ptrace_(
    k: Kernel,
    t: Task,
    number: Annotated[int, enum("ptrace.PTRACE_REQUESTS")],
    pid: Pid,
    address: Hex,
    data: Hex,
) -> int:
    if number == abi.PTRACE_TRACEME:
        return _trace_me(k, t)
    target = processes.find_task(k, pid)
    processes.observe(k, t, target)
    if number in (abi.PTRACE_ATTACH, abi.PTRACE_SEIZE):
        return _attach(k, t, target, number, address, data)
    # "ESRCH The specified process does not exist, or is not currently being traced by the caller, or is not stopped"
    if not _traced_by(t, target):
        raise SysError(Errno.ESRCH)
    k.touch(("process", target.tgid), True)
    k.touch(("tracees", t.tgid), True)
    if number == abi.PTRACE_KILL:
        send.to_thread(k, target, int(Signal.SIGKILL), infos.from_user(int(Signal.SIGKILL), t))
        return 0
    if number == abi.PTRACE_INTERRUPT:
        return _interrupt(k, target)
    if target.state is not State.TRACED:
        raise SysError(Errno.ESRCH)
    function = REQUESTS.get(number)
    if function is None:
        if number in abi.PTRACE_REQUESTS:
            k.not_modelled(f"ptrace({abi.PTRACE_REQUESTS.show(number)})")
        raise SysError(Errno.EIO)
    return function(k, t, target, address, data)


def _traced_by(t: Task, target: Task) -> bool:
    return target.traced is not None and target.tracer == t.tid


def check_stopped(t: Task, target: Task) -> None:
    """SysError(ESRCH) unless `target` is a tracee of `t`, and stopped."""
    if not _traced_by(t, target) or target.state is not State.TRACED:
        raise SysError(Errno.ESRCH)


# ---- beginning and ending -------------------------------------------------------------------------------------------


def _trace_me(k: Kernel, t: Task) -> int:
    parent = k.processes.get(t.process.parent)
    # "EPERM ... the process may already be being traced"
    if t.traced is not None or parent is None or parent.kernel_owned:
        raise SysError(Errno.EPERM)
    tracer = k.tasks.get(t.process.parent_thread) or processes.leader(k, parent)
    ptrace.attach(k, tracer, t)
    return 0


def _attach(k: Kernel, t: Task, target: Task, number: int, address: int, options: int) -> int:
    seize = number == abi.PTRACE_SEIZE
    if seize and (address or options & ~OPTIONS):
        raise SysError(Errno.EIO)
    # "EPERM ... because the tracer has insufficient privileges ...; unprivileged processes cannot trace processes that they cannot send
    # signals to or those running set-user-ID/set-group-ID programs ... Alternatively, the process may already be being traced, or be init"
    if target.process is t.process or target.process.kernel_owned or target.traced is not None:
        raise SysError(Errno.EPERM)
    if not processes.may_trace(t, target) or target.state is State.DEAD:
        raise SysError(Errno.EPERM)
    if seize:
        _may_suspend(t, options)
    tracee = ptrace.attach(k, t, target, options if seize else 0, seize)
    if target.state is State.STOPPED:
        ptrace.group_stop(k, target, target.process.stop_signal or int(Signal.SIGSTOP))
        if not seize:
            tracee.kind = "signal"
    elif not seize:
        stop = int(Signal.SIGSTOP)
        send.to_thread(k, target, stop, infos.from_user(stop, t))
    return 0


def _may_suspend(t: Task, options: int) -> None:
    """PTRACE_O_SUSPEND_SECCOMP: "The caller must have CAP_SYS_ADMIN ... and must not have any seccomp filters installed or
    PTRACE_O_SUSPEND_SECCOMP set on itself"."""
    suspended = t.traced is not None and t.traced.options & abi.PTRACE_O_SUSPEND_SECCOMP
    if options & abi.PTRACE_O_SUSPEND_SECCOMP and (
        not t.credentials.capable(CAP_SYS_ADMIN) or t.seccomp is not None or suspended
    ):
        raise SysError(Errno.EPERM)


def _interrupt(k: Kernel, target: Task) -> int:
    """PTRACE_INTERRUPT: "Stop a tracee.  If the tracee is running or sleeping in kernel space and PTRACE_SYSCALL is in
    effect, the system call is interrupted".  Only a seized tracee: EIO."""
    tracee = target.traced
    assert tracee is not None
    if not tracee.seized:
        raise SysError(Errno.EIO)
    if tracee.listening:
        ptrace.continued(k, target)
    elif target.state is State.TRACED:
        tracee.interrupt = True
    else:
        tracee.interrupt = True
        send.wake_up(k, target)
    return 0


def _signal(data: int) -> int:
    # "EIO ... an invalid signal was specified during a restart request"
    if data > NSIG:
        raise SysError(Errno.EIO)
    return data


@request(abi.PTRACE_DETACH)
def detach(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.decide(k, t, target, _signal(data))
    ptrace.detach(k, target)
    return 0


@request(abi.PTRACE_CONT)
def go_on(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "")
    return 0


@request(abi.PTRACE_SYSCALL)
def go_on_to_call(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "syscall")
    return 0


@request(abi.PTRACE_SINGLESTEP)
def go_one_step(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "step")
    return 0


@request(abi.PTRACE_LISTEN)
def listen(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    # "PTRACE_LISTEN works only on tracees attached by PTRACE_SEIZE", in group-stop
    if not tracee.seized or tracee.kind not in ("group", "stop"):
        raise SysError(Errno.EIO)
    tracee.listening = True
    if tracee.interrupt:  # SIGCONT, or PTRACE_INTERRUPT, has come in the meantime
        ptrace.continued(k, target)
    return 0


# ---- memory -----------------------------------------------------------------------------------------------------------


def _peek(k: Kernel, target: Task, address: int, count: int) -> bytes:
    """Memory of the tracee, whatever its protection; SysError(EIO) where nothing is mapped."""
    space = target.memory
    try:
        if space.vmas.find(address) is None or space.vmas.find(address + count - 1) is None:
            raise SysError(Errno.EIO)
        data = k.machine.force_in(space.space, address, count)
        space.note_look(address, count, False)
        return data
    except PageMissing:
        pass
    try:
        return space.read(address, count)
    except SysError:
        raise SysError(Errno.EIO) from None


def store(k: Kernel, target: Task, address: int, data: bytes) -> None:
    """Put bytes into the memory of the tracee, whatever its protection; SysError(EIO)."""
    space = target.memory
    last = address + len(data) - 1
    first_vma, last_vma = space.vmas.find(address), space.vmas.find(last)
    if first_vma is None or last_vma is None:
        raise SysError(Errno.EIO)
    try:
        space.read(address, len(data))  # brings the pages in
        k.machine.force_out(space.space, address, data)
        space.note_look(address, len(data), True)
    except (PageMissing, SysError):
        raise SysError(Errno.EIO) from None


@request(abi.PTRACE_PEEKTEXT, abi.PTRACE_PEEKDATA)
def peek(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    """The system call stores the word at `data`; that it is returned is libc's doing (ptrace(2), C library/kernel differences)."""
    t.memory.write(data, _peek(k, target, address, 8))
    return 0


@request(abi.PTRACE_POKETEXT, abi.PTRACE_POKEDATA)
def poke(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    store(k, target, address, data.to_bytes(8, "little"))
    return 0


# ---- registers ----------------------------------------------------------------------------------------------------------


def set_register(target: Task, index: int, value: int) -> None:
    """One word of struct user_regs_struct; segments keep their values unless they are sensible ones."""
    regs = target.context.regs
    field = FIELDS[index]
    if field < 0:
        target.call_number = target.call_number & ~U32 | value & U32
        return
    if field == registers.RFLAGS:
        value = regs[field] & ~FLAGS_KEPT | value & FLAGS_KEPT
    elif field in (registers.FS_BASE, registers.GS_BASE):
        if value >= TASK_SIZE_MAX:
            raise SysError(Errno.EIO)
    elif field in (registers.CS, registers.SS, registers.DS, registers.ES, registers.FS, registers.GS):
        value &= 0xFFFF
        null = value == 0 and field in (registers.CS, registers.SS)  # with these no way back to user mode
        if value != regs[field] and (null or (value and value & 3 != 3)):
            raise SysError(Errno.EIO)
    if field == registers.RAX and target.restart and value != regs[field]:
        target.restart = 0  # a tracer that sets the result wants it, not a restart
    regs[field] = value


def _set_registers(target: Task, values: tuple[int, ...]) -> None:
    for index, value in enumerate(values):
        set_register(target, index, value)


@request(abi.PTRACE_GETREGS)
def get_registers(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    t.memory.write(data, abi.USER_REGS.pack(*registers_of(target)))
    return 0


@request(abi.PTRACE_SETREGS)
def set_registers(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    _set_registers(target, abi.USER_REGS.unpack(t.memory.read(data, abi.USER_REGS.size)))
    return 0


@request(abi.PTRACE_GETFPREGS)
def get_float(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    t.memory.write(data, target.context.get_fxsave())
    return 0


@request(abi.PTRACE_SETFPREGS)
def set_float(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    _set_fxsave(target, t.memory.read(data, FXSAVE_BYTES))
    return 0


def _set_fxsave(target: Task, image: bytes) -> None:
    try:
        target.context.set_fxsave(image.ljust(FXSAVE_BYTES, b"\0"))
    except ValueError:
        raise SysError(Errno.EINVAL) from None


@request(abi.PTRACE_PEEKUSR)
def peek_user(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address % 8 or address >= USER_BYTES:
        raise SysError(Errno.EIO)
    index = address // 8
    if DEBUG_REGISTERS <= address < DEBUG_REGISTERS_END:
        value = debug_registers.peek(target, (address - DEBUG_REGISTERS) // 8)
    else:
        value = registers_of(target)[index] if index < len(FIELDS) else 0
    t.memory.write_u64(data, value)
    return 0


@request(abi.PTRACE_POKEUSR)
def poke_user(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address % 8 or address >= USER_BYTES:
        raise SysError(Errno.EIO)
    index = address // 8
    if index < len(FIELDS):
        set_register(target, index, data)
    elif DEBUG_REGISTERS <= address < DEBUG_REGISTERS_END:
        debug_registers.poke(target, (address - DEBUG_REGISTERS) // 8, data)
    return 0


@request(abi.PTRACE_GETREGSET)
def get_register_set(k: Kernel, t: Task, target: Task, kind: int, data: int) -> int:
    if kind == abi.NT_PRSTATUS:
        image = abi.USER_REGS.pack(*registers_of(target))
    elif kind == abi.NT_PRFPREG:
        image = target.context.get_fxsave()
    elif kind == abi.NT_X86_XSTATE:
        raise SysError(Errno.ENODEV)  # this processor has no XSAVE
    else:
        raise SysError(Errno.EINVAL)
    base, length = IOVEC.unpack(t.memory.read(data, 16))
    image = image[:length]
    t.memory.write(base, image)
    t.memory.write_u64(data + 8, len(image))
    return 0


@request(abi.PTRACE_SETREGSET)
def set_register_set(k: Kernel, t: Task, target: Task, kind: int, data: int) -> int:
    base, length = IOVEC.unpack(t.memory.read(data, 16))
    if kind == abi.NT_PRSTATUS:
        if length % 8:
            raise SysError(Errno.EINVAL)
        length = min(length, abi.USER_REGS.size)
        image = t.memory.read(base, length)
        _set_registers(target, Struct(f"<{length // 8}Q").unpack(image))
    elif kind == abi.NT_PRFPREG:
        length = min(length, FXSAVE_BYTES)
        _set_fxsave(target, t.memory.read(base, length))
    elif kind == abi.NT_X86_XSTATE:
        raise SysError(Errno.ENODEV)
    else:
        raise SysError(Errno.EINVAL)
    t.memory.write_u64(data + 8, length)
    return 0


# ---- what the stop is about -----------------------------------------------------------------------------------------------


@request(abi.PTRACE_SETOPTIONS)
def set_options(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    if data & ~OPTIONS:
        raise SysError(Errno.EINVAL)
    _may_suspend(t, data)
    tracee.options = data
    return 0


@request(abi.PTRACE_GETEVENTMSG)
def get_message(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    t.memory.write_u64(data, tracee.message)
    return 0


@request(abi.PTRACE_GETSIGINFO)
def get_siginfo(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    if tracee.info is not None:
        t.memory.write(data, infos.pack(tracee.info))
        return 0
    # "EINVAL ... the tracee is in group-stop" is how a tracer tells that from a signal-delivery-stop
    if tracee.kind == "group" and not tracee.seized:
        raise SysError(Errno.EINVAL)
    code = tracee.status >> 8
    raw = SI_HEAD.pack(code & 0x7F, 0, code, target.tid, target.credentials.uid)
    t.memory.write(data, raw.ljust(128, b"\0"))
    return 0


@request(abi.PTRACE_SETSIGINFO)
def set_siginfo(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    if tracee.info is None:
        raise SysError(Errno.EINVAL)
    tracee.info = infos.unpack(t.memory.read(data, 128))
    return 0


@request(abi.PTRACE_GETSIGMASK)
def get_mask(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address != 8:
        raise SysError(Errno.EINVAL)
    t.memory.write_u64(data, target.blocked if target.saved_mask is None else target.saved_mask)
    return 0


@request(abi.PTRACE_SETSIGMASK)
def set_mask(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    if address != 8:
        raise SysError(Errno.EINVAL)
    sets.set_blocked(k, target, t.memory.read_u64(data) & ~UNBLOCKABLE)
    return 0


@request(abi.PTRACE_GET_SYSCALL_INFO)
def get_syscall_info(k: Kernel, t: Task, target: Task, size: int, data: int) -> int:
    """struct ptrace_syscall_info, as much of it as the caller has room for; returns how much there is."""
    tracee = target.traced
    assert tracee is not None
    regs = target.context.regs
    what = {"entry": 1, "exit": 2, "seccomp": 3}.get(tracee.kind, 0)
    narrow = i386.is_call(target)
    arch = AUDIT_ARCH_I386 if narrow else AUDIT_ARCH_X86_64
    raw = SYSCALL_INFO.pack(what, arch, regs[RIP], regs[RSP])
    if what in (1, 3):
        given = [regs[r] & U32 for r in i386.ARGUMENTS] if narrow else [regs[r] for r in ARGUMENT_REGISTERS]
        raw += Struct("<7Q").pack(target.call_number & U32, *given)
        if what == 3:
            raw += Struct("<I").pack(tracee.message)
    elif what == 2:
        result = regs[RAX]
        failed = result > U64 - 4095
        raw += Struct("<QB").pack(result, failed)
    t.memory.write(data, raw[:size])
    return len(raw)
