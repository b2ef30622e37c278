/* SIGCHLD falls after the test of the flag and before select(), which then sleeps for ever. */
#include <signal.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t done;

static void on_child(int sig)
{
	(void)sig;
	done = 1;
}

int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	while (!done)
		select(0, NULL, NULL, NULL, NULL);
	return wait(NULL) < 0;
}
