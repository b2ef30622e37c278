// errno(3), __thread: each thread has its own, fresh in a new thread, copied by fork.
#include "behaviour.h"
#include <pthread.h>

static __thread int number = 5, zero;
static __thread char text[10] = "fresh";
static void *run(void *a)
{
	printf("new: errno %d number %d zero %d text %s\n", errno, number, zero, text);
	close(-1);
	number = 6, zero = 7;
	strcpy(text, "changed");
	return a;
}
static int forked(void)
{
	printf("child: number %d zero %d text %s\n", number, zero, text);
	number = 99;
	return 0;
}

int main(void)
{
	pthread_t t;
	number = 50;
	for (int i = 0; i < 2; i++) {
		errno = ENOENT;
		CHECK(pthread_create(&t, NULL, run, NULL) == 0);
		pthread_join(t, NULL);
		printf("here: errno %s number %d zero %d text %s\n", strerrorname_np(errno), number, zero, text);
	}
	show_status(wait_status(child(forked)));
	printf("here: number %d\n", number);
	return 0;
}
