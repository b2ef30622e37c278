/* The handler of SIGCHLD takes every child, also the one that pclose(3) is about to wait for. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

static void on_child(int sig)
{
	(void)sig;
	int saved = errno;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = saved;
}

int main(void)
{
	char line[8] = "";
	struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_RESTART };
	sigaction(SIGCHLD, &action, NULL);
	FILE *command = popen("echo x", "r");
	fgets(line, sizeof line, command);
	return line[0] != 'x' || pclose(command) != 0;
}
