"""The socket calls: arguments whose meaning hangs on the family, the level, or on what the call has stored."""

from __future__ import annotations

from forkingpaths.abi import socket as abi
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, show
from forkingpaths.view.strace_sockets import lengths, message, option, option_name, show_address
from forkingpaths.view.strace_text import address, listed

AF_INET, AF_INET6 = 2, 10


def socket(seen: Seen) -> list[str]:
    """The protocol's name belongs to the family."""
    family, _, protocol = seen.arguments[:3]
    named = abi.INET_PROTOCOLS.show(protocol) if family in (AF_INET, AF_INET6) else str(protocol)
    shown = [show(seen, 0), _type(seen.arguments[1] & 0xFFFF_FFFF), named]
    return [*shown, show(seen, 3)] if len(seen.arguments) > 3 else shown


def _type(value: int) -> str:
    """A socket's type, and its flags."""
    kind, flags = value & abi.SOCK_TYPE_MASK, value & ~abi.SOCK_TYPE_MASK
    if not flags or kind not in abi.SOCK_TYPES:
        return abi.SOCK_TYPE_FLAGS.show(value)
    return f"{abi.SOCK_TYPES.show(kind)}|{abi.SOCK_FLAGS.show(flags)}"


def _length(seen: Seen, index: int) -> str:
    """An address's or option's length, before and after."""
    before, after = seen.before.get(index), seen.after.get(index)
    if not isinstance(before, bytes):
        return address(seen.arguments[index])
    room = int.from_bytes(before, "little", signed=True)
    given = int.from_bytes(after, "little", signed=True) if isinstance(after, bytes) else room
    return lengths(room, given)


def _given_address(seen: Seen, index: int) -> str:
    """An address that the call has stored, cut to the room there was."""
    data, room = seen.after.get(index), seen.before.get(index + 1)
    if not isinstance(data, bytes):
        return address(seen.arguments[index])
    return show_address(data[: int.from_bytes(room, "little")] if isinstance(room, bytes) else data)


def received_address(seen: Seen) -> list[str]:
    """accept, getsockname, getpeername."""
    shown = [show(seen, 0), _given_address(seen, 1), _length(seen, 2)]
    return [*shown, show(seen, 3)] if len(seen.arguments) > 3 else shown


def recvfrom(seen: Seen) -> list[str]:
    """The sender's address, when there is one."""
    shown = [show(seen, index) for index in range(4)]
    return [*shown, _given_address(seen, 4), _length(seen, 5)]


def _option(seen: Seen) -> str:
    data = seen.memory(3)
    if not isinstance(data, bytes):
        return address(seen.arguments[3])
    return option(seen.arguments[1], seen.arguments[2], data, seen.limit)


def setsockopt(seen: Seen) -> list[str]:
    """The option's name belongs to its level."""
    name = option_name(seen.arguments[1], seen.arguments[2])
    return [show(seen, 0), show(seen, 1), name, _option(seen), show(seen, 4)]


def getsockopt(seen: Seen) -> list[str]:
    """As setsockopt, with the length the call gives back."""
    name = option_name(seen.arguments[1], seen.arguments[2])
    return [show(seen, 0), show(seen, 1), name, _option(seen), _length(seen, 4)]


def recvmsg(seen: Seen) -> list[str]:
    """The message as it came; the room for its sender's address from before."""
    came, asked = seen.after.get(1), seen.before.get(1)
    if came is None:
        text = address(seen.arguments[1])
        if seen.ended and asked is not None:
            text = f"{{msg_namelen={int.from_bytes(asked[0][8:12], 'little')}}}"
    else:
        room = int.from_bytes(asked[0][8:12], "little") if asked is not None else None
        text = message(came, seen.limit, room)
    return [show(seen, 0), text, show(seen, 2)]


def sendmmsg(seen: Seen) -> list[str]:
    """Several messages, each with what of it was sent."""
    data = seen.before.get(1)
    text = address(seen.arguments[1])
    if data is not None:
        sent = seen.after.get(1, [])
        lengths_sent = [f", msg_len={sent[at]}" if at < len(sent) else "" for at in range(len(data))]
        shown = [
            f"{{msg_hdr={message(parts, seen.limit)}{length}}}"
            for parts, length in zip(data, lengths_sent, strict=True)
        ]
        text = listed(shown, seen.limit)
    return [show(seen, 0), text, *(show(seen, index) for index in (2, 3))]


def recvmmsg(seen: Seen) -> list[str]:
    """Several messages, each with its length."""
    data = seen.after.get(1)
    text = address(seen.arguments[1])
    if data is not None:
        shown = [f"{{msg_hdr={message(parts[:4], seen.limit)}, msg_len={parts[4]}}}" for parts in data]
        text = listed(shown, seen.limit)
    timeout = seen.before.get(4)
    until = values.timespec(timeout) if isinstance(timeout, bytes) else address(seen.arguments[4])
    return [show(seen, 0), text, show(seen, 2), show(seen, 3), until]


def recvmmsg_remark(seen: Seen) -> str:
    """The time that was left."""
    left = seen.after.get(4)
    if seen.failed:
        return ""
    if not seen.result:
        return " (Timeout)"
    return f" (left {values.timespec(left)})" if isinstance(left, bytes) else ""
