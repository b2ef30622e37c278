#include "behaviour.h"

static int runs, ends[2];

static void handler(int number)
{
	runs++;
}

static int disturb(void)
{
	usleep(20000);
	kill(getppid(), SIGUSR1);
	usleep(20000);
	CHECK(write(ends[1], "abc", 3) == 3);
	return 0;
}

int main(void)
{
	make_pipe(ends);
	int flags[] = {SA_RESTART, 0, SA_RESTART | SA_SIGINFO};
	for (int i = 0; i < 3; i++) {
		struct sigaction action = {.sa_handler = handler, .sa_flags = flags[i]};
		sigaction(SIGUSR1, &action, NULL);
		pid_t pid = child(disturb);
		char buffer[10];
		SHOW(read(ends[0], buffer, 10));
		printf("handler ran %d times\n", runs);
		show_status(wait_status(pid));
		if (flags[i] == 0)
			SHOW(read(ends[0], buffer, 10));
	}
	return 0;
}
