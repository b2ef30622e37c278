#include "behaviour.h"
#include <pthread.h>

static int ready[2];
static void *sleeper(void *argument) { tell(ready); for (;;) pause(); }

static int run(void)
{
	pthread_t t;
	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&t, NULL, sleeper, NULL) == 0);
	for (;;)
		pause();
}

int main(void)
{
	make_pipe(ready);
	pid_t pid = child(run);
	for (int i = 0; i < 3; i++)
		await(ready);
	kill(pid, SIGTERM);
	show_status(wait_status(pid));
}
