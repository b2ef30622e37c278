"""Each structure, from bytes to strace's text.  The texts were taken from strace 6.1 for the same bytes."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forkingpaths.abi import stat, termios
from forkingpaths.abi.signals import Signal
from forkingpaths.view import strace_signals as signals
from forkingpaths.view import strace_sockets as sockets
from forkingpaths.view import strace_terminal as terminal
from forkingpaths.view import strace_text as text
from forkingpaths.view import strace_values as values


def siginfo(signal: int, code: int, rest: bytes, errno: int = 0) -> bytes:
    return (pack("<iii4x", signal, errno, code) + rest).ljust(128, b"\0")


CHILD = pack("<iIi4xqq", 7, 0, 3, 0, 123)
STRUCTURES = {
    "stat of a file": (
        values.show_stat(stat.STAT.pack(1, 2, 1, 0o100644, 0, 0, 0, 1234, 4096, 8, *[0] * 6)),
        "{st_mode=S_IFREG|0644, st_size=1234, ...}",
    ),
    "stat of a device": (
        values.show_stat(stat.STAT.pack(1, 2, 1, 0o20666, 0, 0, 0x103, 0, 4096, 0, *[0] * 6)),
        "{st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}",
    ),
    "statx": (
        values.show_statx(stat.STATX.pack(0x7FF, 4096, 0, 1, 0, 0, 0o41777, 2, 4096, *[0] * 17)),
        "{stx_mask=STATX_BASIC_STATS, stx_attributes=0, stx_mode=S_IFDIR|S_ISVTX|0777, stx_size=4096, ...}",
    ),
    "timespec": (values.timespec(pack("<qq", 1, 5)), "{tv_sec=1, tv_nsec=5}"),
    "timeval": (values.timeval(pack("<qq", -1, 5)), "{tv_sec=-1, tv_usec=5}"),
    "file times": (
        values.file_times(pack("<qqqq", 0, (1 << 30) - 1, 5, 8)),
        "[UTIME_NOW, {tv_sec=5, tv_nsec=8} /* 1970-01-01T00:00:05.000000008+0000 */]",
    ),
    "utimes": (
        values.file_timevals(pack("<qqqq", 1, 2, 1700000000, 0)),
        ("[{tv_sec=1, tv_usec=2} /* 1970-01-01T00:00:01.000002+0000 */, "
        "{tv_sec=1700000000, tv_usec=0} /* 2023-11-14T22:13:20+0000 */]"),
    ),
    "utimbuf": (
        values.utimbuf(pack("<qq", 1, 2)),
        "{actime=1 /* 1970-01-01T00:00:01+0000 */, modtime=2 /* 1970-01-01T00:00:02+0000 */}",
    ),
    "itimerval": (
        values.itimerval(pack("<qqqq", 0, 1, 2, 3)),
        "{it_interval={tv_sec=0, tv_usec=1}, it_value={tv_sec=2, tv_usec=3}}",
    ),
    "rlimit": (
        values.rlimit(pack("<QQ", 8192 * 1024, (1 << 64) - 1)),
        "{rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}",
    ),
    "rlimit of no whole KiB": (
        values.rlimit(pack("<QQ", 1024, 20000)),
        "{rlim_cur=1024, rlim_max=20000}",
    ),
    "rusage": (
        values.rusage(pack("<18q", 0, 77, 1, 2, *[0] * 14)),
        "{ru_utime={tv_sec=0, tv_usec=77}, ru_stime={tv_sec=1, tv_usec=2}, ...}",
    ),
    "pipe": (values.pair(pack("<ii", 3, 4)), "[3, 4]"),
    "epoll_event": (
        values.epoll_event(pack("<IQ", 0x80000001, 5 << 32 | 7)),
        "{events=EPOLLIN|EPOLLET, data={u32=7, u64=21474836487}}",
    ),
    "flock": (
        values.flock(pack("<hh4xqqi4x", 1, 0, 0, 10, 0)),
        "{l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=10}",
    ),
    "flock that was found": (
        values.flock(pack("<hh4xqqi4x", 2, 0, 0, 10, 9), True),
        "{l_type=F_UNLCK, l_whence=SEEK_SET, l_start=0, l_len=10, l_pid=9}",
    ),
    "capabilities": (
        values.cap_data(pack("<6I", 5, 0, 0, 0, 0, 1 << 8)),
        "{effective=1<<CAP_CHOWN|1<<CAP_DAC_READ_SEARCH, permitted=0, inheritable=1<<CAP_CHECKPOINT_RESTORE}",
    ),
    "a descriptor set": (values.fd_set(b"\x09\x80" + bytes(126), 16), "[0 3 15]"),
    "a signal set": (signals.sigset(1 << 1 | 1 << 39), "[INT RT_8]"),
    "an empty signal set": (signals.sigset(0), "[]"),
    "a full signal set": (signals.sigset((1 << 64) - 1 & ~(3 << 31)), "~[RTMIN RT_1]"),
    "sigaction": (
        signals.sigaction(pack("<QQQQ", 0x401000, 0x14000000, 0x402000, 1 << 13)),
        "{sa_handler=0x401000, sa_mask=[ALRM], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x402000}",
    ),
    "sigaction by default": (
        signals.sigaction(bytes(32)),
        "{sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}",
    ),
    "a child's siginfo": (
        signals.siginfo(siginfo(17, 1, CHILD)),
        "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=3, si_utime=0, si_stime=123 /* 1.23 s */}",
    ),
    "a killed child's siginfo": (
        signals.siginfo(siginfo(17, 2, pack("<iIi", 7, 0, 6))),
        "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=7, si_uid=0, si_status=SIGABRT, si_utime=0, si_stime=0}",
    ),
    "kill's siginfo": (
        signals.siginfo(siginfo(15, 0, pack("<iI", 7, 1000))),
        "{si_signo=SIGTERM, si_code=SI_USER, si_pid=7, si_uid=1000}",
    ),
    "the kernel's siginfo": (
        signals.siginfo(siginfo(14, 0x80, b"")),
        "{si_signo=SIGALRM, si_code=SI_KERNEL}",
    ),
    "a fault's siginfo": (
        signals.siginfo(siginfo(11, 1, pack("<Q", 0))),
        "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}",
    ),
    "sigqueue's siginfo": (
        signals.siginfo(siginfo(10, -1, pack("<iIq", 7, 0, -7))),
        "{si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=7, si_uid=0, si_int=-7, si_ptr=0xfffffffffffffff9}",
    ),
    "a timer's siginfo": (
        signals.siginfo(siginfo(10, -2, pack("<iiQ", 1, 2, 9))),
        "{si_signo=SIGUSR1, si_code=SI_TIMER, si_timerid=0x1, si_overrun=2, si_int=9, si_ptr=0x9}",
    ),
    "no siginfo": (signals.siginfo(bytes(128)), "{}"),
    "stack_t": (
        signals.stack(pack("<Qi4xQ", 0x1000, 2, 0)),
        "{ss_sp=0x1000, ss_flags=SS_DISABLE, ss_size=0}",
    ),
    "sigevent": (
        signals.sigevent(pack("<Qiii44x", 9, 14, 0, 0)),
        "{sigev_value={sival_int=9, sival_ptr=0x9}, sigev_signo=SIGALRM, sigev_notify=SIGEV_SIGNAL}",
    ),
    "exited": (signals.wait_status(0x300), "[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]"),
    "killed": (signals.wait_status(6), "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGABRT}]"),
    "dumped": (signals.wait_status(0x8B), "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}]"),
    "stopped": (signals.wait_status(0x137F), "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}]"),
    "continued": (signals.wait_status(0xFFFF), "[{WIFCONTINUED(s)}]"),
    "a UNIX address": (
        sockets.show_address(b"\1\0/tmp/socket\0rest"),
        '{sa_family=AF_UNIX, sun_path="/tmp/socket"}',
    ),
    "an abstract address": (sockets.show_address(b"\1\0\0ab\0"), '{sa_family=AF_UNIX, sun_path=@"ab\\0"}'),
    "no address": (sockets.show_address(b"\1\0"), "{sa_family=AF_UNIX}"),
    "an IPv4 address": (
        sockets.show_address(pack("<H2s4s8x", 2, b"\x1f\x90", b"\x7f\0\0\1")),
        '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}',
    ),
    "an IPv6 address": (
        sockets.show_address(pack("<H2s4s16sI", 10, b"\x1f\x91", bytes(4), bytes(15) + b"\1", 0)),
        ("{sa_family=AF_INET6, sin6_port=htons(8081), sin6_flowinfo=htonl(0), "
        'inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}'),
    ),
    "control messages": (
        sockets.controls(pack("<Qiiii", 24, 1, 1, 1, 2)),
        "[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[1, 2]}]",
    ),
    "linger": (sockets.option(1, 13, pack("<ii", 1, 2), 32), "{l_onoff=1, l_linger=2}"),
    "termios": (
        terminal.show_termios(termios.TERMIOS.pack(0x500, 5, 0xBF, 0x8A3B, 0, bytes(19))),
        ("{c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, c_cflag=B38400|CS8|CREAD, "
        "c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}"),
    ),
    "winsize": (
        terminal.winsize(pack("<HHHH", 24, 80, 0, 0)),
        "{ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("shown", "expected"), STRUCTURES.values(), ids=STRUCTURES)
def test_structure_is_shown_as_strace_does(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", '"plain"'),
        (b"a\0\1b\0\n\"\\1\xff", '"a\\0\\1b\\0\\n\\"\\\\1\\377"'),
        (b"\0001", '"\\0001"'),
        (b"\x1b[31m", '"\\33[31m"'),
        (b"\t\v\f\r\b\a", '"\\t\\v\\f\\r\\10\\7"'),
        (b"a" * 32, '"' + "a" * 32 + '"'),
        (b"a" * 33, '"' + "a" * 32 + '"...'),
    ],
)  # fmt: skip
def test_string_is_escaped_as_strace_does(data: bytes, expected: str) -> None:
    assert text.quote(data, 32) == expected


@given(st.binary(max_size=200))
def test_nothing_a_program_says_reaches_the_screen_unescaped(data: bytes) -> None:
    shown = text.quote(data)
    assert shown.isascii()
    assert shown.isprintable()
    # and nothing is lost: octal escapes and C's own give the bytes back
    assert shown[1:-1].encode().decode("unicode_escape").encode("latin-1") == data


@given(st.binary(max_size=128))
def test_any_bytes_make_a_siginfo_and_an_address(data: bytes) -> None:
    for shown in (
        signals.siginfo(data.ljust(128, b"\0")),
        sockets.show_address(data),
        sockets.controls(data),
    ):
        assert shown.isascii()
        assert shown.isprintable()


def test_every_signal_has_the_name_strace_gives_it() -> None:
    assert signals.sigset(1 << Signal.SIGIO - 1) == "[IO]"
    assert signals.handler(1) == "SIG_IGN"
