"""What may come from outside: timers, signals, SIGKILL, failures of calls, numbers given again.

Each is found only with the option that declares it, replays from its schedule, and is told in words.
"""

import time

import pytest

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.sampling import WALKS, Sampling
from forkingpaths.explore.schedule import Deviation, ScheduleError, format_schedule, parse_schedule
from forkingpaths.kernel.outside import May
from forkingpaths.kernel.scheduler import Choice
from tests.explore.exploring import check, executor

pytestmark = pytest.mark.needs("gcc")

HEAD = """
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static volatile sig_atomic_t done;
static void handler(int s) { (void)s; done++; }
"""
ALARM = HEAD + "int main(void) { signal(SIGALRM, handler); alarm(1); if (!done) pause(); return 0; }"
ALARM_FIXED = (
    HEAD
    + """int main(void) {
	sigset_t alarms, before;
	sigemptyset(&alarms); sigaddset(&alarms, SIGALRM); sigprocmask(SIG_BLOCK, &alarms, &before);
	signal(SIGALRM, handler); alarm(1);
	while (!done) sigsuspend(&before);
	return 0; }"""
)
POSIX_TIMER = (
    HEAD
    + """int main(void) {
	timer_t timer; struct itimerspec once = { .it_value.tv_sec = 5 };
	signal(SIGALRM, handler); timer_create(CLOCK_MONOTONIC, NULL, &timer); timer_settime(timer, 0, &once, NULL);
	if (!done) pause();
	return 0; }"""
)
TIMERFD = (
    HEAD
    + """int main(void) {
	struct itimerspec once = { .it_value.tv_sec = 5 }; unsigned long long n; int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	timerfd_settime(fd, 0, &once, NULL);
	puts(read(fd, &n, 8) == 8 ? "early" : "late"); return 0; }"""
)
TIMEOUT = (
    HEAD
    + """int main(void) {
	int p[2]; sigset_t chld; struct timespec second = { 1, 0 };
	sigemptyset(&chld); sigaddset(&chld, SIGCHLD); sigprocmask(SIG_BLOCK, &chld, NULL);
	if (pipe(p) || fork() == 0) { write(p[1], "x", 1); _exit(0); }
	puts(sigtimedwait(&chld, NULL, &second) == SIGCHLD ? "child" : "timeout"); return 0; }"""
)
TWO_SENT = (
    HEAD
    + """int main(void) { signal(SIGTERM, handler); getppid(); getppid(); printf("%d\\n", done); return 0; }"""
)
READ_ONCE = (
    HEAD
    + """int main(void) {
	int p[2]; char text[8] = ""; struct sigaction action = { .sa_handler = handler };
	sigaction(SIGUSR1, &action, NULL);
	if (pipe(p)) return 2;
	if (fork() == 0) { write(p[1], "abcdef", 6); _exit(0); }
	int n = read(p[0], text, 6);
	while (wait(NULL) < 0 && errno == EINTR);
	return n != 6 || strcmp(text, "abcdef"); }"""
)
READ_ALL = READ_ONCE.replace(
    "int n = read(p[0], text, 6);",
    "int n = 0; while (n < 6) { int got = read(p[0], text + n, 6 - n); "
    "if (got < 0 && errno != EINTR) return 3; if (got > 0) n += got; }",
)
EMPTY_LATER = (
    HEAD
    + """int main(void) {
	int p[2]; char c;
	if (pipe(p) || fcntl(p[0], F_SETFL, O_NONBLOCK)) return 2;
	write(p[1], "x", 1);
	return read(p[0], &c, 1) != 1; }"""
)
UNCHECKED_OPEN = HEAD + """int main(void) { FILE *f = fopen("/dev/null", "r"); return fgetc(f) != EOF; }"""
UNCHECKED_MALLOC = (
    HEAD + """int main(void) { char *p = malloc(10000000); p[0] = 1; write(1, p, 1); return 0; }"""
)
UNCHECKED_FORK = (
    HEAD
    + """int main(void) {
	int p[2]; char c; if (pipe(p)) return 2;
	if (fork() == 0) { write(p[1], "x", 1); _exit(0); }
	read(p[0], &c, 1); wait(NULL); return 0; }"""
)
UNCHECKED_WRITE = (
    HEAD
    + """int main(void) {
	int fd = open("/tmp/full", O_CREAT | O_RDWR, 0600); char text[4] = "";
	if (fd < 0) return 0;
	write(fd, "abc", 3); pread(fd, text, 3, 0);
	if (strcmp(text, "abc")) abort();
	return 0; }"""
)
STALE_PID = (
    HEAD
    + """int main(void) {
	pid_t first = fork(); if (first == 0) _exit(0);
	waitpid(first, NULL, 0);
	pid_t second = fork(); if (second == 0) { pause(); _exit(0); }
	kill(first, SIGTERM); kill(second, SIGKILL);
	int status; waitpid(second, &status, 0);
	return WTERMSIG(status) == SIGTERM; }"""
)
KILLED_CHILD = (
    HEAD
    + """int main(void) {
	int p[2]; char c; if (pipe(p)) return 2;
	if (fork() == 0) { write(p[1], "x", 1); _exit(0); }
	read(p[0], &c, 1); wait(NULL); return 0; }"""
)


def kinds(result: Result) -> set[str]:
    return {w.finding.property for w in result.witnesses}


@pytest.mark.parametrize("text", [ALARM, POSIX_TIMER], ids=["alarm", "timer_create"])
def test_a_timer_may_expire_before_the_program_waits_for_it(text: str) -> None:
    assert kinds(check(text, first=False)) == set()
    result = check(text, may=May(time=True), time_is_free=True)
    assert kinds(result) == {"lost-wakeup"}
    assert [d.choice.kind for d in result.witnesses[0].run.schedule] == ["time", "deliver"]


