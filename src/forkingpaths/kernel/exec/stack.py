"""The new program's stack: strings, the argument and environment vectors, the auxiliary vector (getauxval(3)), as Linux lays them out.

0x7fff'ffff'f000   8 bytes of zero, below them (downward):
                   the path given to execve (AT_EXECFN), the environment strings, the argument strings,
                   "x86_64" (AT_PLATFORM), 16 random bytes (AT_RANDOM), padding to 16
rsp ->             argc, argv..., 0, envp..., 0, auxiliary vector
"""

from __future__ import annotations

from struct import pack
from typing import NamedTuple

from forkingpaths.abi.elf import ARG_MAX, AT_PLATFORM, AT_RANDOM, MAX_ARG_STRLEN
from forkingpaths.abi.errno import Errno, SysError

POINTER = 8
STACK_LIMIT_SHARE = 6 << 20  # three quarters of the default stack limit


class Strings(NamedTuple):
    """The strings part: `blob` ends at the top of the stack; offsets are from its start."""

    blob: bytes
    argv: tuple[int, ...]
    envp: tuple[int, ...]
    path: int
    argv_end: int
    envp_end: int


def check_sizes(path: bytes, argv: list[bytes], envp: list[bytes], stack_limit: int) -> None:
    """ "E2BIG The total number of bytes in the environment (envp) and argument list (argv) is too large, an argument or environment
    string is too long, or the full pathname of the executable is too long.  The terminating null byte is counted as part of the
    string length." """
    total = len(path) + 1
    for text in argv:
        if len(text) + 1 > MAX_ARG_STRLEN:
            raise SysError(Errno.E2BIG)
        total += len(text) + 1
    for text in envp:
        if len(text) + 1 > MAX_ARG_STRLEN:
            raise SysError(Errno.E2BIG)
        total += len(text) + 1
    # "1/4-th of the stack limit, but never more than 3/4 of 8 MiB, and at least ARG_MAX (32 pages)"; pointers count too
    limit = max(min(stack_limit // 4, STACK_LIMIT_SHARE), ARG_MAX)
    if total + (len(argv) + len(envp)) * POINTER > limit:
        raise SysError(Errno.E2BIG)


def lay_strings(path: bytes, argv: list[bytes], envp: list[bytes]) -> Strings:
    """The bytes at the top of the stack: arguments lowest, then environment, then the path, then 8 zeros."""
    parts: list[bytes] = []
    at = 0
    offsets: list[int] = []
    for text in [*argv, *envp, path]:
        offsets.append(at)
        parts.append(text)
        at += len(text) + 1
    blob = b"\0".join(parts) + bytes(1 + POINTER)
    argv_end = offsets[len(argv)]
    return Strings(
        blob, tuple(offsets[: len(argv)]), tuple(offsets[len(argv) : -1]), offsets[-1], argv_end, offsets[-1]
    )


def lay_vectors(
    strings_address: int,
    strings: Strings,
    platform: bytes,
    random: bytes,
    auxv: list[tuple[int, int]],
    *,
    compat: bool = False,
) -> tuple[int, bytes, bytes]:
    """(stack pointer, the bytes from it up to the strings, the auxiliary vector's bytes).

    `auxv` holds AT_PLATFORM and AT_RANDOM with value 0 where they belong; their addresses are put in here.
    """
    letter, width = ("I", 4) if compat else ("Q", 8)
    p = strings_address & -16
    p -= len(platform) + 1
    platform_address = p
    p -= len(random)
    random_address = p
    fixed = {AT_PLATFORM: platform_address, AT_RANDOM: random_address}
    words = [len(strings.argv)]
    words += [strings_address + offset for offset in strings.argv]
    words.append(0)
    words += [strings_address + offset for offset in strings.envp]
    words.append(0)
    head = len(words)
    for kind, value in auxv:
        words += (kind, fixed.get(kind, value))
    sp = p - len(words) * width & -16
    vectors = pack(f"<{len(words)}{letter}", *words)
    block = vectors.ljust(random_address - sp, b"\0") + random + platform + b"\0"
    return sp, block.ljust(strings_address - sp, b"\0"), vectors[head * width :]
