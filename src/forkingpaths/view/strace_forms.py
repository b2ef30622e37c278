"""The arguments of calls in which one argument decides what another is: files, processes, waiting, futexes, prctl."""

from __future__ import annotations

from forkingpaths.abi import clone as abi_clone
from forkingpaths.abi import futex as abi_futex
from forkingpaths.abi import mman, poll, prctl, resource, signals, stat
from forkingpaths.abi.capability import CAPABILITIES
from forkingpaths.abi.open import OPEN_FLAGS
from forkingpaths.abi.system import PERSONALITY_FLAGS
from forkingpaths.abi.tables import FlagTable
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, random_bytes, show
from forkingpaths.view.strace_signals import show_sigset
from forkingpaths.view.strace_text import address, hex0, listed, moment, quote

O_CREAT, O_TMPFILE_BIT = 0o100, 0o20000000
I32 = 0xFFFF_FFFF


def _several(seen: Seen, count: int, first: int = 0) -> list[str]:
    return [show(seen, index) for index in range(first, count)]


# ---- files ------------------------------------------------------------------------------------------------------------


def open_(seen: Seen) -> list[str]:
    """The mode counts, and shows, only when a file may be created."""
    return _several(seen, 3 if seen.arguments[1] & (O_CREAT | O_TMPFILE_BIT) else 2)


def openat(seen: Seen) -> list[str]:
    """As open."""
    return _several(seen, 4 if seen.arguments[2] & (O_CREAT | O_TMPFILE_BIT) else 3)


def pipe2(seen: Seen) -> list[str]:
    """O_CLOEXEC, O_NONBLOCK, O_DIRECT: flags of open(2) without its access mode, as dup3's."""
    last = len(seen.arguments) - 1
    flags = seen.arguments[last] & I32
    named = FlagTable("O_???", OPEN_FLAGS.bits).show(flags)
    return [*_several(seen, last), named]


def mknod(seen: Seen) -> list[str]:
    """The mode with its type; the device number for a device."""
    at = len(seen.arguments) - 2
    mode = seen.arguments[at]
    shown = [*_several(seen, at), stat.show_mode(mode)]
    return [*shown, show(seen, at + 1)] if mode & stat.S_IFMT in (stat.S_IFCHR, stat.S_IFBLK) else shown


def mount(seen: Seen) -> list[str]:
    """The data is text for most file systems, and shown so."""
    data = seen.before.get(4)
    last = quote(data, seen.limit) if isinstance(data, bytes) else address(seen.arguments[4])
    return [*_several(seen, 4), last]


def vectored(seen: Seen) -> list[str]:
    """preadv and its relatives: the position's high half is nothing to a 64-bit program."""
    return [*_several(seen, 4), *_several(seen, len(seen.arguments), 5)]


def sendfile(seen: Seen) -> list[str]:
    """The offset before, and after when the call has moved it."""
    found, left = seen.before.get(2), seen.after.get(2)
    offset = values.number(found) if isinstance(found, bytes) else address(seen.arguments[2])
    if isinstance(left, bytes) and isinstance(found, bytes) and seen.result:
        offset += f" => {values.number(left)}"
    return [*_several(seen, 2), offset, show(seen, 3)]


def mremap(seen: Seen) -> list[str]:
    """The new address counts only when it is fixed."""
    fixed = seen.arguments[3] & (mman.MREMAP_FIXED | 4)  # 4: MREMAP_DONTUNMAP
    return _several(seen, 5 if fixed else 4)


# ---- processes ------------------------------------------------------------------------------------------------------


def execve(seen: Seen) -> list[str]:
    """The environment is counted, not shown."""
    at = len(seen.arguments) - (2 if seen.call.name == "execveat" else 1)
    environment = seen.before.get(at)
    shown = address(seen.arguments[at])
    if environment is not None:
        shown += f" /* {len(environment)} var{'' if len(environment) == 1 else 's'} */"
    return [*_several(seen, at), shown, *_several(seen, len(seen.arguments), at + 1)]


def wait4(seen: Seen) -> list[str]:
    """Status and usage are there when a child was."""
    shown = _several(seen, 4)
    if not seen.result:
        shown[3] = address(seen.arguments[3])
    return shown


