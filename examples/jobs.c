/* A job list as every shell has one: fork, remember the job, and let SIGCHLD's handler forget it.
 *
 * SIGCHLD is not blocked between fork and addjob.  When the child is quick, its job is deleted before it is
 * added, and stays on the list for ever: on Linux a few runs in a hundred with two cores, and nobody sees why.
 * jobs_fixed.c is the same program without the race.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 2 };
static volatile pid_t job[JOBS];
static volatile sig_atomic_t ended;

static void addjob(pid_t pid)
{
	for (int i = 0; i < JOBS; i++)
		if (job[i] == 0) {
			job[i] = pid;
			return;
		}
}

static void deletejob(pid_t pid)
{
	for (int i = 0; i < JOBS; i++)
		if (job[i] == pid)
			job[i] = 0;
}

static void on_child(int sig)
{
	int saved = errno;
	pid_t pid;

	(void)sig;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
		deletejob(pid);
		ended++;
	}
	errno = saved;
}

int main(void)
{
	struct sigaction act = {.sa_handler = on_child, .sa_flags = SA_RESTART};
	sigset_t child, before;
	int left = 0;

	sigaction(SIGCHLD, &act, NULL);
	for (int i = 0; i < JOBS; i++) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(i);
		addjob(pid);
	}

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	while (ended < JOBS)
		sigsuspend(&before);

	for (int i = 0; i < JOBS; i++)
		left += job[i] != 0;
	printf("%d jobs were started, %d are still on the list\n", JOBS, left);
	return left != 0;
}
