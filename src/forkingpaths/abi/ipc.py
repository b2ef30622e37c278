"""System V IPC (sysvipc(7)) and POSIX message queues (mq_overview(7)): commands, flags and structures."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

IPC_PRIVATE: Final = 0
IPC_CREAT: Final = 0o1000
IPC_EXCL: Final = 0o2000
IPC_NOWAIT: Final = 0o4000
IPC_64: Final = 0x100  # or-ed into the command by old i386 callers
IPC_GET_FLAGS: Final[FlagTable] = flags(globals(), "", "IPC_CREAT IPC_EXCL IPC_NOWAIT")

IPC_RMID: Final = 0
IPC_SET: Final = 1
IPC_STAT: Final = 2
IPC_INFO: Final = 3
MSG_STAT: Final = 11
MSG_INFO: Final = 12
MSG_STAT_ANY: Final = 13
SHM_LOCK: Final = 11
SHM_UNLOCK: Final = 12
SHM_STAT: Final = 13
SHM_INFO: Final = 14
SHM_STAT_ANY: Final = 15
GETPID: Final = 11
GETVAL: Final = 12
GETALL: Final = 13
GETNCNT: Final = 14
GETZCNT: Final = 15
SETVAL: Final = 16
SETALL: Final = 17
SEM_STAT: Final = 18
SEM_INFO: Final = 19
SEM_STAT_ANY: Final = 20
MSGCTL_COMMANDS: Final[EnumTable] = enum(
    globals(), "MSG_???", "IPC_RMID IPC_SET IPC_STAT IPC_INFO MSG_STAT MSG_INFO MSG_STAT_ANY"
)
SHMCTL_COMMANDS: Final[EnumTable] = enum(
    globals(),
    "SHM_???",
    "IPC_RMID IPC_SET IPC_STAT IPC_INFO SHM_LOCK SHM_UNLOCK SHM_STAT SHM_INFO SHM_STAT_ANY",
)
SEMCTL_COMMANDS: Final[EnumTable] = enum(
    globals(),
    "SEM_???",
    """IPC_RMID IPC_SET IPC_STAT IPC_INFO GETPID GETVAL GETALL GETNCNT GETZCNT SETVAL SETALL SEM_STAT SEM_INFO
    SEM_STAT_ANY""",
)

MSG_NOERROR: Final = 0o10000
MSG_EXCEPT: Final = 0o20000
MSG_COPY: Final = 0o40000
MSGRCV_FLAGS: Final[FlagTable] = flags(globals(), "MSG_???", "MSG_NOERROR MSG_EXCEPT MSG_COPY IPC_NOWAIT")

SHM_RDONLY: Final = 0o10000
SHM_RND: Final = 0o20000
SHM_REMAP: Final = 0o40000
SHM_EXEC: Final = 0o100000
SHMAT_FLAGS: Final[FlagTable] = flags(globals(), "SHM_???", "SHM_RDONLY SHM_RND SHM_REMAP SHM_EXEC")
SHM_HUGETLB: Final = 0o4000
SHM_NORESERVE: Final = 0o10000
SHMGET_FLAGS: Final[FlagTable] = flags(globals(), "", "IPC_CREAT IPC_EXCL SHM_HUGETLB SHM_NORESERVE")
SHM_DEST: Final = 0o1000  # in shm_perm.mode: to be removed with the last detach
SHM_LOCKED: Final = 0o2000
SHMLBA: Final = 4096

SEM_UNDO: Final = 0x1000
SEMOP_FLAGS: Final[FlagTable] = flags(globals(), "SEM_???", "SEM_UNDO IPC_NOWAIT")

# /proc/sys/kernel/msg*, shm*, sem: the defaults
MSGMAX: Final = 8192
MSGMNB: Final = 16384
MSGMNI: Final = 32000
SHMMAX: Final = 0xFFFF_FFFF_FEFF_FFFF
SHMALL: Final = 0xFFFF_FFFF_FEFF_FFFF
SHMMNI: Final = 4096
SEMMSL: Final = 32000
SEMMNS: Final = 1024000000
SEMOPM: Final = 500
SEMMNI: Final = 32000
SEMVMX: Final = 32767


class IpcPerm(NamedTuple):
    """struct ipc64_perm."""

    key: int
    uid: int
    gid: int
    cuid: int
    cgid: int
    mode: int
    seq: int


IPC_PERM: Final = Struct("<iIIIIIH22x")


class ShmidDs(NamedTuple):
    """struct shmid64_ds after its ipc64_perm."""

    segsz: int
    atime: int
    dtime: int
    ctime: int
    cpid: int
    lpid: int
    nattch: int


SHMID_DS: Final = Struct("<QqqqiiQ16x")


class SemidDs(NamedTuple):
    """struct semid64_ds after its ipc64_perm; x86 keeps a word after each time."""

    otime: int
    ctime: int
    nsems: int


SEMID_DS: Final = Struct("<q8xq8xQ16x")


class MsqidDs(NamedTuple):
    """struct msqid64_ds after its ipc64_perm."""

    stime: int
    rtime: int
    ctime: int
    cbytes: int
    qnum: int
    qbytes: int
    lspid: int
    lrpid: int


MSQID_DS: Final = Struct("<qqqQQQii16x")


class Sembuf(NamedTuple):
    num: int
    op: int
    flg: int


SEMBUF: Final = Struct("<Hhh")
SHMINFO: Final = Struct("<5Q32x")  # struct shminfo64: shmmax, shmmin, shmmni, shmseg, shmall
SHM_INFO_STRUCT: Final = Struct(
    "<i4x5Q"
)  # used_ids, shm_tot, shm_rss, shm_swp, swap_attempts, swap_successes
SEMINFO: Final = Struct("<10i")  # map, mni, mns, mnu, msl, opm, ume, usz, vmx, aem
MSGINFO: Final = Struct("<7iH2x")  # pool, map, max, mnb, mni, ssz, tql, seg


class MqAttr(NamedTuple):
    """struct mq_attr, 64 bytes (mq_getattr(3))."""

    flags: int
    maxmsg: int
    msgsize: int
    curmsgs: int


MQ_ATTR: Final = Struct("<qqqq32x")
MQ_PRIO_MAX: Final = 32768
MQ_MAXMSG_DEFAULT: Final = 10
MQ_MSGSIZE_DEFAULT: Final = 8192
MQ_QUEUES_MAX: Final = 256
