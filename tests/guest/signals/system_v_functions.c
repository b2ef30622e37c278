// sigset(3), sighold(3), sigrelse(3), sigignore(3), sigpause(3): their results and errors for every signal.
#include "behaviour.h"
#include <signal.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
extern int sigpause(int);

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

int main(void)
{
	for (int s = 1; s <= 34; s++) {
		printf("signal %d\n", s);
		errno = 0;
		void (*old)(int) = sigset(s, handler);
		printf("set: %s %s\n", old == SIG_ERR ? "error" : old == SIG_DFL ? "default" : "other", old == SIG_ERR ? strerrorname_np(errno) : "");
		if (old == SIG_ERR)
			continue;
		calls = 0;
		raise(s);
		SHOW(sighold(s));
		raise(s);
		printf("calls %d\n", calls);
		old = sigset(s, SIG_HOLD);
		printf("held: %d\n", old == SIG_HOLD);
		SHOW(sigrelse(s));
		printf("calls %d\n", calls);
		old = sigset(s, SIG_HOLD);
		printf("was the handler: %d\n", old == handler);
		raise(s);
		old = sigset(s, handler);
		printf("was held: %d, calls %d\n", old == SIG_HOLD, calls);
		SHOW(sigignore(s));
		raise(s);
		old = sigset(s, SIG_DFL);
		printf("was ignored: %d, calls %d\n", old == SIG_IGN, calls);
	}
	SHOW(sighold(-1));
	SHOW(sighold(0));
	SHOW(sighold(100));
	SHOW(sigrelse(100));
	SHOW(sigignore(100));
	SHOW(sigignore(SIGKILL));
	SHOW(sigignore(SIGSTOP));
	SHOW(sighold(SIGKILL));
	printf("%d\n", sigset(100, handler) == SIG_ERR);
	sigset(SIGALRM, handler);
	sighold(SIGALRM);
	alarm(1);
	SHOW(sigpause(SIGALRM));
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("held again %d\n", sigismember(&now, SIGALRM));
	return 0;
}
