"""prctl: each option has arguments of its own."""

from __future__ import annotations

from forkingpaths.abi import prctl, signals
from forkingpaths.abi.capability import CAPABILITIES
from forkingpaths.view.strace_arguments import Seen, show
from forkingpaths.view.strace_text import address, hex0, quote

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
