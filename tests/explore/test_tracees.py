"""What is offered of a traced program: only what its tracer leaves open."""

import pytest

from forkingpaths.explore.perform import check_possible
from forkingpaths.explore.schedule import ScheduleError
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase
from tests import guests, host
from tests.explore.exploring import check

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]

TRACER = """
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t handled;
static void handler(int s) { (void)s; handled = 1; }
int main(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGUSR1, handler);
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		syscall(SYS_getppid);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	waitpid(pid, &status, 0); /* at the entry of getppid */
	kill(pid, SIGUSR1);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	waitpid(pid, &status, 0);
	printf("%s\\n", WSTOPSIG(status) == SIGTRAP ? "the call first" : "the signal first");
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	ptrace(PTRACE_CONT, pid, 0, SIGUSR1);
	waitpid(pid, &status, 0);
	return 0;
}
"""


def test_a_signal_cannot_come_before_a_call_whose_entry_the_tracer_has_seen() -> None:
    executable = host.compile_c(TRACER, "-O1", "-static")
    k = guests.kernel_for(guests.Program(executable), executable, executable.parent, guests.Streams(b""))
    entered = 0
    while choices := k.choices():
        t = k.tasks.get(choices[0].tid)
        if t is not None and t.phase is Phase.CALL and t.traced is not None and t.traced.entered:
            entered += 1
            assert deliver.has_work(t)
            assert not scheduler.may_step_back(t)
            with pytest.raises(ScheduleError, match="not at the beginning of a call"):
                check_possible(k, Choice("deliver", t.tid), t, (t.tid,))
        k.step(choices[0])
    assert entered == 1


def test_no_order_of_such_a_program_has_the_signal_first() -> None:
    result = check(TRACER, first=False)
    assert result.progress.complete
    assert {o.output for o in result.outcomes} == {b"the call first\n"}
