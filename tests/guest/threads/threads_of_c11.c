// thrd_create(3), mtx_init(3), cnd_*(3), tss_create(3), call_once(3): results and values of <threads.h>.
#include "behaviour.h"
#include <threads.h>

static mtx_t m;
static cnd_t c;
static tss_t key;
static once_flag once = ONCE_FLAG_INIT;
static int turn;
static void routine(void) { printf("once\n"); }
static void destroy(void *v) { printf("destroy %s\n", (char *)v); }
static int run(void *a)
{
	call_once(&once, routine);
	SHOW(tss_set(key, a) == thrd_success);
	mtx_lock(&m);
	while (turn != 1)
		cnd_wait(&c, &m);
	turn = 2;
	cnd_broadcast(&c);
	mtx_unlock(&m);
	thrd_exit(42);
}

int main(void)
{
	thrd_t t;
	int result;
	SHOW(mtx_init(&m, mtx_plain | mtx_recursive) == thrd_success);
	SHOW(mtx_init(&m, 77) == thrd_error);
	SHOW(cnd_init(&c) == thrd_success);
	SHOW(tss_create(&key, destroy) == thrd_success);
	SHOW(mtx_lock(&m) == thrd_success);
	call_once(&once, routine);
	CHECK(thrd_create(&t, run, "value") == thrd_success);
	turn = 1;
	struct timespec past = {0, 0};
	while (turn != 2)
		cnd_wait(&c, &m);
	CHECK(mtx_unlock(&m) == thrd_success);
	SHOW(thrd_join(t, &result) == thrd_success);
	SHOW(mtx_trylock(&m) == thrd_success);
	SHOW(cnd_timedwait(&c, &m, &past) == thrd_timedout);
	SHOW(mtx_unlock(&m) == thrd_success);
	printf("result %d, own value %d\n", result, tss_get(key) != NULL);
	return 0;
}
