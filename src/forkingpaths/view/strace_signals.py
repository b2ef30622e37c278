"""Signals as strace writes them: sets, siginfo_t, sigaction, stack_t, sigevent, and the status of a child."""

from __future__ import annotations

from forkingpaths.abi.errno import ERRNO_BY_NUMBER
from forkingpaths.abi.siginfo import (
    KERNEL_SIGACTION,
    SI_CHILD,
    SI_FAULT,
    SI_HEAD,
    SI_KILL,
    SI_POLL,
    SI_RT,
    SI_SYS,
    SI_TIMER_ARM,
    SIGEV_NOTIFY,
    SIGEVENT,
    STACK_T,
)
from forkingpaths.abi.signals import (
    NSIG,
    SA_FLAGS,
    SA_RESTORER,
    SI_TIMER,
    SI_USER,
    SIG_DFL,
    SIG_IGN,
    SS_FLAGS,
    Signal,
    name_of,
    si_code_name,
    signals_in,
)
from forkingpaths.abi.wait import CONTINUED_STATUS
from forkingpaths.view.strace_text import address, hex0

SI_SIGIO, SI_TKILL = -5, -6
U64 = 0xFFFF_FFFF_FFFF_FFFF
RARE_CODES = {-7: "SI_DETHREAD", -60: "SI_ASYNCNL"}
FAULTS = (Signal.SIGILL, Signal.SIGFPE, Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGTRAP)
CLD_EXITED = 1
CLD_CONTINUED = 6
SIGEV_SIGNAL, SIGEV_THREAD_ID = 0, 4


def sigset(mask: int) -> str:
    """`[INT CHLD]`; of the full set's complement when that is shorter: `~[RTMIN RT_1]`."""
    members = signals_in(mask)
    if len(members) >= NSIG * 2 // 3:
        return "~[" + " ".join(_short(s) for s in signals_in(~mask & U64)) + "]"
    return "[" + " ".join(_short(s) for s in members) + "]"


def _short(signal: int) -> str:
    return name_of(signal).removeprefix("SIG")


def show_sigset(data: bytes) -> str:
    """A set from memory."""
    return sigset(int.from_bytes(data[:8], "little"))


def handler(value: int) -> str:
    """Of a disposition."""
    if value == SIG_DFL:
        return "SIG_DFL"
    if value == SIG_IGN:
        return "SIG_IGN"
    return "SIG_ERR" if value == U64 else f"{value:#x}"


def sigaction(data: bytes) -> str:
    """struct sigaction, the kernel's."""
    where, flags, restorer, mask = KERNEL_SIGACTION.unpack(data)
    text = f"{{sa_handler={handler(where)}, sa_mask={sigset(mask)}, sa_flags={SA_FLAGS.show(flags)}"
    return text + (f", sa_restorer={address(restorer)}}}" if flags & SA_RESTORER else "}")


def stack(data: bytes) -> str:
    """stack_t."""
    sp, flags, size = STACK_T.unpack(data)
    return f"{{ss_sp={address(sp)}, ss_flags={SS_FLAGS.show(flags & 0xFFFFFFFF)}, ss_size={size}}}"


def sigevent(data: bytes) -> str:
    """struct sigevent."""
    value, signal, notify, tid = SIGEVENT.unpack(data)
    text = f"{{sigev_value={_value(value, 'sival')}, sigev_signo=" if value else "{sigev_signo="
    text += name_of(signal) if notify in (SIGEV_SIGNAL, SIGEV_THREAD_ID) else str(signal)
    text += f", sigev_notify={SIGEV_NOTIFY.show(notify)}"
    return text + (f", sigev_notify_thread_id={tid}}}" if notify == SIGEV_THREAD_ID else "}")


def _value(value: int, name: str) -> str:
    number = value & 0xFFFFFFFF
    number -= (number & 0x80000000) << 1
    return f"{{{name}_int={number}, {name}_ptr={address(value)}}}"


