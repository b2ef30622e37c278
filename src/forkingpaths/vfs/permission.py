"""May this caller do that to this file?  The four steps of path_resolution(7) and inode(7), and the sticky bit.

1. root-like capabilities are looked at last, so that their use is the exception: owner, group, other decide first
2. owner: the user bits count, and only they
3. group: the group bits count, and only they
4. others; then CAP_DAC_OVERRIDE ("Bypass file read, write, and execute permission checks") and CAP_DAC_READ_SEARCH
"""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.credentials import (
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    CAP_FOWNER,
    Credentials,
)
from forkingpaths.vfs.inode import S_IFMT, S_ISVTX, FileType, Inode

MAY_READ, MAY_WRITE, MAY_EXEC = 4, 2, 1


def may(cred: Credentials, inode: Inode, wanted: int) -> bool:
    """Whether `cred` has all rights of `wanted` (MAY_ bits) on `inode`, by its file-system ids."""
    mode = inode.mode
    if cred.fsuid == inode.uid:
        granted = mode >> 6
    elif cred.in_group(inode.gid):
        granted = mode >> 3
    else:
        granted = mode
    if granted & wanted == wanted or inode.always_allowed():
        return True
    if inode.mode_is_all():
        return False
    effective = cred.effective
    if mode & S_IFMT == FileType.DIRECTORY:
        if effective >> CAP_DAC_OVERRIDE & 1:
            return True
        return not wanted & MAY_WRITE and bool(effective >> CAP_DAC_READ_SEARCH & 1)
    if wanted == MAY_READ and effective >> CAP_DAC_READ_SEARCH & 1:
        return True
    # "execute permission ... at least one execute permission bit must be set" even for the privileged
    # (capabilities(7), access(2))
    return bool(effective >> CAP_DAC_OVERRIDE & 1) and (not wanted & MAY_EXEC or bool(mode & 0o111))


def check(cred: Credentials, inode: Inode, wanted: int) -> None:
    """SysError(EACCES) unless `may`; SysError(EPERM) for writing to what is immutable."""
    if wanted & MAY_WRITE and inode.immutable:
        raise SysError(Errno.EPERM)
    if not may(cred, inode, wanted):
        raise SysError(Errno.EACCES)


def owns(cred: Credentials, inode: Inode) -> bool:
    """ "The calling process's effective UID matches the owner of the file, or the caller has CAP_FOWNER"."""
    return cred.fsuid == inode.uid or bool(cred.effective >> CAP_FOWNER & 1)


def check_sticky(cred: Credentials, directory: Inode, victim: Inode) -> None:
    """ "The directory has the sticky bit set and the caller owns neither the file to be removed nor the
    directory": EPERM (unlink(2)).
    """
    if directory.mode & S_ISVTX and cred.fsuid != victim.uid and cred.fsuid != directory.uid:
        if not cred.effective >> CAP_FOWNER & 1:
            raise SysError(Errno.EPERM)
