// needs: root
// getrlimit(2): what RLIMIT_RTTIME counts begins anew when the process goes on after a stop.
#include "behaviour.h"
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

static volatile sig_atomic_t reached;

static void on_limit(int signal)
{
	(void)signal;
	reached = 1;
}

static double worked(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

int main(void)
{
	int status;
	pid_t child = fork();
	if (!child) {
		struct rlimit limit = {150000, RLIM_INFINITY};
		struct sched_param first = {1};
		signal(SIGXCPU, on_limit);
		CHECK(setrlimit(RLIMIT_RTTIME, &limit) == 0);
		CHECK(sched_setscheduler(0, SCHED_FIFO, &first) == 0);
		double start = worked();
		while (worked() < start + 0.1)
			;
		raise(SIGSTOP);
		start = worked();
		while (!reached)
			;
		printf("as much again %d\n", worked() - start > 0.13);
		return 0;
	}
	waitpid(child, &status, WUNTRACED);
	printf("stopped %d\n", WIFSTOPPED(status));
	kill(child, SIGCONT);
	waitpid(child, &status, 0);
	printf("ended %d\n", status);
	return 0;
}