def waitid(seen: Seen) -> list[str]:
    """The id is a process, a group, or a descriptor: a number in any case."""
    return _several(seen, 5)


def clone(seen: Seen) -> list[str]:
    """`child_stack=NULL, flags=...`, and of the rest what the flags say counts."""
    flags, stack, _, child_tid, tls = seen.arguments
    shown = [f"child_stack={address(stack)}", f"flags={show(seen, 0)}"]
    if flags & (abi_clone.CLONE_PARENT_SETTID | abi_clone.CLONE_PIDFD):
        shown.append(f"parent_tid={show(seen, 2)}")
    if flags & abi_clone.CLONE_SETTLS:
        shown.append(f"tls={hex0(tls)}")
    if flags & (abi_clone.CLONE_CHILD_SETTID | abi_clone.CLONE_CHILD_CLEARTID):
        shown.append(f"child_tidptr={address(child_tid)}")
    return shown


def clone_args(data: bytes) -> str:
    """struct clone_args without its closing brace: fields that are zero are mostly left out."""
    fields = abi_clone.CloneArgs(*abi_clone.CLONE_ARGS.unpack(data[:88].ljust(88, b"\0")))
    shown = [f"flags={abi_clone.CLONE3_FLAGS.show(fields.flags)}"]
    if fields.flags & abi_clone.CLONE_PIDFD:
        shown.append(f"pidfd={address(fields.pidfd)}")
    if fields.flags & (abi_clone.CLONE_CHILD_SETTID | abi_clone.CLONE_CHILD_CLEARTID):
        shown.append(f"child_tid={address(fields.child_tid)}")
    if fields.flags & abi_clone.CLONE_PARENT_SETTID:
        shown.append(f"parent_tid={address(fields.parent_tid)}")
    shown.append(f"exit_signal={signals.name_of(fields.exit_signal)}")
    shown += [f"stack={address(fields.stack)}", f"stack_size={hex0(fields.stack_size)}"]
    if fields.flags & abi_clone.CLONE_SETTLS:
        shown.append(f"tls={hex0(fields.tls)}")
    if fields.set_tid or fields.set_tid_size:
        shown += [f"set_tid={address(fields.set_tid)}", f"set_tid_size={fields.set_tid_size}"]
    if fields.flags & abi_clone.CLONE_INTO_CGROUP:
        shown.append(f"cgroup={fields.cgroup}")
    return "{" + ", ".join(shown) + "}"


def restart_syscall(seen: Seen) -> list[str]:
    """Whose work it goes on with."""
    return [f"<... resuming interrupted {seen.previous or 'system call'} ...>"]


# ---- waiting --------------------------------------------------------------------------------------------------------


def _pollfds(data: object, where: int, limit: int) -> str:
    if not isinstance(data, bytes):
        return address(where)
    shown = []
    for at in range(0, len(data) - 7, 8):
        fd, events, _ = poll.POLLFD.unpack_from(data, at)
        shown.append(
            f"{{fd={fd}, events={poll.POLL_EVENTS.show(events & 0xFFFF)}}}" if fd >= 0 else f"{{fd={fd}}}"
        )
    return listed(shown, limit)


def poll_(seen: Seen) -> list[str]:
    """What is waited for; what came is in the remark."""
    return [_pollfds(seen.before.get(0), seen.arguments[0], seen.limit), *_several(seen, 3, 1)]


def ppoll(seen: Seen) -> list[str]:
    """With a timespec as it was before, and the temporary mask."""
    timeout = seen.before.get(2)
    shown = values.timespec(timeout) if isinstance(timeout, bytes) else address(seen.arguments[2])
    first = _pollfds(seen.before.get(0), seen.arguments[0], seen.limit)
    return [first, show(seen, 1), shown, *_several(seen, 5, 3)]


