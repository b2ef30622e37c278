// pthread_cleanup_pop(3): run when asked, in reverse, none after return from what pushed and popped it.
#include "behaviour.h"
#include <pthread.h>

static void clean(void *a) { printf("clean %d\n", *(int *)a); }
static int n[] = {0, 1, 2, 3, 4};
static void nested(void)
{
	pthread_cleanup_push(clean, &n[3]);
	pthread_cleanup_push(clean, &n[4]);
	printf("both pushed\n");
	pthread_cleanup_pop(1);
	pthread_cleanup_pop(0);
}
static void *run(void *end)
{
	pthread_cleanup_push(clean, &n[0]);
	pthread_cleanup_push(clean, &n[1]);
	pthread_cleanup_push(clean, &n[2]);
	nested();
	pthread_cleanup_pop(0);
	if (end)
		pthread_exit(NULL);
	pthread_cleanup_pop(1);
	pthread_cleanup_pop(1);
	return NULL;
}

int main(void)
{
	for (int i = 0; i < 2; i++) {
		pthread_t t;
		printf("ends by %s\n", i ? "pthread_exit" : "return");
		CHECK(pthread_create(&t, NULL, run, i ? n : NULL) == 0);
		pthread_join(t, NULL);
	}
	return 0;
}
