"""What a recorder sees of the memory behind a call's arguments: bytes copied at the time, so that views are
pure functions of events.

`before` is taken when the call is about to be carried out (what goes in), `after` when it has ended (what
came out).  Both are {argument index: value}: bytes for flat memory, a list of bytes for vectors of strings
and buffers, a tuple for nested structures (see
NESTED).  An argument whose memory cannot be read is absent, and prints as an address, as in strace.  At
          most LIMIT_BYTES of a buffer are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import SysError
from forkingpaths.sys.kinds import Kind

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

LIMIT_BYTES = 4096  # of one buffer; strace's default shows 32
LIMIT_ITEMS = 256  # of one vector
RESTART = -512  # results from here down mean: interrupted, to be made again (abi/errno.Restart)
REGISTERS = ("RDI", "RSI", "RDX", "R10", "R8", "R9")

ABI = -1
"""Key of what is captured, beside the arguments' indices: "i386" when the call is one of i386's table."""

Arguments = tuple[int, ...]
NESTED: dict[str, Callable[[Task, Arguments, int, int], Any]] = {}


def nested(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare how memory of size rule `name` is captured: f(task, arguments, index, result) -> plain value."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        NESTED[name] = function
        return function

    return declare


def before(t: Task, kinds: tuple[Kind, ...], arguments: Arguments) -> dict[int, Any]:
    """The memory that the call is about to read."""
    return _take(t, kinds, arguments, ("in", "inout"), 0)


def after(t: Task, kinds: tuple[Kind, ...], arguments: Arguments, result: int) -> dict[int, Any]:
    """The memory that the call filled in; when it failed, only what an interrupted call leaves ("left")."""
    if -4096 < result < 0:
        return _take(t, kinds, arguments, ("left", "left"), result) if result <= RESTART else {}
    return _take(t, kinds, arguments, ("out", "inout"), result)


def _take(
    t: Task, kinds: tuple[Kind, ...], arguments: Arguments, directions: tuple[str, str], result: int
) -> dict[int, Any]:
    taken: dict[int, Any] = {}
    for index, kind in enumerate(kinds):
        if kind.direction not in directions or not arguments[index]:
            continue
        try:
            value = _one(t, kind, arguments, index, result)
        except SysError:
            continue
        if value is not None:
            taken[index] = value
    return taken


def _one(t: Task, kind: Kind, arguments: Arguments, index: int, result: int) -> Any:
    size = kind.size
    address = arguments[index]
    memory = t.memory
    if isinstance(size, int):
        return memory.read(address, size)
    if size == "cstring":
        try:
            return memory.read_string(address, 4097)
        except SysError:  # too long, or not there
            return memory.read(address, 4096)
    if size == "strings":
        return strings(t, address)
    rule, _, rest = size.partition(":")
    if rule == "arg":
        which, _, factor = rest.partition("*")
        count = arguments[int(which)] * int(factor or 1)
        return memory.read(address, min(count, LIMIT_BYTES)) if 0 <= count < 1 << 40 else None
    if rule == "ret":
        return memory.read(address, min(result, arguments[int(rest)], LIMIT_BYTES)) if result >= 0 else None
    if rule == "each":
        return memory.read(address, min(result * int(rest), LIMIT_BYTES))
    if rule == "iovec":
        return buffers(t, address, arguments[int(rest)], -1 if kind.direction == "in" else result)
    take = NESTED.get(rule)
    return take(t, arguments, index, result) if take else None


def strings(t: Task, address: int) -> list[bytes]:
    """A NULL-terminated vector of strings."""
    found: list[bytes] = []
    while len(found) < LIMIT_ITEMS:
        pointer = t.memory.read_u64(address + 8 * len(found))
        if not pointer:
            break
        found.append(t.memory.read_string(pointer, 131072))
    return found


def buffers(t: Task, address: int, count: int, filled: int) -> list[tuple[int, int, bytes]]:
    """The buffers of an iovec array, as (base, length, bytes); `filled` limits what is shown of the whole (negative: no limit)."""
    found: list[tuple[int, int, bytes]] = []
    left = filled if filled >= 0 else 1 << 62
    for item in range(min(max(count, 0), LIMIT_ITEMS)):
        base = t.memory.read_u64(address + 16 * item)
        length = t.memory.read_u64(address + 16 * item + 8)
        shown = min(length, left, LIMIT_BYTES)
        left -= min(length, left)
        found.append((base, length, t.memory.read(base, shown) if shown else b""))
    return found
