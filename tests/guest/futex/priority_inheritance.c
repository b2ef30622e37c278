#include "behaviour.h"
#include <linux/futex.h>
#include <pthread.h>
#include <time.h>

static unsigned int word;

static void show_word(void)
{
	printf("owner %s%s%s\n", (word & FUTEX_TID_MASK) == gettid() ? "me" : word & FUTEX_TID_MASK ? "another" : "nobody",
	       word & FUTEX_WAITERS ? " waiters" : "", word & FUTEX_OWNER_DIED ? " died" : "");
}

static void *locker(void *argument)
{
	struct timespec now;
	SHOW(syscall(SYS_futex, &word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	clock_gettime(CLOCK_REALTIME, &now);
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, &now, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	show_word();
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	show_word();
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	pthread_create(&thread, NULL, locker, NULL);
	usleep(50000);
	show_word();
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	pthread_join(thread, NULL);
	show_word();
	word = 999999;
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	pthread_mutexattr_t attribute;
	pthread_mutex_t mutex;
	pthread_mutexattr_init(&attribute);
	pthread_mutexattr_setprotocol(&attribute, PTHREAD_PRIO_INHERIT);
	SHOW(pthread_mutex_init(&mutex, &attribute));
	SHOW(pthread_mutex_lock(&mutex));
	SHOW(pthread_mutex_unlock(&mutex));
	return 0;
}
