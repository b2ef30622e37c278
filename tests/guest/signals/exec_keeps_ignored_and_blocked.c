#include "behaviour.h"

static void handler(int number)
{
	printf("handler of %d\n", number);
}

static const char *disposition(int number)
{
	struct sigaction action;
	sigaction(number, NULL, &action);
	return action.sa_handler == SIG_DFL ? "default" : action.sa_handler == SIG_IGN ? "ignored" : "handler";
}

int main(int count, char **arguments)
{
	sigset_t set;
	if (count > 1) {
		sigset_t pending;
		stack_t stack;
		sigprocmask(SIG_BLOCK, NULL, &set);
		sigpending(&pending);
		sigaltstack(NULL, &stack);
		printf("usr1 %s usr2 %s hup %s chld %s\n", disposition(SIGUSR1), disposition(SIGUSR2), disposition(SIGHUP), disposition(SIGCHLD));
		printf("blocked term %d int %d pending term %d stack %#x\n", sigismember(&set, SIGTERM), sigismember(&set, SIGINT),
		       sigismember(&pending, SIGTERM), stack.ss_flags);
		signal(SIGTERM, handler);
		sigemptyset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
		return 0;
	}
	static char bytes[65536];
	stack_t stack = {.ss_sp = bytes, .ss_size = sizeof bytes};
	sigaltstack(&stack, NULL);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTERM);
	fflush(stdout);
	execl("/proc/self/exe", "again", "1", NULL);
	return 9;
}
