"""prctl(2), continued: settings of a thread or a process that are kept, inherited and told when asked.

Some have an effect elsewhere: PR_SET_TSC in kernel/traps.py, PR_SET_MDWE in sys/memory.py, PR_TIMER_CREATE_RESTORE_IDS in sys/timers.py,
PR_SET_SYSCALL_USER_DISPATCH in kernel/user_dispatch.py.  The others change nothing that a program could compute here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import timer_slack, user_dispatch
from forkingpaths.kernel.user_dispatch import Dispatch
from forkingpaths.sys.prctl import need, option
from forkingpaths.vfs.credentials import CAP_SYS_RESOURCE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

U64 = 0xFFFF_FFFF_FFFF_FFFF
TASK_SIZE_MAX = 0x7FFF_FFFF_F000
SPECULATIONS = 3  # PR_SPEC_STORE_BYPASS, PR_SPEC_INDIRECT_BRANCH, PR_SPEC_L1D_FLUSH


@option(abi.PR_SET_TIMERSLACK)
def set_timer_slack(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    # "If the nanosecond value supplied in arg2 is less than or equal to zero, the current value is reset to the default"
    signed = a - (1 << 64) if a >> 63 else a
    timer_slack.change(t, signed)
    return 0


@option(abi.PR_GET_TIMERSLACK)
def get_timer_slack(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return timer_slack.current_ns(t)


@option(abi.PR_SET_THP_DISABLE)
def set_huge_pages(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    # flags say for which mappings, and only when it is switched on (6.18)
    need(not (c or d) and (b in (0, abi.PR_THP_DISABLE_EXCEPT_ADVISED) if a else not b))
    k.touch(("process", t.tgid), True)
    t.process.extras["thp_disable"] = (1 | b) if a else 0
    return 0


@option(abi.PR_GET_THP_DISABLE)
def get_huge_pages(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (a or b or c or d))
    setting: int = t.process.extras.get("thp_disable", 0)
    return setting


@option(abi.PR_GET_TSC)
def get_tsc(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    t.memory.write_u32(a, t.extras.get("tsc", abi.PR_TSC_ENABLE))
    return 0


@option(abi.PR_SET_TSC)
def set_tsc(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    """RDTSC traps in any case; kernel/traps.py looks here whether it is to be emulated or is SIGSEGV."""
    need(a in (abi.PR_TSC_ENABLE, abi.PR_TSC_SIGSEGV))
    t.extras["tsc"] = a
    return 0


@option(abi.PR_GET_TIMING)
def get_timing(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return 0  # PR_TIMING_STATISTICAL, the only one there is


@option(abi.PR_SET_TIMING)
def set_timing(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(a == 0)
    return 0


@option(abi.PR_MCE_KILL_GET)
def get_machine_check_policy(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (a or b or c or d))
    policy: int = t.extras.get("mce_kill", 2)  # PR_MCE_KILL_DEFAULT
    return policy


@option(abi.PR_MCE_KILL)
def set_machine_check_policy(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (c or d) and ((a == 0 and b == 0) or (a == 1 and b in (0, 1, 2))))
    t.extras["mce_kill"] = b if a else 2
    return 0


@option(abi.PR_SET_IO_FLUSHER)
def set_io_flusher(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(t.credentials.capable(CAP_SYS_RESOURCE), Errno.EPERM)
    need(not (b or c or d) and a in (0, 1))
    t.extras["io_flusher"] = a
    return 0


@option(abi.PR_GET_IO_FLUSHER)
def get_io_flusher(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(t.credentials.capable(CAP_SYS_RESOURCE), Errno.EPERM)
    need(not (a or b or c or d))
    setting: int = t.extras.get("io_flusher", 0)
    return setting


@option(abi.PR_SET_PTRACER)
def set_ptracer(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    raise SysError(Errno.EINVAL)  # a setting of the Yama security module, which is not there


@option(abi.PR_SET_VMA)
def set_vma_name(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    raise SysError(Errno.EINVAL)  # as of a kernel built without CONFIG_ANON_VMA_NAME


@option(abi.PR_TASK_PERF_EVENTS_DISABLE)
@option(abi.PR_TASK_PERF_EVENTS_ENABLE)
def switch_perf_events(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    return 0  # of all events that the caller has: it has none, perf_event_open(2) is not there


@option(abi.PR_GET_SPECULATION_CTRL)
def get_speculation(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (b or c or d))
    need(a < SPECULATIONS, Errno.ENODEV)
    return 0  # PR_SPEC_NOT_AFFECTED: this processor does not speculate


@option(abi.PR_SET_SPECULATION_CTRL)
def set_speculation(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (c or d))
    need(a < SPECULATIONS, Errno.ENODEV)
    # "ENXIO The control of the selected speculation misfeature is not possible"
    raise SysError(Errno.ENXIO)


@option(abi.PR_SET_MDWE)
def set_deny_write_execute(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    """Memory that can be written never becomes executable: asked for by mmap and mprotect."""
    need(not (b or c or d) and not a & ~(abi.PR_MDWE_REFUSE_EXEC_GAIN | abi.PR_MDWE_NO_INHERIT))
    need(not a & abi.PR_MDWE_NO_INHERIT or bool(a & abi.PR_MDWE_REFUSE_EXEC_GAIN))
    old = t.process.extras.get("mdwe", 0)
    # "EPERM ... the bits that are set cannot be changed"
    need(not old or old == a, Errno.EPERM)
    k.touch(("process", t.tgid), True)
    if a:
        t.process.extras["mdwe"] = a
    return 0


@option(abi.PR_GET_MDWE)
def get_deny_write_execute(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (a or b or c or d))
    setting: int = t.process.extras.get("mdwe", 0)
    return setting


@option(abi.PR_SET_MEMORY_MERGE)
def set_memory_merge(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (b or c or d))
    k.touch(("process", t.tgid), True)
    t.process.extras["memory_merge"] = int(bool(a))
    return 0


@option(abi.PR_GET_MEMORY_MERGE)
def get_memory_merge(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not (a or b or c or d))
    setting: int = t.process.extras.get("memory_merge", 0)
    return setting


@option(abi.PR_TIMER_CREATE_RESTORE_IDS)
def restore_timer_ids(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    """While it is on, timer_create(2) takes the new timer's number from where it will write it."""
    need(not (b or c or d) and a in (0, 1, abi.PR_TIMER_CREATE_RESTORE_IDS_GET))
    if a == abi.PR_TIMER_CREATE_RESTORE_IDS_GET:
        return int("restore_timer_ids" in t.process.extras)
    if a:
        t.process.extras["restore_timer_ids"] = 1
    else:
        t.process.extras.pop("restore_timer_ids", None)
    return 0


