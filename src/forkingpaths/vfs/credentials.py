"""Credentials: the user, group and capability sets of a task, and nothing else (credentials(7), capabilities(7)).

Immutable by convention: a change makes a new object (`dataclasses.replace`), so that open file descriptions and signals
can keep the credentials they were made with.
"""

from __future__ import annotations

from dataclasses import dataclass

CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID, CAP_KILL = range(6)
CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_LINUX_IMMUTABLE, CAP_NET_BIND_SERVICE = range(6, 11)
CAP_IPC_LOCK, CAP_IPC_OWNER, CAP_SYS_CHROOT, CAP_SYS_PTRACE = 14, 15, 18, 19
CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYS_NICE, CAP_SYS_RESOURCE, CAP_SYS_TIME = 21, 22, 23, 24, 25
CAP_SYS_TTY_CONFIG, CAP_MKNOD, CAP_LEASE, CAP_SETFCAP, CAP_CHECKPOINT_RESTORE = 26, 27, 28, 31, 40
ALL_CAPABILITIES = (1 << 41) - 1
# What root has here, as in a container: limits bind it too (ARCHITECTURE.md, "Decisions that differ")
USUAL_CAPABILITIES = ALL_CAPABILITIES & ~(1 << CAP_SYS_RESOURCE)


@dataclass(slots=True, frozen=True)
class Credentials:
    """Ids and capability sets (bit masks).  `groups` are the supplementary group ids, sorted."""

    uid: int = 0
    euid: int = 0
    suid: int = 0
    fsuid: int = 0
    gid: int = 0
    egid: int = 0
    sgid: int = 0
    fsgid: int = 0
    groups: tuple[int, ...] = ()
    permitted: int = ALL_CAPABILITIES
    effective: int = ALL_CAPABILITIES
    inheritable: int = 0
    bounding: int = ALL_CAPABILITIES
    ambient: int = 0
    securebits: int = 0
    no_new_privs: bool = False

    def capable(self, capability: int) -> bool:
        """Whether the effective set holds `capability` (a CAP_ number)."""
        return bool(self.effective >> capability & 1)

    def in_group(self, gid: int) -> bool:
        """Whether `gid` is the file-system group id or one of the supplementary ones."""
        return gid == self.fsgid or gid in self.groups


def user(uid: int, gid: int, groups: tuple[int, ...] = (), bounding: int = USUAL_CAPABILITIES) -> Credentials:
    """Credentials of an ordinary login: all ids alike, the capabilities of the bounding set for uid 0 and none for others."""
    powers = bounding if uid == 0 else 0
    return Credentials(
        uid, uid, uid, uid, gid, gid, gid, gid, tuple(sorted(groups)), powers, powers, bounding=bounding
    )
