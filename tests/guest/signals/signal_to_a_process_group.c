#include "behaviour.h"

static int wait_for_signal(void)
{
	for (;;)
		pause();
}

int main(void)
{
	fflush(stdout);
	pid_t pids[3];
	for (int i = 0; i < 3; i++) {
		pids[i] = child(wait_for_signal);
		setpgid(pids[i], pids[0]);
	}
	SHOW(kill(-pids[0], 0));
	SHOW(kill(-pids[0], SIGUSR1));
	for (int i = 0; i < 3; i++)
		show_status(wait_status(pids[i]));
	SHOW(kill(-pids[0], 0));
	signal(SIGUSR2, SIG_IGN);
	SHOW(kill(0, SIGUSR2));
	return 0;
}
