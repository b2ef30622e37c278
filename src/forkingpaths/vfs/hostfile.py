"""Descriptors of the host's files from which pages are read: a cache only, never part of the state."""

from __future__ import annotations

import os

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.unnoticed import open_to_read

OPEN_HOST_FILES = 64

_host_files: dict[bytes, int] = {}  # those read lately, oldest first


def forget_host_files() -> None:
    """Close the cached descriptors: before a run, so that it reads the files that are there now."""
    while _host_files:
        os.close(_host_files.popitem()[1])


def host_file(path: bytes) -> int:
    """A host descriptor to read `path` from; SysError(EIO) when the host will not."""
    fd = _host_files.get(path)
    if fd is None:
        try:
            fd = open_to_read(path)
        except OSError as error:
            raise SysError(Errno.EIO) from error
        if len(_host_files) >= OPEN_HOST_FILES:
            os.close(_host_files.pop(next(iter(_host_files))))
        _host_files[path] = fd
    return fd
