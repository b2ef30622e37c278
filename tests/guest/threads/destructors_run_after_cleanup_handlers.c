// pthread_exit(3): cleanup handlers in reverse, then destructors of the values that are not NULL; none for pthread_key_delete.
#include "behaviour.h"
#include <pthread.h>

static pthread_key_t one, two, three, deleted;
static void destroy(void *v) { printf("destroy %s, value now %d\n", (char *)v, pthread_getspecific(one) != NULL); }
static void clean(void *v) { printf("clean %s, value still %d\n", (char *)v, pthread_getspecific(one) != NULL); }
static void inner(void) { pthread_exit("result"); }
static void *run(void *a)
{
	pthread_setspecific(three, "three");
	pthread_setspecific(one, "one");
	pthread_setspecific(two, NULL);
	pthread_setspecific(deleted, "deleted");
	pthread_key_delete(deleted);
	pthread_cleanup_push(clean, "outer");
	pthread_cleanup_push(clean, "inner");
	inner();
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return a;
}

int main(void)
{
	pthread_t t;
	void *result;
	pthread_key_create(&one, destroy), pthread_key_create(&two, destroy);
	pthread_key_create(&three, destroy), pthread_key_create(&deleted, destroy);
	CHECK(pthread_create(&t, NULL, run, NULL) == 0);
	pthread_join(t, &result);
	printf("%s\n", (char *)result);
	pthread_setspecific(one, "of main");
	return 0; /* exit() runs no destructor */
}
