"""The host's files that a run read, and the folders that it listed (a slash behind the name): their hashes, and which changed."""

from __future__ import annotations

import hashlib
import os

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.vfs.unnoticed import names_in

FOLDER = b"/"  # behind the name of a folder


def sha256_of(path: bytes | str) -> str | None:
    """The hash of what the file holds now, or of the names in a folder; None when it cannot be read."""
    path = os.fsencode(path)
    try:
        if path.endswith(FOLDER):
            return hashlib.sha256(b"\0".join(sorted(names_in(path)))).hexdigest()
        if not os.path.isfile(path):  # a device or a named pipe could make us wait for ever
            return None
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def host_inputs(k: Kernel, known: dict[str, str | None] | None = None) -> dict[str, str | None]:
    """Every file of the host whose contents were read, and every folder whose names were, up to where `k` stands, with its hash.

    `known` remembers hashes between runs that were made at the same time, so that each file is read once.
    """
    cache = {} if known is None else known
    for path in k.vfs.host_reads:
        name = path.decode("utf-8", "surrogateescape")
        if name not in cache:
            cache[name] = sha256_of(path)
    return {
        name: cache[name] for name in sorted(p.decode("utf-8", "surrogateescape") for p in k.vfs.host_reads)
    }


def changed(inputs: dict[str, str | None]) -> list[str]:
    """The files that are not what they were."""
    return [name for name in _differing(inputs) if not name.endswith("/")]


def changed_folders(inputs: dict[str, str | None]) -> list[str]:
    """The folders in which there are other names than there were."""
    return [name for name in _differing(inputs) if name.endswith("/")]


def _differing(inputs: dict[str, str | None]) -> list[str]:
    return [name for name, was in inputs.items() if sha256_of(os.fsencode(name)) != was]
