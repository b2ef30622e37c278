"""What a change of user ids does to capabilities, and what any change of credentials does to the process (capabilities(7))."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forkingpaths.abi.prctl import SECBIT_KEEP_CAPS, SECBIT_NO_SETUID_FIXUP
from forkingpaths.vfs.credentials import Credentials

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task
    from forkingpaths.vfs.openfile import OpenFile

# CAP_CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, LINUX_IMMUTABLE, MKNOD, MAC_OVERRIDE: what follows the file-system uid
FILE_SYSTEM_CAPABILITIES = 0x1F | 1 << 9 | 1 << 27 | 1 << 32


def after_uid_change(old: Credentials, new: Credentials) -> Credentials:
    """ "Effect of user ID changes on capabilities" (capabilities(7)): rules 1, 2 and 3, in Linux's order."""
    if new.securebits & SECBIT_NO_SETUID_FIXUP:
        return new
    permitted, effective, ambient = new.permitted, new.effective, new.ambient
    was_root = 0 in (old.uid, old.euid, old.suid)
    is_root = 0 in (new.uid, new.euid, new.suid)
    # "If one or more of the real, effective, or saved set user IDs was previously 0, and as a result of the UID changes all of
    # these IDs have a nonzero value, then all capabilities are cleared from the permitted, effective, and ambient capability sets."
    if was_root and not is_root:
        if not new.securebits & SECBIT_KEEP_CAPS:
            permitted = effective = 0
        ambient = 0
    # "If the effective user ID is changed from 0 to nonzero, then all capabilities are cleared from the effective set."
    if old.euid == 0 and new.euid != 0:
        effective = 0
    # "If the effective user ID is changed from nonzero to 0, then the permitted set is copied to the effective set."
    elif old.euid != 0 and new.euid == 0:
        effective = permitted
    return replace(new, permitted=permitted, effective=effective, ambient=ambient)


def after_fsuid_change(old: Credentials, new: Credentials) -> Credentials:
    """Rule 4: the capabilities about files follow the file-system user ID."""
    if new.securebits & SECBIT_NO_SETUID_FIXUP:
        return new
    if old.fsuid == 0 and new.fsuid != 0:
        return replace(new, effective=new.effective & ~FILE_SYSTEM_CAPABILITIES)
    if old.fsuid != 0 and new.fsuid == 0:
        return replace(new, effective=new.effective | new.permitted & FILE_SYSTEM_CAPABILITIES)
    return new


def commit(k: Kernel, t: Task, new: Credentials) -> None:
    """Make `new` the credentials of `t`.

    PR_SET_DUMPABLE in prctl(2): the attribute is reset to /proc/sys/fs/suid_dumpable (0) when "the process's effective user or
    group ID is changed" or its file-system ids; PR_SET_PDEATHSIG: "the parent-death signal setting is also cleared upon changes to
    any of the following thread credentials: effective user ID, effective group ID, filesystem user ID, or filesystem group ID".
    """
    old = t.credentials
    if new == old:
        return
    ids = (old.euid, old.egid, old.fsuid, old.fsgid) != (new.euid, new.egid, new.fsuid, new.fsgid)
    if ids or new.permitted & ~old.permitted:
        t.process.dumpable = 0
        t.death_signal = 0
    k.touch(("process", t.process.tgid), True)
    t.credentials = new


def renew(t: Task) -> None:
    """A thread has credentials of its own from now on, whatever they say (Linux: a new struct cred)."""
    t.credentials = replace(t.credentials)


def opened_by(file: OpenFile, t: Task) -> bool:
    """Whether `t` has the very credentials that `file` was opened with: threads share them, a child has its own."""
    tgid, credentials = file.opener
    return tgid == t.tgid and credentials is t.credentials
