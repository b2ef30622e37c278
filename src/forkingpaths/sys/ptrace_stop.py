"""ptrace(2): what a stop is about, and what is to be told of the next ones: options, events, signals, masks, system calls."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.prctl import AUDIT_ARCH_I386, AUDIT_ARCH_X86_64
from forkingpaths.abi.signals import UNBLOCKABLE
from forkingpaths.kernel import i386
from forkingpaths.kernel.kernel import ARGUMENT_REGISTERS
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.task import Task
from forkingpaths.machine.registers import RAX, RIP, RSP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

from forkingpaths.sys.ptrace_requests import OPTIONS, may_suspend, request

U32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF
SI_HEAD = Struct("<iii4xiI")
SYSCALL_INFO = Struct("<B3xIQQ")


@request(abi.PTRACE_SETOPTIONS)
def set_options(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    if data & ~OPTIONS:
        raise SysError(Errno.EINVAL)
    may_suspend(t, data)
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
