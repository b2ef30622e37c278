#include "behaviour.h"
#include <pthread.h>

static volatile int counter;
static void *forker(void *argument)
{
	pid_t pid = fork();
	if (pid == 0) {
		counter = 5;
		_exit(getpid() == gettid() ? counter : 1);
	}
	show_status(wait_status(pid));
	return NULL;
}

int main(void)
{
	pthread_t t;
	pthread_create(&t, NULL, forker, NULL);
	pthread_join(t, NULL);
	printf("%d\n", counter);
}
