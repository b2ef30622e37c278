"""futex(2): operations, the bits of a lock word, robust lists; set_robust_list(2), membarrier(2), rseq(2)."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, enum

FUTEX_WAIT: Final = 0
FUTEX_WAKE: Final = 1
FUTEX_FD: Final = 2
FUTEX_REQUEUE: Final = 3
FUTEX_CMP_REQUEUE: Final = 4
FUTEX_WAKE_OP: Final = 5
FUTEX_LOCK_PI: Final = 6
FUTEX_UNLOCK_PI: Final = 7
FUTEX_TRYLOCK_PI: Final = 8
FUTEX_WAIT_BITSET: Final = 9
FUTEX_WAKE_BITSET: Final = 10
FUTEX_WAIT_REQUEUE_PI: Final = 11
FUTEX_CMP_REQUEUE_PI: Final = 12
FUTEX_LOCK_PI2: Final = 13
FUTEX_PRIVATE_FLAG: Final = 128
FUTEX_CLOCK_REALTIME: Final = 256
FUTEX_CMD_MASK: Final = ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)

FUTEX_COMMANDS: Final[EnumTable] = enum(
    globals(),
    "FUTEX_???",
    """FUTEX_WAIT FUTEX_WAKE FUTEX_FD FUTEX_REQUEUE FUTEX_CMP_REQUEUE FUTEX_WAKE_OP FUTEX_LOCK_PI FUTEX_UNLOCK_PI
    FUTEX_TRYLOCK_PI FUTEX_WAIT_BITSET FUTEX_WAKE_BITSET FUTEX_WAIT_REQUEUE_PI FUTEX_CMP_REQUEUE_PI
    FUTEX_LOCK_PI2""",
)


# FUTEX_CLOCK_REALTIME has a meaning for these only; with any other command it is ENOSYS.
FUTEX_CLOCK_COMMANDS: Final = (FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI)


def show_futex_op(op: int) -> str:
    """As strace: `FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME`."""
    op &= 0xFFFFFFFF
    command = op & FUTEX_CMD_MASK
    name = FUTEX_COMMANDS.by_value.get(command)
    if name is None or (op & FUTEX_CLOCK_REALTIME and command not in FUTEX_CLOCK_COMMANDS):
        return f"{op:#x} /* FUTEX_??? */"
    if op & FUTEX_PRIVATE_FLAG:
        name += "|FUTEX_PRIVATE_FLAG" if command == FUTEX_FD else "_PRIVATE"
    return name + "|FUTEX_CLOCK_REALTIME" if op & FUTEX_CLOCK_REALTIME else name


FUTEX_BITSET_MATCH_ANY: Final = 0xFFFFFFFF
FUTEX_WAITERS: Final = 0x80000000
FUTEX_OWNER_DIED: Final = 0x40000000
FUTEX_TID_MASK: Final = 0x3FFFFFFF
ROBUST_LIST_LIMIT: Final = 2048

# FUTEX_WAKE_OP's third value: operation (31..28), comparison (27..24), operand (23..12), comparand (11..0).
FUTEX_OP_SET: Final = 0
FUTEX_OP_ADD: Final = 1
FUTEX_OP_OR: Final = 2
FUTEX_OP_ANDN: Final = 3
FUTEX_OP_XOR: Final = 4
FUTEX_OP_OPARG_SHIFT: Final = 8
FUTEX_OP_CMP_EQ: Final = 0
FUTEX_OP_CMP_NE: Final = 1
FUTEX_OP_CMP_LT: Final = 2
FUTEX_OP_CMP_LE: Final = 3
FUTEX_OP_CMP_GT: Final = 4
FUTEX_OP_CMP_GE: Final = 5
FUTEX_OPS: Final[EnumTable] = enum(
    globals(), "FUTEX_OP_???", "FUTEX_OP_SET FUTEX_OP_ADD FUTEX_OP_OR FUTEX_OP_ANDN FUTEX_OP_XOR"
)
FUTEX_CMPS: Final[EnumTable] = enum(
    globals(),
    "FUTEX_OP_CMP_???",
    """FUTEX_OP_CMP_EQ FUTEX_OP_CMP_NE FUTEX_OP_CMP_LT FUTEX_OP_CMP_LE FUTEX_OP_CMP_GT FUTEX_OP_CMP_GE""",
)


class RobustListHead(NamedTuple):
    """struct robust_list_head (get_robust_list(2))."""

    next: int
    futex_offset: int
    list_op_pending: int


ROBUST_LIST_HEAD: Final = Struct("<QqQ")

# membarrier(2)
MEMBARRIER_CMD_QUERY: Final = 0
MEMBARRIER_CMD_GLOBAL: Final = 1
MEMBARRIER_CMD_GLOBAL_EXPEDITED: Final = 2
MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED: Final = 4
MEMBARRIER_CMD_PRIVATE_EXPEDITED: Final = 8
MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED: Final = 16
MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE: Final = 32
MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE: Final = 64
MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ: Final = 128
MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ: Final = 256
MEMBARRIER_COMMANDS: Final[EnumTable] = enum(
    globals(),
    "MEMBARRIER_CMD_???",
    """MEMBARRIER_CMD_QUERY MEMBARRIER_CMD_GLOBAL MEMBARRIER_CMD_GLOBAL_EXPEDITED MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED
    MEMBARRIER_CMD_PRIVATE_EXPEDITED MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ""",
)

# rseq(2)
RSEQ_FLAG_UNREGISTER: Final = 1
RSEQ_SIG: Final = 0x53053053
RSEQ_SIZE: Final = 32
RSEQ_CPU_ID_UNINITIALIZED: Final = -1


class Rseq(NamedTuple):
    """struct rseq, in the thread's own memory."""

    cpu_id_start: int
    cpu_id: int
    rseq_cs: int
    flags: int


RSEQ: Final = Struct("<IIQI12x")


class RseqCs(NamedTuple):
    """struct rseq_cs: one restartable sequence."""

    version: int
    flags: int
    start_ip: int
    post_commit_offset: int
    abort_ip: int


RSEQ_CS: Final = Struct("<IIQQQ")
