/* SA_NODEFER leaves the signal open in its handler: a fault there runs the handler once more instead of killing. */
#include "behaviour.h"
#include <setjmp.h>

static sigjmp_buf out;
static volatile int depth;

static void handler(int number)
{
	if (++depth == 5)
		siglongjmp(out, depth);
	*(volatile int *)8 = 1;
}

static int try_flags(int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	sigset_t mask;
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	int n = sigsetjmp(out, 1);
	if (!n)
		*(volatile int *)8 = 1;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	printf("depth %d, blocked %d\n", n, sigismember(&mask, SIGSEGV));
	return 0;
}

static int nodefer(void) { return try_flags(SA_NODEFER); }
static int plain(void) { return try_flags(0); }
static int once(void) { return try_flags(SA_NODEFER | SA_RESETHAND); }

int main(void)
{
	show_status(wait_status(child(nodefer)));
	show_status(wait_status(child(plain)));
	show_status(wait_status(child(once)));
	return 0;
}
