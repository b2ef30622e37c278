"""How lines are begun, broken, taken up again and ended, with events made by hand."""

from typing import Any

import pytest

from forkingpaths.kernel.events import Event, Kind
from forkingpaths.sys import table
from forkingpaths.view.selection import Selection
from forkingpaths.view.strace import StraceView

SIGTERM_INFO = (15).to_bytes(4, "little") + bytes(12) + (1).to_bytes(4, "little") + bytes(108)
SIGCHLD_INFO = (17).to_bytes(4, "little") + bytes(4) + (1).to_bytes(4, "little") + bytes(4)
SIGCHLD_INFO += (3).to_bytes(4, "little") + bytes(108)


@pytest.fixture(autouse=True, scope="module")
def _declarations() -> None:
    table.load()


class Tracer:
    """A view, and the text it has written."""

    def __init__(self, **options: Any) -> None:
        self.written: list[str] = []
        self.view = StraceView(self.written.append, **options)
        self.step = 0

    def tell(self, tid: int, kind: Kind, *data: Any, at_ns: int = 0) -> None:
        self.step += 1
        self.view.event(Event(self.step, tid, kind, data, at_ns))

    def read(self, tid: int, result: int | None = None, data: bytes = b"", *, begin: bool = True) -> None:
        """A read(3, ..., 10) that begins, and ends unless `result` is None."""
        if begin:
            self.tell(tid, Kind.CALL, "read", (3, 0x1000, 10), {})
        if result is not None:
            self.tell(tid, Kind.RETURN, "read", (3, 0x1000, 10), result, {1: data} if result >= 0 else {}, 1)

    @property
    def lines(self) -> list[str]:
        return "".join(self.written).splitlines()


def test_call_is_one_line_with_its_result_at_column_40() -> None:
    t = Tracer()
    t.read(2, 3, b"abc")
    assert t.lines == ['read(3, "abc", 10)                      = 3']


def test_error_has_its_name_and_words_and_the_buffer_is_an_address() -> None:
    t = Tracer()
    t.read(2, -9)
    assert t.lines == ["read(3, 0x1000, 10)                     = -1 EBADF (Bad file descriptor)"]


def test_interrupted_call_says_what_becomes_of_it() -> None:
    t = Tracer()
    t.read(2, -512)
    assert t.lines[0].endswith(" = ? ERESTARTSYS (To be restarted if SA_RESTART is set)")


def test_line_broken_by_another_thread_is_taken_up_again() -> None:
    t = Tracer(to_file=True)
    t.read(2)
    t.read(3, 0)
    t.read(2, 1, b"x", begin=False)
    assert t.lines == [
        "2     read(3,  <unfinished ...>",
        '3     read(3, "", 10)                   = 0',
        '2     <... read resumed>"x", 10)        = 1',
    ]


def test_begun_line_is_held_back_until_its_thread_sleeps() -> None:
    t = Tracer()
    t.read(2)
    assert not t.written
    t.tell(2, Kind.BLOCKED, "pipe", 512)
    assert "".join(t.written) == "read(3, "


def test_numbers_stand_before_lines_while_there_are_several_threads() -> None:
    t = Tracer()
    t.tell(2, Kind.CALL, "fork", (), {})
    t.tell(2, Kind.FORK, 3, 17)
    t.tell(2, Kind.RETURN, "fork", (), 3, {}, 1)
    t.read(3, 0)
    t.tell(3, Kind.EXIT, 0, True)
    t.read(2, 0)
    assert t.lines == [
        "fork()                                  = 3",
        "strace: Process 3 attached",
        '[pid     3] read(3, "", 10)             = 0',
        "[pid     3] +++ exited with 0 +++",
        'read(3, "", 10)                         = 0',
    ]


def test_attachments_can_be_left_out() -> None:
    selection = Selection()
    selection.add("quiet=attach,exit")
    t = Tracer(selection=selection)
    t.read(2, 0)
    t.tell(2, Kind.FORK, 3, 17)
    t.read(3, 0)
    t.tell(3, Kind.EXIT, 0, True)
    assert t.lines[1:] == ['[pid     3] read(3, "", 10)             = 0']


def test_killed_in_a_call_that_could_have_been_restarted() -> None:
    t = Tracer()
    t.read(2)
    t.tell(2, Kind.BLOCKED, "pipe", 512)
    t.tell(2, Kind.SIGNAL, 15, SIGTERM_INFO, "kill", 0, 0)
    t.tell(2, Kind.EXIT, 15, True)
    assert t.lines == [
        "read(3, 0x1000, 10)                     = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
        "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=1, si_uid=0} ---",
        "+++ killed by SIGTERM +++",
    ]


