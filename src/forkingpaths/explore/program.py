"""What a schedule belongs to: a hash over everything that a run depends on besides its choices."""

from __future__ import annotations

import hashlib
import os

from forkingpaths.abi.processors import USUAL
from forkingpaths.kernel.boot import Options
from forkingpaths.kernel.process import SEQUENTIAL
from forkingpaths.vfs.credentials import USUAL_CAPABILITIES


def identity(options: Options, stdin: bytes) -> bytes:
    """sha256 over the program's bytes, its arguments, environment, user and standard input.

    The working directory and the program's place do not count, so that a schedule can be replayed in
    another folder.
    """
    digest = hashlib.sha256()

    def add(data: bytes) -> None:
        digest.update(len(data).to_bytes(8, "little") + data)

    try:
        with open(host_path(options), "rb") as file:
            add(file.read())
    except OSError:
        add(options.argv[0])
    for word in options.argv[1:]:
        add(word)
    for entry in options.env:
        add(entry)
    add(repr((options.uid, options.gid, options.seed, options.init)).encode())
    if options.pids != SEQUENTIAL or options.time_is_free:
        add(repr((options.pids, options.time_is_free)).encode())
    if options.capabilities != USUAL_CAPABILITIES:
        add(b"capabilities %x" % options.capabilities)
    if options.processors != USUAL:
        add(b"processors %d" % options.processors)
    add(stdin)
    return digest.digest()


def host_path(options: Options) -> str:
    """Where the host has the program's file: in a folder or file bound there, in the root tree, or along PATH in it.

    "" when it is not there, or when the root is a tar file.
    """
    name = os.fsdecode(options.argv[0])
    cwd = os.fsdecode(options.cwd)
    if "/" in name:
        return on_host(options, os.path.normpath(os.path.join(cwd, name)))
    path = next((e[5:] for e in options.env if e.startswith(b"PATH=")), b"/bin:/usr/bin")
    for folder in os.fsdecode(path).split(":"):
        found = on_host(options, os.path.normpath(os.path.join(cwd, folder or ".", name)))
        if os.access(found, os.X_OK):
            return found
    return ""


def on_host(options: Options, guest: str) -> str:
    """The host's path of an absolute path of the guest ("" in a tar file); the last bind that covers it wins, as a mount would."""
    for host, place, _ in reversed(options.binds):
        inside = os.path.normpath(os.fsdecode(place))
        if guest == inside:
            return host
        if guest.startswith(inside.rstrip("/") + "/"):
            return os.path.join(host, guest[len(inside.rstrip("/")) + 1 :])
    if options.root is None:
        return guest
    return os.path.join(options.root, guest.lstrip("/")) if os.path.isdir(options.root) else ""