def test_a_timer_left_free_is_no_excuse_for_finding_something() -> None:
    result = check(ALARM_FIXED, first=False, may=May(time=True), time_is_free=True)
    assert kinds(result) == set()
    assert result.progress.complete


@pytest.mark.parametrize(
    ("text", "words"), [(TIMERFD, {b"early\n", b"late\n"}), (TIMEOUT, {b"child\n", b"timeout\n"})]
)
def test_time_left_free_reaches_descriptors_and_timeouts(text: str, words: set[bytes]) -> None:
    assert len(check(text, first=False).outcomes) == 1
    outcomes = check(text, first=False, may=May(time=True), time_is_free=True).outcomes
    assert {o.output for o in outcomes} == words


@pytest.mark.slow
def test_a_signal_comes_as_often_as_declared_and_also_when_all_sleep() -> None:
    fifteen = 15
    for times in (1, 2):
        may = May(send=(fifteen,) * times)
        outcomes = check(TWO_SENT, first=False, bounds=Bounds(0, 0, times), may=may).outcomes
        counts = {int(o.output) for o in outcomes if o.output}
        assert counts == set(range(times + 1))
    asleep = HEAD + "int main(void) { signal(SIGTERM, handler); pause(); return 3; }"
    endings = {(o.status, o.ending) for o in check(asleep, first=False, may=May(send=(fifteen,))).outcomes}
    assert endings == {(None, "blocked"), (3 << 8, "finished"), (fifteen, "finished")}


@pytest.mark.parametrize(
    ("text", "faults", "kind"),
    [
        (READ_ONCE, "short", "status"),
        (READ_ONCE, "eintr", "status"),
        (EMPTY_LATER, "eagain", "status"),
        (UNCHECKED_OPEN, "emfile", "crash"),
        (UNCHECKED_MALLOC, "enomem", "crash"),
        (UNCHECKED_FORK, "fork", "pipe-end"),
        (UNCHECKED_WRITE, "enospc", "crash"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 10 else "",
)
def test_a_failing_call_is_found_and_replays(text: str, faults: str, kind: str) -> None:
    assert kinds(check(text, first=False)) == set()
    result = check(text, may=May(faults=(faults,)), bounds=Bounds(outside=2))  # malloc asks twice
    assert kind in kinds(result)
    witness = next(w for w in result.witnesses if w.finding.property == kind)
    assert [d.choice.kind for d in witness.run.schedule][-1] == "fault"
    schedule = parse_schedule(format_schedule(witness.run.schedule, b""), b"")
    assert executor(text).run(schedule).events == witness.run.events


def test_a_program_that_takes_failures_into_account_is_clean() -> None:
    result = check(READ_ALL, first=False, may=May(faults=("eintr", "short")))
    assert kinds(result) == set()
    assert result.progress.complete
    assert result.progress.runs > 3


def test_no_failure_where_linux_would_not_fail() -> None:
    """EINTR needs a handler without SA_RESTART; a short read needs a stream; a pause is ended by its handler only."""
    quiet = READ_ONCE.replace("sigaction(SIGUSR1, &action, NULL);", "")
    restarting = READ_ONCE.replace("= handler }", "= handler, .sa_flags = SA_RESTART }")
    for text in (quiet, restarting):
        assert check(text, first=False, may=May(faults=("eintr",))).outcomes[0].status == 0
        assert len(check(text, first=False, may=May(faults=("eintr",))).outcomes) == 1
    whole_file = HEAD + (
        'int main(void) { char b[9]; int fd = open("/etc/passwd", O_RDONLY); return read(fd, b, 9) != 9; }'
    )
    assert len(check(whole_file, first=False, may=May(faults=("short",))).outcomes) == 1


def test_a_number_given_again_reaches_the_wrong_process() -> None:
    assert kinds(check(STALE_PID, first=False)) == {"recycled-pid"}  # the mistake; nothing comes of it yet
    result = check(STALE_PID, first=False, may=May(reuse=True), pids="reuse")
    assert "status" in kinds(result)
    assert {o.status for o in result.outcomes} == {0, 256}  # the other order of numbers is tried too


@pytest.mark.slow
def test_any_process_may_be_killed() -> None:
    assert kinds(check(KILLED_CHILD, first=False)) == set()
    result = check(KILLED_CHILD, first=False, may=May(kill=True), bounds=Bounds(1, 0))
    assert kinds(result) == {"pipe-end"}  # the parent keeps the write end open; its own death is no finding
    assert {9} <= {o.status for o in result.outcomes}


def test_what_cannot_happen_there_is_refused() -> None:
    runner = executor(ALARM)
    first = len(runner.origin.transitions)
    for choice in (Choice("kill", 0, 77), Choice("fault", 2, 99), Choice("fault", 2, 7), Choice("pid", 2, 9)):
        with pytest.raises(ScheduleError):
            runner.run((Deviation(first, choice),))


@pytest.mark.parametrize("strategy", WALKS)
def test_random_strategies_take_them_too(strategy: str) -> None:
    runner = executor(READ_ONCE, May(faults=("short",)))
    sampling = Sampling(runner, Bounds(), strategy)
    result = Checker(runner, sampling, load_properties(), time.monotonic, max_runs=300).go()
    assert "status" in kinds(result)
    schedule = next(w for w in result.witnesses if w.finding.property == "status").run.schedule
    assert [d.choice.kind for d in schedule][-1] == "fault"
    assert len(schedule) <= 3
