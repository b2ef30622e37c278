#include "behaviour.h"

static volatile int codes[20], statuses[20], count;

static void on_child(int number, siginfo_t *info, void *context)
{
	codes[count] = info->si_code;
	statuses[count++] = info->si_status;
}

static int loop(void)
{
	for (;;)
		usleep(1000);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = on_child, .sa_flags = SA_SIGINFO};
	sigaction(SIGCHLD, &action, NULL);
	int status, stops[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
	fflush(stdout);
	pid_t pid = child(loop);
	setpgid(pid, pid);
	for (int i = 0; i < 4; i++) {
		kill(pid, stops[i]);
		while (waitpid(pid, &status, WUNTRACED) != pid)
			;
		show_status(status);
		SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG));
		kill(pid, stops[i]);
		SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG));
		kill(pid, SIGCONT);
		while (waitpid(pid, &status, WCONTINUED) != pid)
			;
		show_status(status);
		SHOW(waitpid(pid, &status, WCONTINUED | WNOHANG));
		usleep(5000);
	}
	for (int i = 0; i < count; i++)
		printf("SIGCHLD code %d status %d\n", codes[i], statuses[i]);
	kill(pid, SIGSTOP);
	usleep(20000);
	kill(pid, SIGTERM);
	usleep(20000);
	SHOW(waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	usleep(20000);
	show_status(wait_status(pid));
	return 0;
}
