/* The handler takes only the children of its own list (there are none): pclose(3) finds its own. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

static volatile pid_t jobs[4];

static void on_child(int sig)
{
	(void)sig;
	int saved = errno;
	for (int i = 0; i < 4; i++)
		if (jobs[i] && waitpid(jobs[i], NULL, WNOHANG) > 0)
			jobs[i] = 0;
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
