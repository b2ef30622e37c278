"""User and group ids (credentials(7)): getuid(2), setuid(2), setreuid(2), setresuid(2), setfsuid(2), getgroups(2), and so for groups.

As on Linux these calls change the calling thread alone; libc makes the others follow with signals of its own (nptl(7)).
"""

from __future__ import annotations

from dataclasses import replace
from struct import pack, unpack
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.system import NGROUPS_MAX
from forkingpaths.kernel.credentials import after_fsuid_change, after_uid_change, commit
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Gid, Int, Kind, Uid, array_in, struct_out
from forkingpaths.vfs.credentials import CAP_SETGID, CAP_SETUID

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

UNCHANGED = 0xFFFF_FFFF  # (uid_t) -1

IdOut = Annotated[int, struct_out("id", 4)]


@syscall()
def getuid(k: Kernel, t: Task) -> int:
    return t.credentials.uid


@syscall()
def geteuid(k: Kernel, t: Task) -> int:
    return t.credentials.euid


@syscall()
def getgid(k: Kernel, t: Task) -> int:
    return t.credentials.gid


@syscall()
def getegid(k: Kernel, t: Task) -> int:
    return t.credentials.egid


@syscall()
def getresuid(k: Kernel, t: Task, ruid: IdOut, euid: IdOut, suid: IdOut) -> int:
    c = t.credentials
    _store(t, (ruid, c.uid), (euid, c.euid), (suid, c.suid))
    return 0


@syscall()
def getresgid(k: Kernel, t: Task, rgid: IdOut, egid: IdOut, sgid: IdOut) -> int:
    c = t.credentials
    _store(t, (rgid, c.gid), (egid, c.egid), (sgid, c.sgid))
    return 0


def _store(t: Task, *values: tuple[int, int]) -> None:
    for address, value in values:
        t.memory.write_u32(address, value)


def _check(allowed: bool, *wanted_and_held: tuple[int, tuple[int, ...]]) -> None:
    """SysError(EPERM) unless privileged, or each id wanted is unchanged or among those held."""
    if not allowed and any(wanted not in (UNCHANGED, *held) for wanted, held in wanted_and_held):
        raise SysError(Errno.EPERM)


def _or(wanted: int, old: int) -> int:
    return old if wanted == UNCHANGED else wanted


# ---- users --------------------------------------------------------------------------------------------------------


@syscall()
def setuid(k: Kernel, t: Task, uid: Uid) -> int:
    old = t.credentials
    # "EINVAL The user ID specified in uid is not valid in this user namespace"
    if uid == UNCHANGED:
        raise SysError(Errno.EINVAL)
    # "If the calling process is privileged (... CAP_SETUID ...), the real UID and saved set-user-ID are also set"
    if old.capable(CAP_SETUID):
        new = replace(old, uid=uid, euid=uid, suid=uid, fsuid=uid)
    else:
        _check(False, (uid, (old.uid, old.suid)))
        new = replace(old, euid=uid, fsuid=uid)
    commit(k, t, after_uid_change(old, new))
    return 0


@syscall(man="setreuid(2)")
def setreuid(k: Kernel, t: Task, ruid: Uid, euid: Uid) -> int:
    old = t.credentials
    _check(old.capable(CAP_SETUID), (ruid, (old.uid, old.euid)), (euid, (old.uid, old.euid, old.suid)))
    new_uid, new_euid = _or(ruid, old.uid), _or(euid, old.euid)
    # "If the real user ID is set (i.e., ruid is not -1) or the effective user ID is set to a value not equal to the previous real user ID,
    # the saved set-user-ID will be set to the new effective user ID."
    follows = ruid != UNCHANGED or (euid != UNCHANGED and euid != old.uid)
    new = replace(old, uid=new_uid, euid=new_euid, suid=new_euid if follows else old.suid, fsuid=new_euid)
    commit(k, t, after_uid_change(old, new))
    return 0


@syscall()
def setresuid(k: Kernel, t: Task, ruid: Uid, euid: Uid, suid: Uid) -> int:
    old = t.credentials
    held = (old.uid, old.euid, old.suid)
    _check(old.capable(CAP_SETUID), (ruid, held), (euid, held), (suid, held))
    new_euid = _or(euid, old.euid)
    # "Regardless of what changes are made to the real UID, effective UID, and saved set-user-ID, the filesystem UID is always
    # set to the same value as the (possibly new) effective UID."
    new = replace(old, uid=_or(ruid, old.uid), euid=new_euid, suid=_or(suid, old.suid), fsuid=new_euid)
    commit(k, t, after_uid_change(old, new))
    return 0


