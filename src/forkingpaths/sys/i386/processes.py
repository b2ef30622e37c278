"""Processes and threads: the order of clone's arguments, thread-local storage, robust lists of four-byte pointers, old names."""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.i386.structs import ROBUST_LIST_HEAD32
from forkingpaths.abi.prctl import ARCH_GET_CPUID, ARCH_SET_CPUID
from forkingpaths.abi.resource import RLIM_INFINITY
from forkingpaths.kernel import segments
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import limits, process, scheduling, system, threads, time
from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386.bind import i386_syscall
from forkingpaths.sys.i386.scratch import Scratch
from forkingpaths.sys.kinds import Address, Int, Pid, Size, UInt

OLD_UNLIMITED = 0x7FFF_FFFF
PRIO_PROCESS = 0
LARGEST_INCREMENT = 40


@i386_syscall()
def clone(
    k: Kernel, t: Task, flags: UInt, stack: Address, parent_tid: Address, tls: Address, child_tid: Address
) -> int:
    return process.clone(k, t, flags, stack, parent_tid, child_tid, tls)


@i386_syscall()
def set_thread_area(k: Kernel, t: Task, u_info: Address) -> int:
    segments.set_thread_area(t, t.context.regs, u_info, may_choose=True)
    return 0


@i386_syscall(man="set_thread_area(2)")
def get_thread_area(k: Kernel, t: Task, u_info: Address) -> int:
    segments.get_thread_area(t, u_info)
    return 0


@i386_syscall(man="get_robust_list(2)")
def set_robust_list(k: Kernel, t: Task, head: Address, length: Size) -> int:
    if length != ROBUST_LIST_HEAD32.size:
        raise SysError(Errno.EINVAL)
    t.robust_list = head
    t.extras["robust_list_i386"] = True
    return 0


@i386_syscall(man="wait4(2)")
def waitpid(k: Kernel, t: Task, pid: Pid, status: Address, options: Int) -> int:
    return CALLS["wait4"].handler(k, t, pid, status, options, 0)


@i386_syscall()
def nice(k: Kernel, t: Task, increment: Int) -> int:
    """ "the raw system call returns 0 on success" (nice(2), C library differences)."""
    increment = min(max(increment, -LARGEST_INCREMENT), LARGEST_INCREMENT)
    try:
        return limits.setpriority(k, t, PRIO_PROCESS, 0, t.nice + increment)
    except SysError as error:
        # "EPERM The calling process attempted to increase its priority ... but has insufficient privilege"
        raise SysError(Errno.EPERM if error.errno == Errno.EACCES else error.errno) from None


@i386_syscall(man="time(2)")
def stime(k: Kernel, t: Task, t_: Address) -> int:
    time._set_real_time(k, t, t.memory.read_i32(t_) * time.NS)
    return 0


@i386_syscall(man="getrlimit(2)")
def getrlimit(k: Kernel, t: Task, resource: UInt, rlim: Address) -> int:
    """The first getrlimit of all: "unlimited" was the largest long."""
    if resource not in t.process.limits:
        raise SysError(Errno.EINVAL)
    for at, value in enumerate(t.process.limits[resource]):
        t.memory.write_u32(
            rlim + 4 * at, OLD_UNLIMITED if value == RLIM_INFINITY else min(value, OLD_UNLIMITED)
        )
    return 0


@i386_syscall()
def arch_prctl(k: Kernel, t: Task, option: Int, address: Address) -> int:
    # "EINVAL option is not valid": segment bases are for 64-bit programs
    if option not in (ARCH_GET_CPUID, ARCH_SET_CPUID):
        raise SysError(Errno.EINVAL)
    return system.arch_prctl(k, t, option, address)


@i386_syscall()
def get_robust_list(k: Kernel, t: Task, pid: Pid, head_ptr: Address, len_ptr: Address) -> int:
    scratch = Scratch(k, t.memory)
    try:
        head, length = scratch.put(bytes(8)), scratch.put(bytes(8))
        threads.get_robust_list(k, t, pid, head, length)
        t.memory.write_u32(len_ptr, ROBUST_LIST_HEAD32.size)
        t.memory.write_u32(head_ptr, t.memory.read_u32(head))
        return 0
    finally:
        scratch.free()


@i386_syscall(man="sched_setaffinity(2)")
def sched_getaffinity(k: Kernel, t: Task, pid: Pid, size: UInt, mask: Address) -> int:
    """In words of four bytes."""
    if size % 4 or not size * 8 & 0xFFFF_FFFF:
        raise SysError(Errno.EINVAL)
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(bytes(8))
        count = min(scheduling.sched_getaffinity(k, t, pid, 8, place), size)
        t.memory.write(mask, scratch.get(place, count) or b"")
        return count
    finally:
        scratch.free()
