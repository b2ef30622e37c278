// needs: root
#include "behaviour.h"
#include <sys/resource.h>

static int run(void)
{
	struct rlimit limit = { 5, 5 };
	CHECK(setrlimit(RLIMIT_NPROC, &limit) == 0);
	CHECK(setresuid(54321, 54321, 54321) == 0);
	int made = 0;
	for (int i = 0; i < 10; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			pause();
			_exit(0);
		}
		if (pid < 0) {
			printf("%d made, then %s\n", made, strerrorname_np(errno));
			break;
		}
		made++;
	}
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	return 0;
}

static int in_own_group(void)
{
	setpgid(0, 0);
	return run();
}

int main(void)
{
	show_status(wait_status(child(in_own_group)));
}