@syscall()
def setfsuid(k: Kernel, t: Task, fsuid: Uid) -> int:
    """ "On both success and failure, this call returns the previous filesystem user ID of the caller." """
    old = t.credentials
    if fsuid != UNCHANGED and (fsuid in (old.uid, old.euid, old.suid, old.fsuid) or old.capable(CAP_SETUID)):
        commit(k, t, after_fsuid_change(old, replace(old, fsuid=fsuid)))
    return old.fsuid


# ---- groups: the same rules, and no effect on capabilities ----------------------------------------------------------


@syscall()
def setgid(k: Kernel, t: Task, gid: Gid) -> int:
    old = t.credentials
    if gid == UNCHANGED:
        raise SysError(Errno.EINVAL)
    if old.capable(CAP_SETGID):
        new = replace(old, gid=gid, egid=gid, sgid=gid, fsgid=gid)
    else:
        _check(False, (gid, (old.gid, old.sgid)))
        new = replace(old, egid=gid, fsgid=gid)
    commit(k, t, new)
    return 0


@syscall(man="setreuid(2)")
def setregid(k: Kernel, t: Task, rgid: Gid, egid: Gid) -> int:
    old = t.credentials
    _check(old.capable(CAP_SETGID), (rgid, (old.gid, old.egid)), (egid, (old.gid, old.egid, old.sgid)))
    new_gid, new_egid = _or(rgid, old.gid), _or(egid, old.egid)
    follows = rgid != UNCHANGED or (egid != UNCHANGED and egid != old.gid)
    commit(
        k, t, replace(old, gid=new_gid, egid=new_egid, sgid=new_egid if follows else old.sgid, fsgid=new_egid)
    )
    return 0


@syscall(man="setresuid(2)")
def setresgid(k: Kernel, t: Task, rgid: Gid, egid: Gid, sgid: Gid) -> int:
    old = t.credentials
    held = (old.gid, old.egid, old.sgid)
    _check(old.capable(CAP_SETGID), (rgid, held), (egid, held), (sgid, held))
    new_egid = _or(egid, old.egid)
    commit(
        k, t, replace(old, gid=_or(rgid, old.gid), egid=new_egid, sgid=_or(sgid, old.sgid), fsgid=new_egid)
    )
    return 0


@syscall()
def setfsgid(k: Kernel, t: Task, fsgid: Gid) -> int:
    old = t.credentials
    if fsgid != UNCHANGED and (fsgid in (old.gid, old.egid, old.sgid, old.fsgid) or old.capable(CAP_SETGID)):
        commit(k, t, replace(old, fsgid=fsgid))
    return old.fsgid


@syscall(man="getgroups(2)")
def getgroups(
    k: Kernel,
    t: Task,
    size: Int,
    groups: Annotated[int, Kind("gid_t []", "u64", "out", "each:4", "array", "gid")],
) -> int:
    held = t.credentials.groups
    if size < 0:
        raise SysError(Errno.EINVAL)
    # "If size is zero, list is not modified, but the total number of supplementary group IDs for the process is returned."
    if size:
        # "EINVAL size is less than the number of supplementary group IDs, but is not zero"
        if size < len(held):
            raise SysError(Errno.EINVAL)
        t.memory.write(groups, pack(f"<{len(held)}I", *held))
    return len(held)


@syscall(man="getgroups(2)")
def setgroups(k: Kernel, t: Task, size: Int, groups: Annotated[int, array_in("gid", 4, 0)]) -> int:
    old = t.credentials
    # "EPERM The calling process has insufficient privilege (the caller does not have the CAP_SETGID capability ...)"
    if not old.capable(CAP_SETGID):
        raise SysError(Errno.EPERM)
    # "EINVAL size is greater than NGROUPS_MAX"
    if not 0 <= size <= NGROUPS_MAX:
        raise SysError(Errno.EINVAL)
    new = unpack(f"<{size}I", t.memory.read(groups, 4 * size)) if size else ()
    if UNCHANGED in new:
        raise SysError(Errno.EINVAL)
    commit(k, t, replace(old, groups=tuple(sorted(new))))
    return 0
