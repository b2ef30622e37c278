/* A daemon that executes itself again when it is told to, from the handler: the signal is still blocked in it, and the second time it
 * does not hear. */
#include <signal.h>
#include <unistd.h>

static char **words;

static void on_hangup(int sig)
{
	(void)sig;
	execl("/proc/self/exe", words[0], "again", NULL);
}

int main(int count, char **arguments)
{
	sigset_t mask;
	words = arguments;
	if (count > 1) {
		sigprocmask(SIG_BLOCK, NULL, &mask);
		return sigismember(&mask, SIGHUP);
	}
	signal(SIGHUP, on_hangup);
	raise(SIGHUP);
	return 2;
}