@option(abi.PR_FUTEX_HASH)
def futex_hash(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    """How many slots the table of the process's private futexes has: they are found in the same order whatever it is."""
    slots: int = t.process.extras.get("futex_hash", 0)
    if a == abi.PR_FUTEX_HASH_GET_SLOTS:
        return slots
    need(a == abi.PR_FUTEX_HASH_SET_SLOTS and not c)
    need(b != 1 and not b & (b - 1))
    t.process.extras["futex_hash"] = b
    return 0


@option(abi.PR_SET_SYSCALL_USER_DISPATCH)
def set_user_dispatch(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    offset, length, selector = b, c, d
    if a == abi.PR_SYS_DISPATCH_OFF:
        need(not (offset or length or selector))
        t.extras.pop(user_dispatch.NAME, None)
        return 0
    wraps = (offset + length) & U64 <= offset
    if a == abi.PR_SYS_DISPATCH_EXCLUSIVE_ON:
        # "a range that is empty, and begins at 0, permits nothing"; else it must not be empty or go round
        need(not offset or not wraps)
    else:
        need(a == abi.PR_SYS_DISPATCH_INCLUSIVE_ON and bool(length) and not wraps)
        offset, length = offset + length, -length & U64  # all the rest is permitted
    need(selector < TASK_SIZE_MAX, Errno.EFAULT)
    t.extras[user_dispatch.NAME] = Dispatch(offset, length, selector)
    return 0
