// SIGCHLD goes to the process, and of its threads the one that called fork is asked first, the leader only if that one blocks it.
#include "behaviour.h"
#include <pthread.h>

static pid_t taker;

static void handler(int number)
{
	(void)number;
	taker = (pid_t)syscall(SYS_gettid);
}

static void *makes_children(void *blocks)
{
	for (int stops = 0; stops < 2; stops++) {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGCHLD);
		pthread_sigmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
		taker = 0;
		pid_t child = fork();
		if (child == 0) {
			if (stops)
				raise(SIGSTOP);
			_exit(0);
		}
		siginfo_t info;
		while (waitid(P_PID, child, &info, WEXITED | WSTOPPED | WNOWAIT) == -1)
			;
		usleep(2000);
		printf("%s, blocked in its maker %d: %s takes SIGCHLD\n", stops ? "stop" : "end", blocks != NULL,
			taker == 0 ? "nobody" : taker == getpid() ? "the leader" : "the maker");
		kill(child, SIGKILL);
		while (waitpid(child, NULL, 0) == -1)
			;
		usleep(2000);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigaction(SIGCHLD, &action, NULL);
	CHECK(pthread_create(&thread, NULL, makes_children, NULL) == 0);
	pthread_join(thread, NULL);
	CHECK(pthread_create(&thread, NULL, makes_children, "") == 0);
	pthread_join(thread, NULL);
	return 0;
}
