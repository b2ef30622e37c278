"""One argument of a system call, as strace writes it, by its kind (sys/kinds.py).

`Seen` is what is known of a call: its declaration, its decoded registers, and the memory behind them before and after.  A printer
takes it and the argument's place; memory that could not be read, or that a failed call did not fill in, is an address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from forkingpaths.abi.clone import show_clone_flags
from forkingpaths.abi.futex import show_futex_op
from forkingpaths.abi.ioctl import show_request
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.abi.signals import name_of
from forkingpaths.abi.stat import show_mode, show_permissions
from forkingpaths.abi.tables import EnumTable, FlagTable
from forkingpaths.sys.declare import Call
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_signals import show_sigset, wait_status
from forkingpaths.view.strace_sockets import iovecs, message, show_address
from forkingpaths.view.strace_text import (
    DEFAULT_LIMIT,
    address,
    hex0,
    hexadecimal,
    listed,
    moment,
    quote,
    quote_path,
    user,
)

LOWEST_ERROR = -4095
WHOLE_BUFFER = 4096  # as much of one as sys/capture keeps
SIZES_OF_SETS = ("sigsetsize", "sizemask")
SET_BYTES = 8
TABLE_MODULES = ("open", "mman", "futex", "prctl", "resource", "signals")


@dataclass(slots=True)
class Seen:
    """A call as far as it has come; `result` is None before it has one."""

    call: Call
    arguments: tuple[int, ...]
    before: dict[int, Any]
    after: dict[int, Any] = field(default_factory=dict)
    result: int | None = None
    ended: bool = False
    limit: int = DEFAULT_LIMIT
    previous: str = ""  # the call that this thread made before
    called: str = ""  # by which name, where that is not the declaration's

    @property
    def name(self) -> str:
        return self.called or self.call.name

    @property
    def failed(self) -> bool:
        return self.result is None or LOWEST_ERROR <= self.result < 0

    def memory(self, index: int) -> Any:
        """What is behind argument `index`: what the call left there, or what it found; None if unknown."""
        value = self.after.get(index)
        return self.before.get(index) if value is None else value


def show(seen: Seen, index: int) -> str:
    """Argument `index` as its kind says."""
    return PRINTERS.get(seen.call.parameters[index].kind.show, _hex)(seen, index)


def several(seen: Seen, count: int, first: int = 0) -> list[str]:
    """Arguments `first` to `count`, as their kinds say."""
    return [show(seen, index) for index in range(first, count)]


@cache
def table(name: str) -> EnumTable | FlagTable:
    """A table of abi/: `open.OPEN_FLAGS`, or its name alone when the module is plain."""
    module, _, attribute = name.rpartition(".")
    for candidate in (module,) if module else TABLE_MODULES:
        found = getattr(import_module(f"forkingpaths.abi.{candidate}"), attribute, None)
        if isinstance(found, EnumTable | FlagTable):
            return found
    raise LookupError(f"there is no table {name} in abi/")


def _decimal(seen: Seen, index: int) -> str:
    return str(seen.arguments[index])


def _hex(seen: Seen, index: int) -> str:
    return hex0(seen.arguments[index])


def _address(seen: Seen, index: int) -> str:
    return address(seen.arguments[index])


def _dirfd(seen: Seen, index: int) -> str:
    number = seen.arguments[index]
    return "AT_FDCWD" if number == AT_FDCWD else str(number)


def _flags(seen: Seen, index: int) -> str:
    kind = seen.call.parameters[index].kind
    value = seen.arguments[index] & (0xFFFF_FFFF if kind.decode in ("i32", "u32") else 0xFFFF_FFFF_FFFF_FFFF)
    return table(kind.detail).show(value)


def _enum(seen: Seen, index: int) -> str:
    kind = seen.call.parameters[index].kind
    return table(kind.detail).show(seen.arguments[index])


def _path(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return quote_path(data.rstrip(b"\0")) if isinstance(data, bytes) else _address(seen, index)


def _text(seen: Seen, index: int) -> str:
    """A NUL-terminated string of which -s limits what is shown."""
    data = seen.memory(index)
    return quote(data, seen.limit) if isinstance(data, bytes) else _address(seen, index)


def _bytes(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    if not isinstance(data, bytes):
        return _address(seen, index)
    return quote(data, min(seen.limit, WHOLE_BUFFER))


def random_bytes(seen: Seen, index: int) -> str:
    """Bytes that are never text."""
    data = seen.memory(index)
    return hexadecimal(data, seen.limit) if isinstance(data, bytes) else _address(seen, index)


def _strings(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return (
        listed([quote(text, seen.limit) for text in data], seen.limit)
        if data is not None
        else _address(seen, index)
    )


def _mode(seen: Seen, index: int) -> str:
    return show_permissions(seen.arguments[index])


def _struct(seen: Seen, index: int) -> str:
    printer = values.STRUCTURES.get(seen.call.parameters[index].kind.detail)
    data = seen.memory(index)
    if printer is None or not isinstance(data, bytes):
        return _address(seen, index)
    if printer is show_sigset and _wrong_size(seen, index):
        return _address(seen, index)
    return printer(data) or _address(seen, index)


def _wrong_size(seen: Seen, index: int) -> bool:
    """Whether the call was told another size of its signal sets than they have; then strace does not look at them."""
    for at in range(index + 1, len(seen.arguments)):
        if seen.call.parameters[at].name in SIZES_OF_SETS:
            return seen.arguments[at] != SET_BYTES
    return False


def _array(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    item = ARRAYS.get(seen.call.parameters[index].kind.detail)
    if item is None or not isinstance(data, bytes):
        return _address(seen, index)
    size, printer = item
    shown = [printer(data[at : at + size]) for at in range(0, len(data) - size + 1, size)]
    return listed(shown, seen.limit)


def _iovec(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    if not isinstance(data, list):
        return _address(seen, index)
    if seen.failed and seen.call.parameters[index].kind.direction == "inout":
        places = [f"{{iov_base={address(base)}, iov_len={length}}}" for base, length, _ in data]
        return listed(places, seen.limit)
    return iovecs(data, seen.limit)


def _wait_status(seen: Seen, index: int) -> str:
    data = seen.after.get(index)
    if seen.failed or not seen.result or not isinstance(data, bytes):
        return _address(seen, index)
    return wait_status(int.from_bytes(data, "little"))


def _entries(seen: Seen, index: int) -> str:
    count = seen.after.get(index)
    text = _address(seen, index)
    return f"{text} /* {count} entries */" if isinstance(count, int) else text


def _time_pointer(seen: Seen, index: int) -> str:
    data = seen.after.get(index)
    if not isinstance(data, bytes):
        return _address(seen, index)
    seconds = int.from_bytes(data, "little", signed=True)
    return f"[{seconds} /* {moment(seconds)} */]"


def _number_pointer(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return values.number(data) if isinstance(data, bytes) else _address(seen, index)


def _address_pointer(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return (
        f"[{address(int.from_bytes(data, 'little'))}]" if isinstance(data, bytes) else _address(seen, index)
    )


def _offset(seen: Seen, index: int) -> str:
    """An offset that the call found where the argument points."""
    data = seen.before.get(index)
    return values.number(data) if isinstance(data, bytes) else _address(seen, index)


def _sockaddr(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return show_address(data) if isinstance(data, bytes) and len(data) > 1 else _address(seen, index)


def _message(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return message(data, seen.limit) if data is not None else _address(seen, index)


def _capabilities(seen: Seen, index: int) -> str:
    data = seen.memory(index)
    return values.cap_data(data) if isinstance(data, bytes) and data else _address(seen, index)


def _frame(seen: Seen, index: int) -> str:
    data = seen.before.get(index)
    return f"{{mask={show_sigset(data)}}}" if isinstance(data, bytes) else _address(seen, index)


def _residency(seen: Seen, index: int) -> str:
    data = seen.after.get(index)
    return (
        listed([str(byte & 1) for byte in data], seen.limit)
        if isinstance(data, bytes)
        else _address(seen, index)
    )


def ipc_key(seen: Seen, index: int) -> str:
    """A System V key."""
    key = seen.arguments[index]
    return hex0(key & 0xFFFF_FFFF) if key else "IPC_PRIVATE"


ARRAYS: dict[str, tuple[int, Callable[[bytes], str]]] = {
    "gid": (4, lambda data: user(int.from_bytes(data, "little"))),
    "epoll_event": (12, values.epoll_event),
    "iovec": (16, values.remote_iovec),
    "sembuf": (6, values.sembuf),
}

PRINTERS: dict[str, Callable[[Seen, int], str]] = {
    "int": _decimal,
    "uint": _decimal,
    "hex": _hex,
    "address": _address,
    "dirfd": _dirfd,
    "flags": _flags,
    "enum": _enum,
    "path": _path,
    "string": _text,
    "bytes": _bytes,
    "strings": _strings,
    "id": lambda seen, index: user(seen.arguments[index]),
    "mode": _mode,
    "file_mode": lambda seen, index: show_mode(seen.arguments[index]),
    "dev": lambda seen, index: values.device(seen.arguments[index]),
    "signal": lambda seen, index: name_of(seen.arguments[index]),
    "struct": _struct,
    "array": _array,
    "iovec": _iovec,
    "wstatus": _wait_status,
    "dirents": _entries,
    "mincore": _residency,
    "size_pointer": _number_pointer,
    "time_pointer": _time_pointer,
    "timer_pointer": _number_pointer,
    "tid_pointer": _number_pointer,
    "u64_pointer": _address_pointer,
    "offset_pointer": _offset,
    "clone_flags": lambda seen, index: show_clone_flags(seen.arguments[index]),
    "futex_op": lambda seen, index: show_futex_op(seen.arguments[index]),
    "ioctl_request": lambda seen, index: show_request(seen.arguments[index]),
    "cap_data": _capabilities,
    "sockaddr": _sockaddr,
    "msghdr": _message,
    "sigframe": _frame,
    "ipc_key": ipc_key,
}