def poll_remark(seen: Seen) -> str:
    """Which descriptors are ready, and for what."""
    if seen.failed:
        return ""
    if not seen.result:
        return " (Timeout)"
    shown = []
    data: bytes = seen.after.get(0, b"")
    for at in range(0, len(data) - 7, 8):
        fd, _, events = poll.POLLFD.unpack_from(data, at)
        if events and fd >= 0:
            shown.append(f"{{fd={fd}, revents={poll.POLL_EVENTS.show(events & 0xFFFF)}}}")
    text = listed(shown, seen.limit)
    left = seen.after.get(2) if seen.call.name == "ppoll" else None
    return f" ({text}, left {values.timespec(left)})" if isinstance(left, bytes) else f" ({text})"


def select(seen: Seen) -> list[str]:
    """The sets as they were before."""
    shown = [show(seen, 0)]
    for index in (1, 2, 3):
        data = seen.before.get(index)
        where = seen.arguments[index]
        shown.append(values.fd_set(data, seen.arguments[0]) if isinstance(data, bytes) else address(where))
    timeout = seen.before.get(4)
    form = values.timeval if seen.call.name == "select" else values.timespec
    shown.append(form(timeout) if isinstance(timeout, bytes) else address(seen.arguments[4]))
    if len(seen.arguments) > 5:
        shown.append(_argument_pack(seen.before.get(5), seen.arguments[5]))
    return shown


def _argument_pack(pack: object, where: int) -> str:
    """pselect6's mask and its size."""
    if not isinstance(pack, tuple):
        return address(where)
    mask, size, data = pack
    return f"{{sigmask={show_sigset(data) if data else address(mask)}, sigsetsize={size}}}"


def select_remark(seen: Seen) -> str:
    """Which members of the sets are ready."""
    if seen.failed:
        return ""
    if not seen.result:
        return " (Timeout)"
    shown = []
    for index, name in ((1, "in"), (2, "out"), (3, "except")):
        data = seen.after.get(index)
        if isinstance(data, bytes) and values.fd_members(data, seen.arguments[0]):
            shown.append(f"{name} {values.fd_set(data, seen.arguments[0])}")
    left = seen.after.get(4)
    if isinstance(left, bytes):
        shown.append(f"left {(values.timeval if seen.call.name == 'select' else values.timespec)(left)}")
    return f" ({', '.join(shown)})"


def epoll_ctl(seen: Seen) -> list[str]:
    """EPOLL_CTL_DEL does not look at the event."""
    last = address(seen.arguments[3]) if seen.arguments[1] == poll.EPOLL_CTL_DEL else show(seen, 3)
    return [*_several(seen, 3), last]


def signal_remark(seen: Seen) -> str:
    """The signal that came."""
    return "" if seen.failed or seen.result is None else f" ({signals.name_of(seen.result)})"


def time_remark(seen: Seen) -> str:
    """The date."""
    return "" if seen.failed or seen.result is None else f" ({moment(seen.result)})"


# ---- futexes and threads ----------------------------------------------------------------------------------------------


def futex(seen: Seen) -> list[str]:
    """Each operation has arguments of its own."""
    f = abi_futex
    _, operation, value, timeout, second, third = seen.arguments
    shown = _several(seen, 2)
    command = operation & f.FUTEX_CMD_MASK
    data = seen.before.get(3)
    until = values.timespec(data) if isinstance(data, bytes) else address(timeout)
    number = str(value)
    if command in (f.FUTEX_WAIT, f.FUTEX_LOCK_PI, f.FUTEX_LOCK_PI2):
        return [*shown, number, until] if command == f.FUTEX_WAIT else [*shown, until]
    if command in (f.FUTEX_UNLOCK_PI, f.FUTEX_TRYLOCK_PI):
        return shown
    if command == f.FUTEX_WAKE:
        return [*shown, number]
    if command == f.FUTEX_WAIT_BITSET:
        return [*shown, number, until, _bitset(third)]
    if command == f.FUTEX_WAKE_BITSET:
        return [*shown, number, _bitset(third)]
    limit = str(timeout & I32)
    if command == f.FUTEX_REQUEUE:
        return [*shown, number, limit, address(second)]
    if command in (f.FUTEX_CMP_REQUEUE, f.FUTEX_CMP_REQUEUE_PI):
        return [*shown, number, limit, address(second), str(third)]
    if command == f.FUTEX_WAKE_OP:
        return [*shown, number, limit, address(second), _wake_operation(third)]
    if command == f.FUTEX_WAIT_REQUEUE_PI:
        return [*shown, number, until, address(second)]
    return [*shown, number, address(timeout), address(second), hex0(third)]