def _carried(value: int) -> str:
    number = value & 0xFFFFFFFF
    number -= (number & 0x80000000) << 1
    return f"si_int={number}, si_ptr={address(value)}"


def siginfo(data: bytes) -> str:
    """siginfo_t, by the arm of its union that the code says."""
    signal, errno, code = SI_HEAD.unpack_from(data)
    if not signal:
        return "{}"
    shown = [f"si_signo={name_of(signal)}", f"si_code={code_name(signal, code)}"]
    if errno:
        known = ERRNO_BY_NUMBER.get(errno)
        shown.append(f"si_errno={known.name if known else errno}")
    return "{" + ", ".join([*shown, *_arm(signal, code, data)]) + "}"


def code_name(signal: int, code: int) -> str:
    """SI_USER, CLD_EXITED, or the number."""
    name = si_code_name(signal, code)
    if name is None:
        name = RARE_CODES.get(code)
    if name is not None:
        return name
    return f"{hex0(code & 0xFFFFFFFF)}" if code > 0 else str(code)


def _arm(signal: int, code: int, data: bytes) -> list[str]:
    """What the code says is there beyond it."""
    if code in (SI_USER, SI_TKILL):
        _, _, _, pid, uid = SI_KILL.unpack(data)
        return [f"si_pid={pid}", f"si_uid={uid}"]
    if code == SI_TIMER:
        _, _, _, timer, overrun, value = SI_TIMER_ARM.unpack(data)
        return [f"si_timerid={hex0(timer)}", f"si_overrun={overrun}", _carried(value)]
    if code < 0 and code != SI_SIGIO:
        _, _, _, pid, uid, value = SI_RT.unpack(data)
        shown = [f"si_pid={pid}", f"si_uid={uid}"]
        return [*shown, _carried(value)] if value else shown
    if signal == Signal.SIGCHLD and 0 < code <= CLD_CONTINUED:
        _, _, _, pid, uid, status, utime, stime = SI_CHILD.unpack(data)
        word = str(status) if code == CLD_EXITED else name_of(status)
        return [
            f"si_pid={pid}",
            f"si_uid={uid}",
            f"si_status={word}",
            f"si_utime={_ticks(utime)}",
            f"si_stime={_ticks(stime)}",
        ]
    if signal in FAULTS:
        _, _, _, where, _ = SI_FAULT.unpack(data)
        return [f"si_addr={address(where)}"]
    if signal == Signal.SIGIO or code == SI_SIGIO:
        _, _, _, band, fd = SI_POLL.unpack(data)
        return [f"si_band={band}", f"si_fd={fd}"]
    if signal == Signal.SIGSYS:
        _, _, _, where, number, architecture = SI_SYS.unpack(data)
        return [f"si_call_addr={address(where)}", f"si_syscall={number}", f"si_arch={architecture:#x}"]
    _, _, _, pid, uid, value = SI_RT.unpack(data)
    sender = [f"si_pid={pid}", f"si_uid={uid}"] if pid or uid else []
    return [*sender, *([_carried(value)] if value else [])]


def _ticks(value: int) -> str:
    """Hundredths of a second, with what they make in seconds."""
    return f"{value} /* {value // 100}.{value % 100:02d} s */" if value else "0"


def wait_status(status: int) -> str:
    """What wait4 reports: `[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]`."""
    if status == CONTINUED_STATUS:
        return "[{WIFCONTINUED(s)}]"
    low = status & 0x7F
    if low == 0x7F and not status & 0x80:
        signal = status >> 8 & 0xFF
        text = f"{{WIFSTOPPED(s) && WSTOPSIG(s) == {name_of(signal & 0x7F)}"
        return f"[{text}{' | 0x80' if signal & 0x80 else ''}}}]"
    if low:
        core = " && WCOREDUMP(s)" if status & 0x80 else ""
        return f"[{{WIFSIGNALED(s) && WTERMSIG(s) == {name_of(low)}{core}}}]"
    return f"[{{WIFEXITED(s) && WEXITSTATUS(s) == {status >> 8 & 0xFF}}}]"
