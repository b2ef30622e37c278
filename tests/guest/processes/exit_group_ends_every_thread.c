#include "behaviour.h"
#include <pthread.h>

static void *sleeper(void *argument) { for (;;) pause(); }
static void *spinner(void *argument) { for (;;) ; }
static void *leaver(void *argument) { _exit(17); }

static int run(void)
{
	pthread_t t;
	for (int i = 0; i < 3; i++) {
		CHECK(pthread_create(&t, NULL, sleeper, NULL) == 0);
		CHECK(pthread_create(&t, NULL, spinner, NULL) == 0);
	}
	CHECK(pthread_create(&t, NULL, leaver, NULL) == 0);
	for (;;)
		pause();
}

int main(void)
{
	show_status(wait_status(child(run)));
}
