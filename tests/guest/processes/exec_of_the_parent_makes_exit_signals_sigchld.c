// A child made by clone(2) with another signal than SIGCHLD ends with SIGCHLD all the same once its parent has executed another
// program, which never asked for that signal; but only __WCLONE finds it as before.
#include "behaviour.h"

int main(int argc, char **argv)
{
	sigset_t set;
	siginfo_t info;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int executed = argc > 1;
	for (int i = 0; i < 2; i++) {
		int ends[2];
		if (executed && i == 0) {
			ends[1] = atoi(argv[1]); /* the child of the program before */
		} else {
			CHECK(pipe(ends) == 0);
			if (syscall(SYS_clone, SIGUSR1, NULL, NULL, NULL, 0) == 0) {
				char byte;
				close(ends[1]);
				read(ends[0], &byte, 1);
				_exit(3);
			}
			if (!executed && i == 1) {
				char number[16];
				snprintf(number, sizeof number, "%d", ends[1]);
				fflush(stdout);
				execl("/proc/self/exe", argv[0], number, NULL);
			}
			close(ends[0]);
		}
		close(ends[1]);
		printf("%s: %s\n", executed ? "executed" : "before", signal_name(sigwaitinfo(&set, &info)));
		SHOW(waitpid(-1, NULL, 0));
		printf("found by __WCLONE: %d\n", waitpid(-1, NULL, __WCLONE) == info.si_pid);
	}
	return 0;
}
