#include "behaviour.h"
#include <sys/prctl.h>
#include <sys/ptrace.h>

static int go[2], line[2];
static pid_t victim;
static int options;

static int tracer(void)
{
	int status;
	CHECK(ptrace(PTRACE_SEIZE, victim, 0, options) == 0);
	CHECK(ptrace(PTRACE_INTERRUPT, victim, 0, 0) == 0);
	CHECK(waitpid(victim, &status, __WALL) == victim);
	return 3; /* with the tracee stopped */
}

static int sleeper(void)
{
	await(go);
	return 4;
}

int main(void)
{
	make_pipe(go);
	make_pipe(line);
	victim = child(sleeper);
	show_status(wait_status(child(tracer)));
	tell(go);
	show_status(wait_status(victim));
	options = PTRACE_O_EXITKILL;
	victim = child(sleeper);
	show_status(wait_status(child(tracer)));
	show_status(wait_status(victim));
}
