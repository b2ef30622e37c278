"""capget(2), capset(2): the capability sets of a thread (capabilities(7))."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import capability as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.credentials import commit
from forkingpaths.sys.capture import nested
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, struct_inout
from forkingpaths.vfs.credentials import CAP_SETPCAP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

# How many 32-bit halves each version passes.
HALVES = {
    abi._LINUX_CAPABILITY_VERSION_1: 1,
    abi._LINUX_CAPABILITY_VERSION_2: 2,
    abi._LINUX_CAPABILITY_VERSION_3: 2,
}

Header = Annotated[int, struct_inout("cap_user_header", 8)]


def _halves(t: Task, header: int) -> int | None:
    """How much data follows; None for a version Linux does not know, after it has written the one it prefers."""
    version = t.memory.read_u32(header)
    if version not in HALVES:
        t.memory.write_u32(header, abi._LINUX_CAPABILITY_VERSION_3)
        return None
    return HALVES[version]


@nested("cap_data")
def capture(t: Task, arguments: tuple[int, ...], index: int, result: int) -> bytes:
    """For the trace: as many halves as the header's version says."""
    return t.memory.read(arguments[index], 12 * HALVES.get(t.memory.read_u32(arguments[0]), 0))


@syscall()
def capget(
    k: Kernel,
    t: Task,
    hdrp: Header,
    datap: Annotated[int, Kind("cap_user_data_t", "u64", "out", "cap_data:0", "cap_data")],
) -> int:
    halves = _halves(t, hdrp)
    if halves is None:
        # "When an unsupported version value is specified, it will return the error EINVAL and set version to the preferred one"; a null
        # data pointer is how a program asks for that
        if datap:
            raise SysError(Errno.EINVAL)
        return 0
    pid = t.memory.read_i32(hdrp + 4)
    if pid < 0:
        raise SysError(Errno.EINVAL)
    target = processes.find_task(k, pid) if pid else t
    processes.observe(k, t, target)
    c = target.credentials
    if datap:
        data = b"".join(
            abi.CAP_USER_DATA.pack(
                *(value >> shift & 0xFFFF_FFFF for value in (c.effective, c.permitted, c.inheritable))
            )
            for shift in range(0, 32 * halves, 32)
        )
        t.memory.write(datap, data)
    return 0


@syscall(man="capget(2)")
def capset(
    k: Kernel,
    t: Task,
    hdrp: Header,
    datap: Annotated[int, Kind("const cap_user_data_t", "u64", "in", "cap_data:0", "cap_data")],
) -> int:
    halves = _halves(t, hdrp)
    if halves is None:
        raise SysError(Errno.EINVAL)
    # "EPERM ... The caller attempted to use capset() to modify the capabilities of a thread other than itself"
    pid = t.memory.read_i32(hdrp + 4)
    if pid not in (0, t.tid):
        raise SysError(Errno.EPERM)
    size = abi.CAP_USER_DATA.size
    data = t.memory.read(datap, size * halves)
    effective = permitted = inheritable = 0
    for half in range(halves):
        e, p, i = abi.CAP_USER_DATA.unpack_from(data, half * size)
        shift = 32 * half
        effective, permitted, inheritable = (
            effective | e << shift,
            permitted | p << shift,
            inheritable | i << shift,
        )
    effective, permitted, inheritable = (x & abi.CAP_FULL_SET for x in (effective, permitted, inheritable))
    old = t.credentials
    # "An attempt was made to add a capability to the permitted set, or to set a capability in the effective set that is not in
    # the permitted set", and "Programmatically adjusting capability sets" in capabilities(7) for the inheritable set
    if not old.capable(CAP_SETPCAP) and inheritable & ~(old.inheritable | old.permitted):
        raise SysError(Errno.EPERM)
    if (
        inheritable & ~(old.inheritable | old.bounding)
        or permitted & ~old.permitted
        or effective & ~permitted
    ):
        raise SysError(Errno.EPERM)
    ambient = old.ambient & permitted & inheritable
    commit(
        k,
        t,
        replace(old, effective=effective, permitted=permitted, inheritable=inheritable, ambient=ambient),
    )
    return 0
