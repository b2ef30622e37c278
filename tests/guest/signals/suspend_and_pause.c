// sigsuspend(2), pause(2): EINTR once a handler returned, not for ignored ones; a pending signal ends it at once; the mask comes back.
#include "behaviour.h"

static volatile int calls;
static void handler(int s) { (void)s; calls++; }
static pid_t parent;
static int sends(void)
{
	usleep(50000);
	kill(parent, SIGWINCH);
	kill(parent, SIGUSR2);
	usleep(50000);
	printf("before: %d\n", 0);
	kill(parent, SIGUSR1);
	return 0;
}

int main(void)
{
	sigset_t empty, full, now;
	parent = getpid();
	sigemptyset(&empty), sigfillset(&full);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	sigprocmask(SIG_SETMASK, &full, NULL);
	raise(SIGUSR1);
	SHOW(sigsuspend(&empty));
	sigprocmask(SIG_SETMASK, NULL, &now);
	printf("calls %d, blocked again %d %d\n", calls, sigismember(&now, SIGUSR1), sigismember(&now, SIGKILL));
	sigset_t some;
	sigemptyset(&some);
	sigaddset(&some, SIGCHLD);
	pid_t p = child(sends);
	SHOW(sigsuspend(&some));
	printf("calls %d\n", calls);
	wait_status(p);
	sigprocmask(SIG_SETMASK, &some, NULL);
	p = child(sends);
	SHOW(pause());
	printf("calls %d\n", calls);
	wait_status(p);
	return 0;
}
