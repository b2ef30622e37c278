/* A signal sent to a process that is stopped by its tracer is pending; when the tracer ends, the process goes on and takes it. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <sys/ptrace.h>

static int ready[2];
static volatile int seen;

static void on_signal(int number) { seen = number; }

int main(void)
{
	make_pipe(ready);
	struct sigaction action = {.sa_handler = on_signal};
	sigaction(SIGUSR1, &action, NULL);
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	fflush(stdout);
	pid_t target = fork();
	if (!target) {
		tell(ready);
		while (!seen)
			;
		printf("took signal %s\n", signal_name(seen));
		fflush(stdout);
		_exit(0);
	}
	await(ready);
	pid_t tracer = fork();
	if (!tracer) {
		CHECK(ptrace(PTRACE_SEIZE, target, 0, 0) == 0);
		CHECK(ptrace(PTRACE_INTERRUPT, target, 0, 0) == 0);
		int status;
		CHECK(waitpid(target, &status, __WALL) == target);
		printf("stopped: %d\n", WIFSTOPPED(status));
		fflush(stdout);
		CHECK(kill(target, SIGUSR1) == 0);
		_exit(0);
	}
	show_status(wait_status(tracer));
	show_status(wait_status(target));
	return 0;
}
