// pthread_once(3): a routine that is cancelled counts as never called; the next caller runs it.
#include "behaviour.h"
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int calls;
static void routine(void)
{
	printf("call %d\n", ++calls);
	pthread_testcancel();
	printf("complete\n");
}
static void *cancelled(void *a)
{
	pthread_cancel(pthread_self());
	pthread_once(&once, routine);
	printf("not reached\n");
	return a;
}
static void *plain(void *a)
{
	SHOW(pthread_once(&once, routine));
	return a;
}

int main(void)
{
	void *(*f[])(void *) = {cancelled, cancelled, plain, plain};
	for (int i = 0; i < 4; i++) {
		pthread_t t;
		void *result;
		CHECK(pthread_create(&t, NULL, f[i], NULL) == 0);
		pthread_join(t, &result);
		printf("cancelled %d\n", result == PTHREAD_CANCELED);
	}
	return 0;
}
