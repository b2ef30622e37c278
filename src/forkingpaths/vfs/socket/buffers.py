"""How much memory a queued message counts for against SO_SNDBUF, as Linux counts it: the buffer, its head and its rounding up.

So a socket here is full after exactly as many bytes as on Linux (x86-64, 6.x): a program that relies on it, or deadlocks on it,
does so here too.
"""

from __future__ import annotations

PAGE = 4096
SHARED_INFO = 320  # sizeof(struct skb_shared_info), aligned
SK_BUFF = 256  # sizeof(struct sk_buff), aligned
SMALL = PAGE - SHARED_INFO  # what fits beside its shared info into one page
MAX_LINEAR = 4 * PAGE - SHARED_INFO  # SKB_MAX_ALLOC
MAX_FRAGMENTS = 32768


def _linear(length: int) -> int:
    """The memory of `length` bytes in one allocation."""
    need = (length + 63) // 64 * 64 + SHARED_INFO
    size = 512
    while size < need:
        size *= 2
    return size + SK_BUFF


def of_datagram(length: int) -> int:
    """A message of a datagram or sequenced-packet socket."""
    pages = 0
    if length > MAX_LINEAR:
        pages = (length - MAX_LINEAR + PAGE - 1) // PAGE * PAGE
    return _linear(length - min(pages, length)) + pages


def of_stream(length: int) -> int:
    """One piece of a stream (at most `stream_piece` bytes)."""
    pages = 0
    if length > SMALL:
        pages = (length - SMALL + PAGE - 1) // PAGE * PAGE
    return _linear(length - min(pages, length)) + pages


def stream_piece(left: int, send_buffer: int) -> int:
    """How many of `left` bytes a stream socket puts into one buffer."""
    return min(left, (send_buffer >> 1) - 64, SMALL + MAX_FRAGMENTS)
