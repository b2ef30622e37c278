"""The kernel's own asynchronous input and output (linux/aio_abi.h): operations, flags, and what lies in memory."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

IOCB_CMD_PREAD: Final = 0
IOCB_CMD_PWRITE: Final = 1
IOCB_CMD_FSYNC: Final = 2
IOCB_CMD_FDSYNC: Final = 3
IOCB_CMD_POLL: Final = 5
IOCB_CMD_NOOP: Final = 6
IOCB_CMD_PREADV: Final = 7
IOCB_CMD_PWRITEV: Final = 8
IOCB_FLAG_RESFD: Final = 1
IOCB_FLAG_IOPRIO: Final = 2

IOCB: Final = Struct("<QIiHhIQQqQII")
KEY_OFFSET: Final = 8  # of aio_key in struct iocb
IO_EVENT: Final = Struct("<QQqq")  # data, obj, res, res2
RING: Final = Struct("<8I")  # id, nr, head, tail, magic, compat_features, incompat_features, header_length
HEAD_OFFSET: Final = 8
TAIL_OFFSET: Final = 12
AIO_RING_MAGIC: Final = 0xA10A10A1

IOPRIO_CLASS_RT: Final = 1  # linux/ioprio.h
IOPRIO_CLASS_IDLE: Final = 3
IOPRIO_CLASS_SHIFT: Final = 13
IOPRIO_LEVELS: Final = 8


class Iocb(NamedTuple):
    """struct iocb, as little-endian processors have it."""

    data: int
    key: int
    rw_flags: int
    opcode: int
    reqprio: int
    fildes: int
    buf: int
    nbytes: int
    offset: int
    reserved2: int
    flags: int
    resfd: int
