// prctl(2): which settings a child of fork has: name, dumpable, timer slack, no_new_privs; not the death signal, not subreaper.
#include "behaviour.h"
#include <sys/prctl.h>

static int show(void)
{
	char name[16];
	int death = -1, reaper = -1;
	prctl(PR_GET_NAME, name);
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_CHILD_SUBREAPER, &reaper);
	printf("name %s, death signal %d, subreaper %d\n", name, death, reaper);
	printf("dumpable %d, slack %d, privileges %d\n", prctl(PR_GET_DUMPABLE), prctl(PR_GET_TIMERSLACK),
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	return 0;
}

int main(void)
{
	SHOW(prctl(PR_SET_NAME, "fifteen letters and more"));
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	SHOW(prctl(PR_SET_PDEATHSIG, 99));
	SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1));
	SHOW(prctl(PR_SET_DUMPABLE, 0));
	SHOW(prctl(PR_SET_DUMPABLE, 7));
	SHOW(prctl(PR_SET_TIMERSLACK, 12345));
	SHOW(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	SHOW(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
	SHOW(prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0));
	show();
	show_status(wait_status(child(show)));
	return 0;
}
