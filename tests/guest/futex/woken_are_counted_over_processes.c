// futex(2): FUTEX_WAKE returns how many were woken, at most what was asked for, from both processes that share the word.
#include "behaviour.h"
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>

static atomic_int *word, *through;
static void *wait_on(void *a)
{
	while (syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0) && errno == EINTR)
		;
	++*through;
	return a;
}
static int two(void)
{
	pthread_t t;
	CHECK(pthread_create(&t, NULL, wait_on, NULL) == 0);
	wait_on(NULL);
	pthread_join(t, NULL);
	return 0;
}

int main(void)
{
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	through = word + 1;
	SHOW(syscall(SYS_futex, word, FUTEX_WAKE, 10, NULL, NULL, 0));
	pid_t p = child(two), q = child(two);
	int woken = 0, most = 0;
	while (woken < 3) { /* they come when they come: one or two at a time */
		int n = syscall(SYS_futex, word, FUTEX_WAKE, 3 - woken < 2 ? 1 : 2, NULL, NULL, 0);
		woken += n, most = n > most ? n : most;
		sched_yield();
	}
	printf("woken %d, at most two %d\n", woken, most <= 2);
	while (*through < 3)
		sched_yield();
	printf("through %d\n", *through);
	while (syscall(SYS_futex, word, FUTEX_WAKE, 10, NULL, NULL, 0) != 1)
		sched_yield();
	show_status(wait_status(p));
	show_status(wait_status(q));
	printf("through %d\n", *through);
	SHOW(syscall(SYS_futex, word, FUTEX_WAKE, 10, NULL, NULL, 0));
	return 0;
}
