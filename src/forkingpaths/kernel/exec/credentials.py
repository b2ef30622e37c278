"""What execve(2) does to the credentials: set-user-ID and set-group-ID bits, file capabilities, and the rules of capabilities(7).

    P'(ambient)     = (file is privileged) ? 0 : P(ambient)
    P'(permitted)   = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)
    P'(effective)   = F(effective) ? P'(permitted) : P'(ambient)
    P'(inheritable) = P(inheritable)    [i.e., unchanged]
    P'(bounding)    = P(bounding)       [i.e., unchanged]

For user id 0 the file counts as having all capabilities, unless SECBIT_NOROOT is set.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.credentials import ALL_CAPABILITIES, CAP_SETUID, CAP_SYS_PTRACE, Credentials
from forkingpaths.vfs.inode import S_ISGID, S_ISUID, Inode

SECBIT_NOROOT = 1
SECBIT_KEEP_CAPS = 1 << 4
GROUP_EXECUTE = 0o010
FILE_CAPABILITIES = b"security.capability"
VFS_CAP_EFFECTIVE = 1


class Gain(NamedTuple):
    """The credentials of the new program, and what follows from them."""

    credentials: Credentials
    secure: bool  # AT_SECURE: libraries must not trust the environment


class FileCapabilities(NamedTuple):
    """The extended attribute security.capability."""

    effective: bool
    permitted: int
    inheritable: int


def of_file(inode: Inode) -> FileCapabilities | None:
    """The file's capabilities (struct vfs_cap_data, versions 2 and 3); None when it has none."""
    raw = inode.xattrs.get(FILE_CAPABILITIES)
    if raw is None or len(raw) < 20:
        return None
    words = [int.from_bytes(raw[i : i + 4], "little") for i in range(0, 20, 4)]
    if words[0] >> 24 not in (2, 3):
        return None
    permitted, inheritable = words[1] | words[3] << 32, words[2] | words[4] << 32
    return FileCapabilities(
        bool(words[0] & VFS_CAP_EFFECTIVE), permitted & ALL_CAPABILITIES, inheritable & ALL_CAPABILITIES
    )


def after_exec(old: Credentials, inode: Inode, *, honour: bool, watched: bool) -> Gain:
    """The credentials after executing `inode`.

    `honour`: the mount lets set-user-ID bits and file capabilities count; `watched`: by a tracer without CAP_SYS_PTRACE, or
    somebody else shares the directories (CLONE_FS), so that nothing may be gained.  SysError(EPERM) as in capabilities(7),
    "Safety checking".
    """
    euid, egid = old.euid, old.egid
    mode = inode.mode
    # "no_new_privs ... promises not to grant privileges to do anything that could not have been done without the execve call"
    if honour and not old.no_new_privs:
        if mode & S_ISUID:
            euid = inode.uid
        if mode & (S_ISGID | GROUP_EXECUTE) == S_ISGID | GROUP_EXECUTE:
            egid = inode.gid
    permitted, effective = 0, False
    file = of_file(inode) if honour else None
    if file is not None:
        effective = file.effective
        permitted = (file.permitted & old.bounding) | (file.inheritable & old.inheritable)
        # "the kernel ... verifies that the process's new permitted set includes all the capabilities that the binary needs: EPERM"
        if effective and file.permitted & ~permitted:
            raise SysError(Errno.EPERM)
    # a set-user-ID-root program with capabilities of its own, run by another user, gets those alone
    own_only = file is not None and old.uid != 0 and euid == 0
    if not old.securebits & SECBIT_NOROOT and not own_only:
        if euid == 0 or old.uid == 0:
            permitted = old.bounding | old.inheritable
        if euid == 0:
            effective = True
    changed = euid != old.euid or (egid != old.egid and egid not in old.groups)
    if (changed or permitted & ~old.permitted) and (watched or old.no_new_privs):
        # "they get no more than they had, and maybe less"
        if old.no_new_privs or not old.capable(CAP_SETUID):
            euid, egid = old.uid, old.gid
        permitted &= old.permitted
    set_id = euid != old.uid or egid != old.gid
    ambient = 0 if file is not None or set_id else old.ambient
    permitted |= ambient
    new = replace(
        old,
        euid=euid,
        suid=euid,
        fsuid=euid,
        egid=egid,
        sgid=egid,
        fsgid=egid,
        permitted=permitted,
        effective=permitted if effective else ambient,
        ambient=ambient,
        securebits=old.securebits & ~SECBIT_KEEP_CAPS,
    )
    secure = set_id or (old.uid != 0 and (effective or bool(permitted & ~ambient)))
    return Gain(new, secure)


def may_trace_privileged(tracer: Credentials) -> bool:
    """Whether a tracer's presence leaves set-user-ID bits in force (ptrace(2))."""
    return tracer.capable(CAP_SYS_PTRACE)
