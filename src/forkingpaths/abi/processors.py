"""Sets of processors, a bit each, as files of /proc and /sys write them (cpuset(7), "FORMATS")."""

from __future__ import annotations

from typing import Final

LIMIT: Final = 64  # the most that the guest may have: a mask is one long
USUAL: Final = 2
WORD_BITS: Final = 32


def mask_words(mask: int, processors: int) -> str:
    """ "Mask format": hexadecimal, in words of 32 bits with commas between, as wide as the number of processors asks for."""
    words = []
    for low in range(0, processors, WORD_BITS):
        digits = -(-min(processors - low, WORD_BITS) // 4)
        words.append(f"{mask >> low & 0xFFFF_FFFF:0{digits}x}")
    return ",".join(reversed(words))


def mask_list(mask: int) -> str:
    """ "List format": `0-4,9`."""
    found = []
    at = 0
    while mask >> at:
        if mask >> at & 1:
            first = at
            while mask >> at + 1 & 1:
                at += 1
            found.append(f"{first}-{at}" if at > first else f"{at}")
        at += 1
    return ",".join(found)
