"""Small programs with the mistakes that people make (mistakes/), not made from the properties: `check` as it is names each, at the
right line, within a few runs, and proves its twin clean."""

import pytest

from forkingpaths.check.checker import Result
from forkingpaths.explore.executor import Executor
from forkingpaths.kernel.outside import May
from tests import guests, host
from tests.explore.exploring import judged, started
from tests.explore.test_corpus import line_of

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
FOLDER = host.ROOT / "tests" / "explore" / "mistakes"
MISTAKES = {  # program -> the property, a piece of the line, a piece of the words
    "append": ("status", "lseek(", "status 1"),
    "cancelled": ("deadlock", "pthread_mutex_lock", "a lock held by 3, which has ended"),
    "child_stolen": ("stolen-child", "waitpid(-1", "a wait for any child had taken it"),
    "condition": ("deadlock", "pthread_cond_wait", "futex"),
    "exit_twice": ("status", "fork()", "status 1"),
    "fifos": ("deadlock", "open(", "nobody has the other end"),
    "file_counter": ("status", "read(", "status 1"),
    "group_late": ("deadlock", "waitpid(", "3 waits in pause for a signal"),
    "inherited_lock": ("deadlock", "flock(fd, LOCK_EX)", "for a file lock, which is held by 3"),
    "pclose": ("stolen-child", "waitpid(-1", "a wait for any child had taken it"),
    "pid_file": ("status", "open(", "status 1"),
    "reload": ("blocked-at-exec", "execl(", "with SIGHUP blocked"),
    "reset_handler": ("status", "wait(", "killed by SIGUSR1"),
    "self_pipe": ("lost-wakeup", "fork()", "SIGCHLD came before it"),
    "shared_counter": ("data-race", "*count += 1", "data race on the memory at"),
    "signalfd_mask": ("blocked-at-exec", "execl(", "with SIGTERM blocked"),
    "stale_lock": ("status", "open(LOCK", "status 1"),
    "system_ignored": ("status", "system(", "status 1"),
    "timed_read": ("longjmp", "fork()", "jumped out of read, which had done its work"),
    "wait_cut_short": ("status", "kill(", "status 1"),
}
TIMERS_MAY_EXPIRE = ("timed_read",)
UNWINDS = (
    "cancelled",
)  # to cancel a thread takes the unwinder, and a static program loads that, and another C library, in each run
STATIC, WITH_UNWINDER = ("-static",), ("-Wl,--no-as-needed", "-lgcc_s")


def explored(name: str, first: bool, max_runs: int = 5000) -> tuple[Executor, Result, str]:
    flags = WITH_UNWINDER if name.removesuffix("_fixed") in UNWINDS else STATIC
    program = str(host.compile_c((FOLDER / f"{name}.c").read_text(), "-O1", "-g", "-pthread", *flags))
    may = May(time=True) if name.removesuffix("_fixed") in TIMERS_MAY_EXPIRE else None
    runner = started([program], may)
    return runner, judged(runner, first, max_runs=max_runs), program


def test_the_table_is_whole() -> None:
    names = {path.stem for path in FOLDER.glob("*.c")}
    assert names == {*MISTAKES, *(f"{name}_fixed" for name in MISTAKES)}


@pytest.mark.parametrize("name", MISTAKES)
def test_finds(name: str) -> None:
    kind, line, words = MISTAKES[name]
    runner, result, program = explored(name, True)
    assert result.witnesses
    witness = result.witnesses[0]
    assert witness.finding.property == kind, witness.finding
    assert words in f"{witness.finding.title}; {witness.finding.why}"
    assert len(witness.run.schedule) <= 2
    assert line in line_of(runner, witness, program, (FOLDER / f"{name}.c").read_text())


@pytest.mark.parametrize("name", MISTAKES)
def test_proves_the_twin(name: str) -> None:
    _, result, _ = explored(f"{name}_fixed", False)
    assert [w.finding.title for w in result.witnesses] == []
    assert result.progress.complete


CORRECT = (  # of tests/guest, all of which do what they mean to
    "processes/any_thread_waits_for_any_child", "processes/exec_in_a_thread_takes_the_process_over",
    "processes/exit_group_ends_every_thread",
    "processes/fork_keeps_handlers_and_mask_but_not_pending_signals", "processes/sigchld_tells_what_happened",
    "futex/robust_mutex_of_a_dead_owner", "futex/woken_are_counted_over_processes", "pipes/partial_write_when_interrupted",
    "signals/longjmp_out_of_a_handler", "signals/sigpause_lets_one_signal_in", "signals/sigtimedwait_takes_from_the_set",
    "threads/broadcast_wakes_everyone", "threads/read_write_locks", "waiting/the_mask_of_ppoll_is_for_the_wait",
    "time/timers_on_processor_time",
)  # fmt: skip
RUNS_OF_ONE = 60


@pytest.mark.parametrize("name", CORRECT)
def test_says_nothing_of_correct_programs(name: str) -> None:
    path = guests.FOLDER / f"{name}.c"
    flags = guests.program(path).flags
    runner = started([host.compile_c(path, *guests.FLAGS, *flags, f"-I{guests.FOLDER}", f"-I{path.parent}")])
    result = judged(runner, False, max_runs=RUNS_OF_ONE)
    assert [(w.finding.property, w.finding.title) for w in result.witnesses] == []
