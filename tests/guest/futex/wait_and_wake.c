#include "behaviour.h"
#include <linux/futex.h>
#include <pthread.h>
#include <time.h>

static int word;
static long results[8];

static void *waiter(void *argument)
{
	results[(long)argument] = syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

int main(void)
{
	pthread_t threads[5];
	struct timespec zero = {0, 0}, some = {0, 10000000}, bad = {0, 1000000000}, past = {1, 0};
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &zero, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &some, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &bad, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &past, NULL, -1));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &past, NULL, -1));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &past, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 0, &some, NULL, 0));
	SHOW(syscall(SYS_futex, (char *)&word + 1, FUTEX_WAIT, 0, &some, NULL, 0));
	SHOW(syscall(SYS_futex, (char *)&word + 1, FUTEX_WAKE, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, 8, FUTEX_WAIT, 0, &some, NULL, 0));
	SHOW(syscall(SYS_futex, 8, FUTEX_WAIT_PRIVATE, 0, &some, NULL, 0));
	SHOW(syscall(SYS_futex, 8, FUTEX_WAKE, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, 8, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT, 0, (void *)8, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, 99, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_FD, 1, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
	for (long i = 0; i < 5; i++)
		pthread_create(&threads[i], NULL, waiter, (void *)i);
	usleep(30000);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 2, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
	for (int i = 0; i < 5; i++) {
		pthread_join(threads[i], NULL);
		printf("%ld ", results[i]);
	}
	puts("");
	return 0;
}
