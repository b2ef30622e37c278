"""What a schedule belongs to: a hash over everything that a run depends on besides its choices."""

from __future__ import annotations

import hashlib
import os

from forkingpaths.kernel.boot import Options


def identity(options: Options, stdin: bytes) -> bytes:
    """sha256 over the program's bytes, its arguments, environment, user and standard input.

    The working directory and the program's place do not count, so that a schedule can be replayed in
    another folder.
    """
    digest = hashlib.sha256()

    def add(data: bytes) -> None:
        digest.update(len(data).to_bytes(8, "little") + data)

    name = options.argv[0]
    for host, place, _ in options.binds:
        if os.path.basename(place) == os.path.basename(name):
            name = os.fsencode(host)
    path = os.path.join(options.cwd, name) if b"/" in name else b""
    try:
        with open(path, "rb") as file:
            add(file.read())
    except OSError:
        add(name)
    for word in options.argv[1:]:
        add(word)
    for entry in options.env:
        add(entry)
    add(repr((options.uid, options.gid, options.seed, options.init)).encode())
    add(stdin)
    return digest.digest()