def _bitset(value: int) -> str:
    return "FUTEX_BITSET_MATCH_ANY" if value == abi_futex.FUTEX_BITSET_MATCH_ANY else hex0(value)


def _wake_operation(value: int) -> str:
    operation, compare = value >> 28 & 15, value >> 24 & 15
    shift = "FUTEX_OP_OPARG_SHIFT<<28|" if operation & abi_futex.FUTEX_OP_OPARG_SHIFT else ""
    name = abi_futex.FUTEX_OPS.show(operation & 7)
    compare_name = abi_futex.FUTEX_CMPS.show(compare)
    return f"{shift}{name}<<28|{hex0(value >> 12 & 0xFFF)}<<12|{compare_name}<<24|{hex0(value & 0xFFF)}"


def capget(seen: Seen) -> list[str]:
    """The header as it was before: the call puts the version it prefers there."""
    header = seen.before.get(0)
    shown = values.cap_header(header) if isinstance(header, bytes) else address(seen.arguments[0])
    return [shown, show(seen, 1)]


def rseq(seen: Seen) -> list[str]:
    """The length in hexadecimal."""
    return [show(seen, 0), hex0(seen.arguments[1]), *_several(seen, 4, 2)]


def membarrier(seen: Seen) -> list[str]:
    """The processor only when the flags ask for one."""
    return _several(seen, 3 if seen.arguments[1] & 1 else 2)


MEMBARRIER_BITS = FlagTable("MEMBARRIER_CMD_???", list(abi_futex.MEMBARRIER_COMMANDS.by_value.items()))


def membarrier_remark(seen: Seen) -> str:
    """MEMBARRIER_CMD_QUERY answers with the commands there are."""
    if seen.failed or seen.arguments[0] or not seen.result:
        return ""
    return f" ({MEMBARRIER_BITS.show(seen.result)})"


def arch_prctl(seen: Seen) -> list[str]:
    """ARCH_GET_FS and ARCH_GET_GS store an address."""
    data = seen.after.get(1)
    return [
        show(seen, 0),
        f"[{address(int.from_bytes(data, 'little'))}]"
        if isinstance(data, bytes)
        else address(seen.arguments[1]),
    ]


def personality(seen: Seen) -> list[str]:
    """0xffffffff asks."""
    value = seen.arguments[0]
    return ["0xffffffff" if value == I32 else show(seen, 0)]


def personality_remark(seen: Seen) -> str:
    """The personality that was."""
    return "" if seen.failed or seen.result is None else f" ({PERSONALITY_FLAGS.show(seen.result)})"


def getrandom(seen: Seen) -> list[str]:
    """Bytes that are never text."""
    return [random_bytes(seen, 0), *_several(seen, 3, 1)]


def affinity(seen: Seen) -> list[str]:
    """A mask of processors: `[0 1]`."""
    data = seen.memory(2)
    if not isinstance(data, bytes):
        return _several(seen, 3)
    bits = int.from_bytes(data, "little")
    return [*_several(seen, 2), "[" + " ".join(str(n) for n in range(8 * len(data)) if bits >> n & 1) + "]"]


def policy_remark(seen: Seen) -> str:
    """The scheduling policy's name."""
    if seen.failed or seen.result is None:
        return ""
    return f" ({resource.SCHED_POLICIES.show(seen.result)})"


# ---- prctl ------------------------------------------------------------------------------------------------------------

_PRCTL_ALONE = (
    *(prctl.PR_GET_DUMPABLE, prctl.PR_GET_KEEPCAPS, prctl.PR_GET_SECCOMP, prctl.PR_GET_TIMERSLACK),
    *(prctl.PR_GET_TIMING, prctl.PR_GET_SECUREBITS, prctl.PR_TASK_PERF_EVENTS_DISABLE),
    prctl.PR_TASK_PERF_EVENTS_ENABLE,
)
_PRCTL_NUMBER = (
    prctl.PR_SET_KEEPCAPS,
    prctl.PR_SET_CHILD_SUBREAPER,
    prctl.PR_SET_TIMERSLACK,
    prctl.PR_SET_TIMING,
)
_PRCTL_STRICT = (  # their unused arguments must be zero, and are shown
    *(prctl.PR_SET_NO_NEW_PRIVS, prctl.PR_GET_NO_NEW_PRIVS),
    *(prctl.PR_SET_THP_DISABLE, prctl.PR_GET_THP_DISABLE),
)