def test_sigkill_is_not_announced() -> None:
    t = Tracer()
    t.read(2)
    t.tell(2, Kind.BLOCKED, "pipe", 512)
    t.tell(2, Kind.SIGNAL, 9, bytes(128), "kill", 0, 0)
    t.tell(2, Kind.EXIT, 9, True)
    assert t.lines == [
        "read(3,  <unfinished ...>)              = ?",
        "+++ killed by SIGKILL +++",
    ]


def test_thread_that_executes_takes_over_the_leaders_number() -> None:
    t = Tracer(to_file=True)
    t.tell(2, Kind.CALL, "pause", (), {})
    t.tell(4, Kind.CALL, "pause", (), {})
    t.tell(3, Kind.CALL, "execve", (0x1000, 0, 0), {0: b"/bin/true"})
    t.tell(4, Kind.EXIT, 9, False)
    t.tell(2, Kind.EXIT, 9, False)
    t.tell(2, Kind.EXEC, b"/bin/true", ())
    t.tell(2, Kind.RETURN, "execve", (0x1000, 0, 0), 0, {}, 1)
    assert t.lines == [
        "2     pause( <unfinished ...>",
        "4     pause( <unfinished ...>",
        '3     execve("/bin/true", NULL, NULL <unfinished ...>',
        "4     <... pause resumed>)              = ?",
        "4     +++ exited with 0 +++",
        "2     <... pause resumed>)              = ?",
        "2     +++ superseded by execve in pid 3 +++",
        "2     <... execve resumed>)             = 0",
    ]


def test_exit_never_returns() -> None:
    t = Tracer()
    t.tell(2, Kind.CALL, "exit_group", (3,), {})
    t.tell(2, Kind.EXIT, 0x300, True)
    t.tell(2, Kind.RETURN, "exit_group", (3,), None, {}, 1)
    assert t.lines == ["exit_group(3)                           = ?", "+++ exited with 3 +++"]


def test_ignored_signal_is_announced_when_the_call_has_returned() -> None:
    t = Tracer()
    t.read(2)
    t.tell(3, Kind.SENT, 17, 1, -2, 3, SIGCHLD_INFO, True)
    t.read(2, 0, begin=False)
    assert t.lines[1].startswith("--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3")


def test_stop_is_told() -> None:
    t = Tracer()
    t.tell(2, Kind.STOPPED, 20)
    assert t.lines == ["--- stopped by SIGTSTP ---"]


def test_selection_leaves_out_calls_and_signals() -> None:
    selection = Selection()
    selection.add("trace=write")
    selection.add("signal=none")
    t = Tracer(selection=selection)
    t.read(2, 0)
    t.tell(2, Kind.SIGNAL, 15, SIGTERM_INFO, "handler", 1, 1)
    assert not t.lines


def test_only_failures_are_shown_when_asked_for() -> None:
    selection = Selection()
    selection.add("status=failed")
    t = Tracer(selection=selection)
    t.read(2, 0)
    t.read(2, -9)
    assert t.lines == ["read(3, 0x1000, 10)                     = -1 EBADF (Bad file descriptor)"]


def test_step_numbers_stand_first_and_do_not_move_the_column() -> None:
    t = Tracer(steps=True)
    t.read(2, 0)
    assert t.lines == ['      1 read(3, "", 10)                         = 0']


def test_call_that_is_not_modelled_shows_six_numbers() -> None:
    t = Tracer()
    t.tell(2, Kind.CALL, "syscall_0x3e7", (1, 2, 3, 4, 5, 0), {})
    t.tell(2, Kind.RETURN, "syscall_0x3e7", (1, 2, 3, 4, 5, 0), -38, {}, 1)
    assert t.lines == ["syscall_0x3e7(0x1, 0x2, 0x3, 0x4, 0x5, 0) = -1 ENOSYS (Function not implemented)"]


def test_times_are_those_of_the_guest() -> None:
    t = Tracer(relative=True, durations=True)
    t.tell(2, Kind.CALL, "getpid", (), {}, at_ns=1_000_000)
    t.tell(2, Kind.RETURN, "getpid", (), 2, {}, 1, at_ns=1_500_000)
    t.tell(2, Kind.CALL, "getpid", (), {}, at_ns=3_000_000)
    t.tell(2, Kind.RETURN, "getpid", (), 2, {}, 1, at_ns=3_000_000)
    assert t.lines == [
        "     0.000000 getpid()                  = 2 <0.000500>",
        "     0.002000 getpid()                  = 2 <0.000000>",
    ]


def test_what_is_begun_at_the_end_stays_unfinished() -> None:
    t = Tracer()
    t.read(2)
    t.view.finish()
    assert t.lines == ["read(3,  <unfinished ...>"]
