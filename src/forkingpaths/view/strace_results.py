"""What a system call returned, as strace writes it behind the equals sign."""

from __future__ import annotations

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Restart
from forkingpaths.abi.futex import MEMBARRIER_CMD_QUERY
from forkingpaths.abi.prctl import PR_GET_SECUREBITS
from forkingpaths.view.strace_arguments import LOWEST_ERROR, Seen
from forkingpaths.view.strace_calls import Form
from forkingpaths.view.strace_devices import HEXADECIMAL_RESULTS
from forkingpaths.view.strace_text import hex0

U64 = 0xFFFF_FFFF_FFFF_FFFF
RESTARTS: dict[int, str] = {
    Restart.ERESTARTSYS: "? ERESTARTSYS (To be restarted if SA_RESTART is set)",
    Restart.ERESTARTNOINTR: "? ERESTARTNOINTR (To be restarted)",
    Restart.ERESTARTNOHAND: "? ERESTARTNOHAND (To be restarted if no handler)",
    Restart.ERESTART_RESTARTBLOCK: "? ERESTART_RESTARTBLOCK (Interrupted by signal)",
}
EINTR = 4  # of abi.errno.Restart: interrupted for good, an ordinary error


def outcome(seen: Seen, form: Form) -> str:
    """The result, with the error's words or the remark that belongs to it."""
    result = seen.result
    if result is None:
        return "?"
    if LOWEST_ERROR <= result < 0:
        return interrupted(-result) or _error(-result)
    shown = _number(seen, result)
    return shown + form.remark(seen) if form.remark is not None else shown


def interrupted(code: int) -> str:
    """The words for a call that is to be made again; "" when the code is an ordinary error."""
    return RESTARTS.get(code, "") if code != EINTR else ""


def _error(number: int) -> str:
    known = ERRNO_BY_NUMBER.get(number)
    return f"-1 {known.name} ({known.phrase})" if known is not None else f"-1 (errno {number})"


def _number(seen: Seen, result: int) -> str:
    kind = seen.call.result
    if kind in ("address", "hex"):
        return hex0(result & U64)
    if kind == "mode":
        return f"0{result:o}" if result else "000"
    name = seen.call.name
    command = seen.arguments[1] if name == "fcntl" else -1
    if command in HEXADECIMAL_RESULTS or (name == "membarrier" and seen.arguments[0] == MEMBARRIER_CMD_QUERY):
        return hex0(result)
    if name == "prctl" and seen.arguments[0] == PR_GET_SECUREBITS:
        return hex0(result)
    signed = result & U64
    return str(signed - ((signed & 1 << 63) << 1))
