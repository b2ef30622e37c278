"""The arguments of calls that wait: poll, select, epoll, signals, futexes; and the remarks that say what came."""

from __future__ import annotations

from forkingpaths.abi import futex as abi_futex
from forkingpaths.abi import poll, signals
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, several, show
from forkingpaths.view.strace_signals import show_sigset
from forkingpaths.view.strace_text import address, hex0, listed, moment

I32 = 0xFFFF_FFFF


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
    return [_pollfds(seen.before.get(0), seen.arguments[0], seen.limit), *several(seen, 3, 1)]


def ppoll(seen: Seen) -> list[str]:
    """With a timespec as it was before, and the temporary mask."""
    timeout = seen.before.get(2)
    shown = values.timespec(timeout) if isinstance(timeout, bytes) else address(seen.arguments[2])
    first = _pollfds(seen.before.get(0), seen.arguments[0], seen.limit)
    return [first, show(seen, 1), shown, *several(seen, 5, 3)]


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
    count = seen.arguments[0]
    shown = [str(count)]
    for index in (1, 2, 3):
        data = seen.before.get(index)
        where = seen.arguments[index]
        shown.append(values.fd_set(data, count) if isinstance(data, bytes) and count > 0 else address(where))
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
    return [*several(seen, 3), last]


def signal_remark(seen: Seen) -> str:
    """The signal that came."""
    return "" if seen.failed or seen.result is None else f" ({signals.name_of(seen.result)})"


def time_remark(seen: Seen) -> str:
    """The date."""
    return "" if seen.failed or seen.result is None else f" ({moment(seen.result)})"


def futex(seen: Seen) -> list[str]:
    """Each operation has arguments of its own."""
    f = abi_futex
    _, operation, value, timeout, second, third = seen.arguments
    shown = several(seen, 2)
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
