"""The system as a whole: uname(2), sysinfo(2), getrandom(2), sethostname(2), syslog(2), reboot(2); and the processor's few registers
that have calls of their own: arch_prctl(2), getcpu(2), personality(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import system as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.prctl import (
    ARCH_GET_CPUID,
    ARCH_GET_FS,
    ARCH_GET_GS,
    ARCH_GET_XCOMP_GUEST_PERM,
    ARCH_GET_XCOMP_PERM,
    ARCH_GET_XCOMP_SUPP,
    ARCH_MAP_VDSO_32,
    ARCH_MAP_VDSO_64,
    ARCH_REQ_XCOMP_GUEST_PERM,
    ARCH_REQ_XCOMP_PERM,
    ARCH_SET_CPUID,
    ARCH_SET_FS,
    ARCH_SET_GS,
)
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel import exit as ending
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.affinity import processor_of
from forkingpaths.kernel.release import RELEASE, VERSION
from forkingpaths.machine.registers import FS_BASE, GS_BASE
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import (
    Address,
    Int,
    Kind,
    Size,
    String,
    UInt,
    buffer_in,
    buffer_out,
    enum,
    flags,
    struct_out,
)
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN, CAP_SYS_BOOT
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

TASK_SIZE_MAX = 0x7FFF_FFFF_F000
RANDOM_CHUNK = 1 << 16
LOG_BUFFER_BYTES = 1 << 17  # size of the kernel's message buffer, in which this kernel never writes
CAP_SYSLOG = 34
INT_MAX = 0x7FFF_FFFF
LEGACY_STATES = 3  # XFEATURE_MASK_FPSSE
XSTATE_LAST = 19

ArchAddress = Annotated[int, Kind("unsigned long", "u64", "out", "arch_prctl", "address")]


@syscall()
def uname(k: Kernel, t: Task, buf: Annotated[int, struct_out("utsname", 390)]) -> int:
    k.touch(("hostname",), False)
    persona = t.extras.get("personality", 0)
    # personality(2): "UNAME26: have uname(2) report a 2.6.(40+x) version number"; 6.x counts from 60
    release = b"2.6.61" if persona & abi.UNAME26 else RELEASE
    machine = b"i686" if persona & 0xFF == abi.PER_LINUX32 else b"x86_64"
    uts = namespaces.of(k, t, "uts")
    t.memory.write(buf, abi.UTSNAME.pack(b"Linux", uts.hostname, release, VERSION, machine, uts.domainname))
    return 0


@syscall()
def sethostname(k: Kernel, t: Task, name: Annotated[int, buffer_in(1)], length: Int) -> int:
    k.touch(("hostname",), True)
    namespaces.of(k, t, "uts").hostname = _new_name(t, name, length)
    return 0


@syscall(man="setdomainname(2)")
def setdomainname(k: Kernel, t: Task, name: Annotated[int, buffer_in(1)], length: Int) -> int:
    k.touch(("hostname",), True)
    namespaces.of(k, t, "uts").domainname = _new_name(t, name, length)
    return 0


def _new_name(t: Task, address: int, length: int) -> bytes:
    if not t.credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    # "EINVAL len is negative or ... larger than the maximum allowed size" (64)
    if not 0 <= length <= abi.HOST_NAME_MAX:
        raise SysError(Errno.EINVAL)
    return t.memory.read(address, length).partition(b"\0")[0]


@syscall()
def sysinfo(k: Kernel, t: Task, info: Annotated[int, struct_out("sysinfo", 112)]) -> int:
    total = k.machine.memory_bytes
    free = total - k.machine.frames.in_use * 4096
    uptime = -(-k.monotonic_ns() // 1_000_000_000)
    load = len(k.run_queue) << 16  # the scale of loads is 65536; nothing here decays
    data = abi.Sysinfo(uptime, load, load, load, total, free, 0, 0, 0, 0, len(k.tasks) & 0xFFFF, 0, 0, 1)
    t.memory.write(info, abi.SYSINFO.pack(*data))
    return 0


@syscall()
def getrandom(
    k: Kernel,
    t: Task,
    buf: Annotated[int, buffer_out(1)],
    count: Size,
    flags: Annotated[int, flags("system.GRND_FLAGS")],
) -> int:
    # "EINVAL An invalid flag was specified in flags"; RANDOM and INSECURE together make no sense to Linux either
    if flags & ~7 or flags & (abi.GRND_RANDOM | abi.GRND_INSECURE) == abi.GRND_RANDOM | abi.GRND_INSECURE:
        raise SysError(Errno.EINVAL)
    count = min(count, INT_MAX)
    if buf + count > TASK_SIZE_MAX:
        raise SysError(Errno.EFAULT)
    done = 0
    while done < count:
        wanted = min(RANDOM_CHUNK, count - done)
        piece = k.random_bytes(t.memory.accessible(buf + done, wanted, True))
        t.memory.write(buf + done, piece)
        done += len(piece)
        if len(piece) < wanted:
            # "EFAULT The address referred to by buf is outside the accessible address space", if not a byte of it is inside
            if not done:
                raise SysError(Errno.EFAULT)
            break
    return done


@syscall(note="a task stays on its processor until its mask says otherwise; there are no nodes")
def getcpu(
    k: Kernel,
    t: Task,
    cpu: Annotated[int, struct_out("int", 4)],
    node: Annotated[int, struct_out("int", 4)],
    cache: Address,
) -> int:
    if cpu:
        t.memory.write_u32(cpu, processor_of(t))
    if node:
        t.memory.write_u32(node, 0)
    return 0


@syscall()
def arch_prctl(
    k: Kernel, t: Task, code: Annotated[int, enum("prctl.ARCH_PRCTL_CODES")], address: ArchAddress
) -> int:
    regs = t.context.regs
    if code in (ARCH_SET_FS, ARCH_SET_GS):
        # "EPERM addr is outside the process address space"
        if address >= TASK_SIZE_MAX:
            raise SysError(Errno.EPERM)
        regs[FS_BASE if code == ARCH_SET_FS else GS_BASE] = address
    elif code == ARCH_GET_FS:
        t.memory.write_u64(address, regs[FS_BASE])
    elif code == ARCH_GET_GS:
        t.memory.write_u64(address, regs[GS_BASE])
    elif code == ARCH_GET_CPUID:
        return 1
    elif code == ARCH_SET_CPUID:
        raise SysError(Errno.ENODEV)  # "the underlying hardware does not support CPUID faulting"
    elif code in (ARCH_GET_XCOMP_SUPP, ARCH_GET_XCOMP_PERM, ARCH_GET_XCOMP_GUEST_PERM):
        t.memory.write_u64(address, LEGACY_STATES)
    elif code in (ARCH_REQ_XCOMP_PERM, ARCH_REQ_XCOMP_GUEST_PERM):
        # of all states only AMX's tiles have to be asked for, and this processor has none
        raise SysError(Errno.EOPNOTSUPP if address <= XSTATE_LAST else Errno.EINVAL)
    elif code in (ARCH_MAP_VDSO_32, ARCH_MAP_VDSO_64) and t.memory.vdso:
        raise SysError(Errno.EEXIST)  # "if the vDSO is mapped already"
    else:
        raise SysError(Errno.EINVAL)
    return 0


@syscall(result="hex")
def personality(k: Kernel, t: Task, persona: Annotated[int, flags("system.PERSONALITY_FLAGS")]) -> int:
    old: int = t.extras.get("personality", 0)
    if persona != abi.PERSONALITY_QUERY:
        t.extras["personality"] = persona
    return old


@syscall(note="the kernel's log is empty")
def syslog(
    k: Kernel,
    t: Task,
    type_: Annotated[int, enum("system.SYSLOG_ACTIONS")],
    bufp: Annotated[int, buffer_out(2)],
    length: Int,
) -> int:
    free_for_all = type_ in (abi.SYSLOG_ACTION_READ_ALL, abi.SYSLOG_ACTION_SIZE_BUFFER)
    credentials = t.credentials
    if not free_for_all and not (credentials.capable(CAP_SYSLOG) or credentials.capable(CAP_SYS_ADMIN)):
        raise SysError(Errno.EPERM)
    if type_ in (abi.SYSLOG_ACTION_READ, abi.SYSLOG_ACTION_READ_ALL, abi.SYSLOG_ACTION_READ_CLEAR):
        if not bufp or length < 0:
            raise SysError(Errno.EINVAL)
        if type_ == abi.SYSLOG_ACTION_READ and length:
            raise Block(k.tables.setdefault("log queue", WaitQueue("kernel log")), reason="a kernel message")
        return 0
    if type_ == abi.SYSLOG_ACTION_SIZE_BUFFER:
        return LOG_BUFFER_BYTES
    if type_ == abi.SYSLOG_ACTION_CONSOLE_LEVEL:
        # "EINVAL ... for type 8, level is not in the range 1 to 8"
        if not 1 <= length <= 8:
            raise SysError(Errno.EINVAL)
        return 0
    if 0 <= type_ <= abi.SYSLOG_ACTION_SIZE_BUFFER:
        return 0
    raise SysError(Errno.EINVAL)


@syscall(note="by a program that is pid 1, or started by one: as in a PID namespace. Refused otherwise")
def reboot(
    k: Kernel,
    t: Task,
    magic1: UInt,
    magic2: UInt,
    command: Annotated[int, enum("system.REBOOT_COMMANDS", "u32")],
    argument: String,
) -> int:
    # "EPERM The calling process has insufficient privilege ... CAP_SYS_BOOT is required"
    if not t.credentials.capable(CAP_SYS_BOOT):
        raise SysError(Errno.EPERM)
    magics = (
        abi.LINUX_REBOOT_MAGIC2,
        abi.LINUX_REBOOT_MAGIC2A,
        abi.LINUX_REBOOT_MAGIC2B,
        abi.LINUX_REBOOT_MAGIC2C,
    )
    if magic1 != abi.LINUX_REBOOT_MAGIC1 or magic2 not in magics:
        raise SysError(Errno.EINVAL)
    if k.main_tgid == 1:
        return _end_of_container(k, t, command)
    if command in (abi.LINUX_REBOOT_CMD_CAD_OFF, abi.LINUX_REBOOT_CMD_CAD_ON):
        k.tables["ctrl-alt-del"] = command
        return 0
    if command not in abi.REBOOT_COMMANDS:
        raise SysError(Errno.EINVAL)
    k.not_modelled("reboot")
    raise SysError(Errno.EPERM)


def _end_of_container(k: Kernel, t: Task, command: int) -> int:
    """ "If reboot() is called from a PID namespace other than the initial PID namespace [...], it performs a "reboot" of that namespace:
    the "init" process of the PID namespace is immediately terminated" (reboot(2))."""
    if command in (abi.LINUX_REBOOT_CMD_RESTART, abi.LINUX_REBOOT_CMD_RESTART2):
        signal = Signal.SIGHUP  # "the wait status shows that the child was killed with a SIGHUP signal"
    elif command in (abi.LINUX_REBOOT_CMD_POWER_OFF, abi.LINUX_REBOOT_CMD_HALT):
        signal = Signal.SIGINT
    else:
        # "For the other cmd values, reboot() returns -1 and errno is set to EINVAL"
        raise SysError(Errno.EINVAL)
    ending.condemn(k, k.processes[1], int(signal))
    ending.exit_group(k, t, 0)
    return 0