def prctl_(seen: Seen) -> list[str]:
    """Each option has arguments of its own."""
    option, second, third, *rest = seen.arguments
    name = show(seen, 0)
    if option in _PRCTL_ALONE:
        return [name]
    if option in (prctl.PR_SET_NAME, prctl.PR_GET_NAME):
        data = seen.before.get(1) if option == prctl.PR_SET_NAME else seen.after.get(1)
        return [
            name,
            quote(data[:15]) + ("..." if len(data) > 15 else "")
            if isinstance(data, bytes)
            else address(second),
        ]
    if option == prctl.PR_SET_PDEATHSIG:
        return [name, signals.name_of(second)]
    if option in (
        prctl.PR_GET_PDEATHSIG,
        prctl.PR_GET_CHILD_SUBREAPER,
        prctl.PR_GET_TSC,
        prctl.PR_GET_TID_ADDRESS,
    ):
        data = seen.after.get(1)
        if not isinstance(data, bytes):
            return [name, address(second)]
        return [name, f"[{_prctl_answer(option, int.from_bytes(data, 'little'))}]"]
    if option == prctl.PR_SET_DUMPABLE:
        return [name, prctl.SUID_DUMP.show(second)]
    if option in (prctl.PR_CAPBSET_READ, prctl.PR_CAPBSET_DROP):
        return [name, CAPABILITIES.show(second)]
    if option == prctl.PR_SET_SECUREBITS:
        return [name, prctl.SECUREBITS.show(second)]
    if option == prctl.PR_SET_TSC:
        return [name, prctl.PR_TSC_MODES.show(second)]
    if option in _PRCTL_NUMBER:
        return [name, str(second)]
    if option in _PRCTL_STRICT:
        return [name, str(second), *(hex0(value) for value in (third, *rest))]
    if option == prctl.PR_CAP_AMBIENT:
        operation = prctl.PR_CAP_AMBIENT_OPERATIONS.show(second)
        known = second in (
            prctl.PR_CAP_AMBIENT_IS_SET,
            prctl.PR_CAP_AMBIENT_RAISE,
            prctl.PR_CAP_AMBIENT_LOWER,
        )
        return [name, operation, CAPABILITIES.show(third) if known else hex0(third), *map(hex0, rest)]
    if option == prctl.PR_SET_SECCOMP:
        return [name, prctl.SECCOMP_MODES.show(second), *([address(third)] if second == 2 else [])]
    if option == prctl.PR_SET_VMA and not second:
        text = seen.before.get(4)
        last = quote(text, seen.limit) if isinstance(text, bytes) else address(rest[1])
        return [name, "PR_SET_VMA_ANON_NAME", address(third), str(rest[0]), last]
    return [name, *map(hex0, (second, third, *rest))]


def _prctl_answer(option: int, value: int) -> str:
    if option == prctl.PR_GET_PDEATHSIG:
        return signals.name_of(value)
    if option == prctl.PR_GET_TSC:
        return prctl.PR_TSC_MODES.show(value)
    return address(value) if option == prctl.PR_GET_TID_ADDRESS else str(value)


def prctl_remark(seen: Seen) -> str:
    """The meaning of what some options answer."""
    if seen.failed or not seen.result:
        return (
            " (SUID_DUMP_DISABLE)" if seen.arguments[0] == prctl.PR_GET_DUMPABLE and seen.result == 0 else ""
        )
    if seen.arguments[0] == prctl.PR_GET_DUMPABLE:
        return f" ({prctl.SUID_DUMP.show(seen.result)})"
    if seen.arguments[0] == prctl.PR_GET_SECUREBITS:
        return f" ({prctl.SECUREBITS.show(seen.result)})"
    return ""
