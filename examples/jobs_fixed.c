/* A job list as every shell has one: fork, remember the job, and let SIGCHLD's handler forget it.
 *
 * jobs.c without its race: SIGCHLD is blocked from before fork until the job is on the list.
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

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigaction(SIGCHLD, &act, NULL);
	for (int i = 0; i < JOBS; i++) {
		sigprocmask(SIG_BLOCK, &child, &before);
		pid_t pid = fork();
		if (pid == 0) {
			sigprocmask(SIG_SETMASK, &before, NULL);
			_exit(i);
		}
		addjob(pid);
		sigprocmask(SIG_SETMASK, &before, NULL);
	}

	sigprocmask(SIG_BLOCK, &child, &before);
	while (ended < JOBS)
		sigsuspend(&before);

	for (int i = 0; i < JOBS; i++)
		left += job[i] != 0;
	printf("%d jobs were started, %d are still on the list\n", JOBS, left);
	return left != 0;
}
