#include "behaviour.h"
#include <pthread.h>

static int number;

static void *spin(void *argument)
{
	for (;;)
		if (argument)
			pause();
}

static void *raiser(void *argument)
{
	usleep(10000);
	if (number == SIGSEGV)
		*(volatile int *)8 = 1;
	pthread_kill(pthread_self(), number);
	return NULL;
}

static int threads(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, spin, NULL);
	pthread_create(&thread, NULL, spin, (void *)1);
	pthread_create(&thread, NULL, raiser, NULL);
	pthread_join(thread, NULL);
	return 3;
}

int main(void)
{
	int numbers[] = {SIGTERM, SIGSEGV, SIGKILL, SIGABRT, SIGUSR1};
	for (int i = 0; i < 5; i++) {
		number = numbers[i];
		show_status(wait_status(child(threads)));
	}
	return 0;
}
