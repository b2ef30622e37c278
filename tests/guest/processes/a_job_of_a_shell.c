// job
// What a shell starts leads a group and no session: it may be stopped from the terminal, a shell being there to continue it.
#include "behaviour.h"

static int stops(int signal)
{
	raise(signal);
	return 3;
}

static int tstp(void) { return stops(SIGTSTP); }
static int ttin(void) { return stops(SIGTTIN); }
static int ttou(void) { return stops(SIGTTOU); }

static int in_a_session_of_its_own(void)
{
	CHECK(setsid() == getpid());
	return stops(SIGTSTP);
}

static int of_a_group_of_its_own(void)
{
	CHECK(setpgid(0, 0) == 0);
	return stops(SIGTSTP);
}

static void look(const char *words, int (*run)(void))
{
	int status;
	pid_t pid = child(run);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	printf("%s: ", words);
	show_status(status);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGCONT);
		CHECK(waitpid(pid, &status, 0) == pid);
		printf("%s: ", words);
		show_status(status);
	}
}

int main(void)
{
	SHOW(getpgrp() == getpid());
	SHOW(getsid(0) == getpid());
	SHOW(setpgid(0, 0));
	SHOW(setsid());
	look("SIGTSTP", tstp);
	look("SIGTTIN", ttin);
	look("SIGTTOU", ttou);
	look("in a session of its own", in_a_session_of_its_own);
	look("in a group of its own", of_a_group_of_its_own);
	return 0;
}
