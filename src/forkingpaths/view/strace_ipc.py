"""System V IPC as strace writes it: keys with permissions, messages, and the structures of the *ctl calls."""

from __future__ import annotations

from forkingpaths.abi import ipc, stat
from forkingpaths.view.strace_arguments import Seen, ipc_key, show
from forkingpaths.view.strace_text import address, quote

I32 = 0xFFFF_FFFF
PERMISSIONS = 0o777


def _flags(value: int, names: str) -> str:
    mode = stat.show_permissions(value & PERMISSIONS)
    return mode if names == "0" else f"{names}|{mode}"


def shmget(seen: Seen) -> list[str]:
    """Flags and permissions in one."""
    flags = seen.arguments[2]
    return [ipc_key(seen, 0), show(seen, 1), _flags(flags, ipc.SHMGET_FLAGS.show(flags & ~PERMISSIONS & I32))]


def semget(seen: Seen) -> list[str]:
    """As shmget."""
    flags = seen.arguments[2]
    return [
        ipc_key(seen, 0),
        show(seen, 1),
        _flags(flags, ipc.IPC_GET_FLAGS.show(flags & ~PERMISSIONS & I32)),
    ]


def msgget(seen: Seen) -> list[str]:
    """As shmget."""
    flags = seen.arguments[1]
    return [ipc_key(seen, 0), _flags(flags, ipc.IPC_GET_FLAGS.show(flags & ~PERMISSIONS & I32))]


def _message(data: object, where: int, size: int, limit: int) -> str:
    if not isinstance(data, bytes) or len(data) < 8:
        return address(where)
    kind = int.from_bytes(data[:8], "little", signed=True)
    return f"{{mtype={kind}, mtext={quote(data[8 : 8 + size], limit)}}}"


def msgsnd(seen: Seen) -> list[str]:
    """The message is a type and text."""
    text = _message(seen.before.get(1), seen.arguments[1], seen.arguments[2], seen.limit)
    return [show(seen, 0), text, show(seen, 2), ipc.MSGRCV_FLAGS.show(seen.arguments[3] & I32)]


def msgrcv(seen: Seen) -> list[str]:
    """As msgsnd; all of the buffer is shown, as strace does."""
    text = _message(seen.after.get(1), seen.arguments[1], seen.arguments[2], seen.limit)
    return [show(seen, 0), text, show(seen, 2), show(seen, 3), ipc.MSGRCV_FLAGS.show(seen.arguments[4] & I32)]


def _owner(data: bytes, given: bool) -> str:
    """An ipc_perm; IPC_SET (`given`) looks at owner and mode alone."""
    fields = ipc.IpcPerm(*ipc.IPC_PERM.unpack_from(data))
    text = f"{{uid={fields.uid}, gid={fields.gid}, mode={stat.show_permissions(fields.mode)}"
    return (
        f"{text}}}" if given else f"{text}, key={fields.key & I32}, cuid={fields.cuid}, cgid={fields.cgid}}}"
    )


def shmctl(seen: Seen) -> list[str]:
    """struct shmid_ds, as much of it as the command uses."""
    return [show(seen, 0), show(seen, 1), _controlled(seen, 2, seen.arguments[1])]


def msgctl(seen: Seen) -> list[str]:
    """struct msqid_ds."""
    return [show(seen, 0), show(seen, 1), _controlled(seen, 2, seen.arguments[1])]


def semctl(seen: Seen) -> list[str]:
    """struct semid_ds, or a number."""
    command = seen.arguments[2]
    shown = [show(seen, index) for index in range(3)]
    return [*shown, _controlled(seen, 3, command)]


def _controlled(seen: Seen, index: int, command: int) -> str:
    given = command == ipc.IPC_SET
    data = (seen.before if given else seen.after).get(index)
    if not isinstance(data, bytes):
        return address(seen.arguments[index])
    rest = ipc.IPC_PERM.size
    name = seen.call.name
    if name == "shmctl":
        text = f"{{shm_perm={_owner(data, given)}"
        if not given:
            size, atime, dtime, ctime, creator, last, attached = ipc.SHMID_DS.unpack_from(data, rest)
            text += f", shm_segsz={size}, shm_cpid={creator}, shm_lpid={last}, shm_nattch={attached}"
            text += f", shm_atime={atime}, shm_dtime={dtime}, shm_ctime={ctime}"
    elif name == "msgctl":
        text = f"{{msg_perm={_owner(data, given)}"
        stime, rtime, ctime, _, count, room, sender, receiver = ipc.MSQID_DS.unpack_from(data, rest)
        if given:
            text += f", msg_qbytes={room}"
        else:
            text += f", msg_stime={stime}, msg_rtime={rtime}, msg_ctime={ctime}, msg_qnum={count}"
            text += f", msg_qbytes={room}, msg_lspid={sender}, msg_lrpid={receiver}"
    else:
        text = f"{{sem_perm={_owner(data, given)}"
        if not given:
            otime, ctime, count = ipc.SEMID_DS.unpack_from(data, rest)
            text += f", sem_otime={otime}, sem_ctime={ctime}, sem_nsems={count}"
    return text + "}"
