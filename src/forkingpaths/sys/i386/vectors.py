"""Arguments that lead to more pointers: vectors of buffers and of strings, messages of sockets and of System V queues."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi.i386.structs import CMSGHDR32, MMSGHDR32_SIZE, MSGHDR32
from forkingpaths.abi.open import UIO_MAXIOV
from forkingpaths.abi.sockaddr import CMSGHDR, MMSGHDR_SIZE, MSGHDR, Cmsghdr, Msghdr

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task
    from forkingpaths.sys.i386.crossing import Arguments
    from forkingpaths.sys.i386.scratch import Scratch

IOVEC32, IOVEC = Struct("<II"), Struct("<QQ")
LENGTH = Struct("<I")
NEGATIVE, MINUS = 1 << 31, (1 << 64) - (1 << 32)
LONGEST_CONTROL = 1 << 16
TEXT_LIMIT = 1 << 17
NAME_LENGTH_AT, CONTROL_LENGTH_AT = (
    4,
    20,
)  # in a 32-bit struct msghdr: msg_namelen; msg_controllen and msg_flags


def wide_iovec(t: Task, address: int, count: int) -> bytes:
    """The wide image of `count` struct iovec."""
    raw = t.memory.read(address, count * IOVEC32.size)
    # a length is a ssize_t there: one that is negative stays so, and is EINVAL
    return b"".join(
        IOVEC.pack(base, length if length < NEGATIVE else length + MINUS)
        for base, length in IOVEC32.iter_unpack(raw)
    )


class Vector:
    """`const struct iovec *`; the argument behind it says how many."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        count = arguments[2]
        return wide_iovec(t, address, count) if 0 < count <= UIO_MAXIOV else None

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        """Nobody writes into it."""


class Strings:
    """A NULL-terminated vector of pointers."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        image = bytearray()
        while True:
            pointer = t.memory.read_u32(address)
            image += pointer.to_bytes(8, "little")
            if not pointer:
                return bytes(image)
            address += 4

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        """Nobody writes into it."""


class FdSet:
    """fd_set: the same bits, but whole words of 4 bytes where the handler takes whole words of 8."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        count = arguments[0]
        if not 0 < count <= 1 << 20:
            return None
        raw = t.memory.read(address, (count + 31) // 32 * 4)
        return raw.ljust((count + 63) // 64 * 8, b"\0")

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        t.memory.write(address, image[: (arguments[0] + 31) // 32 * 4])


class MessageBuffer:
    """struct msgbuf: a long, then as many bytes as the next argument says."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        size = arguments[2]
        if size > TEXT_LIMIT:
            return None
        raw = t.memory.read(address, 4 + size)
        return int.from_bytes(raw[:4], "little", signed=True).to_bytes(8, "little", signed=True) + raw[4:]

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        t.memory.write(address, image[:4] + image[8:])


NO_FLAGS = 0xFFFF_FFFF


class Message:
    """struct msghdr: the vector and the control messages have wide images of their own."""

    def __init__(self, sends: bool) -> None:
        self.sends = sends

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        return self.image(t, address, scratch)

    def image(self, t: Task, address: int, scratch: Scratch) -> bytes:
        """The wide header, what it points to laid down already."""
        header = Msghdr._make(MSGHDR32.unpack(t.memory.read(address, MSGHDR32.size)))
        if 0 < header.iovlen <= UIO_MAXIOV:
            header = header._replace(iov=scratch.put(wide_iovec(t, header.iov, header.iovlen)))
        if header.control and 0 < header.controllen <= LONGEST_CONTROL:
            if self.sends:
                control = _wide_control(t.memory.read(header.control, header.controllen))
            else:
                control = bytes(_room(header.controllen))
            header = header._replace(control=scratch.put(control), controllen=len(control))
        if not self.sends:  # recvmsg sets the flags always: so the header changes, and `store` is not left out, whatever it holds
            header = header._replace(flags=NO_FLAGS)
        return MSGHDR.pack(*header)

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        if not self.sends:
            self.store(t, address, image, scratch)

    def store(self, t: Task, address: int, image: bytes, scratch: Scratch) -> None:
        """What recvmsg(2) changes in the header, and the control messages."""
        wide = Msghdr._make(MSGHDR.unpack(image))
        given = Msghdr._make(MSGHDR32.unpack(t.memory.read(address, MSGHDR32.size)))
        control = b""
        if given.control and wide.controllen:
            control = _narrow_control(scratch.get(wide.control, wide.controllen) or b"")[: given.controllen]
            t.memory.write(given.control, control)
        t.memory.write(address + NAME_LENGTH_AT, LENGTH.pack(wide.namelen))
        t.memory.write(address + CONTROL_LENGTH_AT, LENGTH.pack(len(control)) + LENGTH.pack(wide.flags))


class Messages:
    """struct mmsghdr[]: headers, each with a length behind it."""

    def __init__(self, sends: bool) -> None:
        self.one = Message(sends)

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        count = min(arguments[2], UIO_MAXIOV)
        image = b""
        for at in range(count):
            place = address + at * MMSGHDR32_SIZE
            length = t.memory.read(place + MSGHDR32.size, 4)
            image += (self.one.image(t, place, scratch) + length).ljust(MMSGHDR_SIZE, b"\0")
        return image

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        for at in range(len(image) // MMSGHDR_SIZE):
            wide = image[at * MMSGHDR_SIZE : (at + 1) * MMSGHDR_SIZE]
            place = address + at * MMSGHDR32_SIZE
            if not self.one.sends:
                self.one.store(t, place, wide[: MSGHDR.size], scratch)
            t.memory.write(place + MSGHDR32.size, wide[MSGHDR.size : MSGHDR.size + 4])


def _room(length: int) -> int:
    """Room for control messages that fill `length` bytes when they are narrow: a longer head each, and more padding."""
    if length < CMSGHDR32.size:
        return length
    return length + CMSGHDR.size - CMSGHDR32.size + (12 if length >= 3 * CMSGHDR32.size else 0)


def _wide_control(raw: bytes) -> bytes:
    """Control messages with heads of 16 bytes, from such with 12.  A bad length is left for the handler to find."""
    wide = b""
    while len(raw) >= CMSGHDR32.size:
        head = Cmsghdr._make(CMSGHDR32.unpack_from(raw))
        if not CMSGHDR32.size <= head.len <= len(raw):
            return wide + CMSGHDR.pack(*head)
        data = raw[CMSGHDR32.size : head.len]
        wide += CMSGHDR.pack(CMSGHDR.size + len(data), head.level, head.type) + data.ljust(
            len(data) + 7 & -8, b"\0"
        )
        raw = raw[head.len + 3 & -4 :]
    return wide


def _narrow_control(raw: bytes) -> bytes:
    narrow = b""
    while len(raw) >= CMSGHDR.size:
        head = Cmsghdr._make(CMSGHDR.unpack_from(raw))
        data = raw[CMSGHDR.size : head.len]
        narrow += CMSGHDR32.pack(CMSGHDR32.size + len(data), head.level, head.type)
        narrow += data.ljust(len(data) + 3 & -4, b"\0")
        raw = raw[head.len + 7 & -8 :] if head.len else b""
    return narrow
