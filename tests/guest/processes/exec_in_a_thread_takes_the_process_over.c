#include "behaviour.h"
#include <pthread.h>

static char *self;
static void *sleeper(void *argument) { for (;;) pause(); }
static void *changer(void *argument)
{
	execl("/proc/self/exe", self, "again", NULL);
	_exit(127);
}

static int run(void)
{
	pthread_t t;
	CHECK(pthread_create(&t, NULL, sleeper, NULL) == 0);
	CHECK(pthread_create(&t, NULL, changer, NULL) == 0);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("leader: %d\n", getpid() == gettid());
		return 5;
	}
	self = argv[0];
	pid_t pid = child(run);
	show_status(wait_status(pid));
}
