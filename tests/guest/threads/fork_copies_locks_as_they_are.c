// fork(2): locks are copied in the state they have, though their owner is not; pthread_atfork(3) is there to help.
#include "behaviour.h"
#include <pthread.h>

static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER, guarded = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static int go[2], ready[2];
static void before(void) { pthread_mutex_lock(&guarded); }
static void after(void) { pthread_mutex_unlock(&guarded); }
static void *hold(void *a)
{
	pthread_mutex_lock(&held), pthread_rwlock_rdlock(&l);
	tell(ready), await(go);
	pthread_mutex_unlock(&held), pthread_rwlock_unlock(&l);
	return a;
}
static int look(void)
{
	SHOW(pthread_mutex_trylock(&held) == EBUSY);
	SHOW(pthread_rwlock_tryrdlock(&l));
	SHOW(pthread_rwlock_trywrlock(&l) == EBUSY);
	SHOW(pthread_mutex_trylock(&guarded));
	SHOW(pthread_mutex_init(&held, NULL)); /* all that can be done with it */
	SHOW(pthread_mutex_trylock(&held));
	return 0;
}

int main(void)
{
	pthread_t t;
	make_pipe(go), make_pipe(ready);
	CHECK(pthread_atfork(before, after, after) == 0);
	CHECK(pthread_create(&t, NULL, hold, NULL) == 0);
	await(ready);
	show_status(wait_status(child(look)));
	tell(go);
	pthread_join(t, NULL);
	SHOW(pthread_mutex_trylock(&held));
	SHOW(pthread_rwlock_trywrlock(&l));
	SHOW(pthread_mutex_trylock(&guarded));
	return 0;
}
