#include "behaviour.h"
#include <pthread.h>

static volatile unsigned long *counters;

static void *spin(void *argument)
{
	for (;;) {
		counters[(long)argument]++;
		usleep(500);
	}
}

static int threads(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, spin, (void *)1);
	pthread_create(&thread, NULL, spin, (void *)2);
	spin(0);
	return 0;
}

#include <sys/mman.h>

int main(void)
{
	counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = child(threads);
	int status;
	for (int round = 0; round < 3; round++) {
		usleep(30000);
		kill(pid, SIGSTOP);
		CHECK(waitpid(pid, &status, WUNTRACED) == pid);
		show_status(status);
		unsigned long before[3] = {counters[0], counters[1], counters[2]};
		usleep(30000);
		printf("stand still: %d\n", before[0] == counters[0] && before[1] == counters[1] && before[2] == counters[2]);
		kill(pid, SIGCONT);
		CHECK(waitpid(pid, &status, WCONTINUED) == pid);
		show_status(status);
		usleep(30000);
		printf("go on: %d\n", before[0] != counters[0] && before[1] != counters[1] && before[2] != counters[2]);
	}
	kill(pid, SIGTERM);
	show_status(wait_status(pid));
	return 0;
}
