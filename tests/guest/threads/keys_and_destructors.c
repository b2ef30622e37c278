// pthread_key_create(3): PTHREAD_KEYS_MAX, destructors run PTHREAD_DESTRUCTOR_ITERATIONS times at most, values are NULL in new keys.
#include "behaviour.h"
#include <limits.h>
#include <pthread.h>

static pthread_key_t keys[2000], again;
static int calls;
static void destroy(void *v)
{
	calls++;
	pthread_setspecific(again, v);
}
static void *set(void *a)
{
	printf("new %d\n", pthread_getspecific(again) == NULL);
	pthread_setspecific(again, "x");
	return a;
}

int main(void)
{
	int n = 0, e;
	pthread_t t;
	pthread_key_create(&again, destroy);
	pthread_create(&t, NULL, set, NULL);
	pthread_join(t, NULL);
	printf("destroyed %d of %d\n", calls, PTHREAD_DESTRUCTOR_ITERATIONS);
	while (!(e = pthread_key_create(&keys[n], NULL)))
		n++;
	printf("%d %s\n", n, strerrorname_np(e));
	SHOW(pthread_key_delete(keys[3]));
	printf("%s\n", strerrorname_np(pthread_key_delete(keys[3])));
	printf("%s\n", strerrorname_np(pthread_setspecific(keys[3], "y")));
	return 0;
}
