#include "behaviour.h"
#include <linux/futex.h>
#include <pthread.h>
#include <time.h>

struct entry {
	unsigned long value, address;
	unsigned int flags, reserved;
};
static unsigned int words[3];
static long result;

static void *waiter(void *argument)
{
	result = syscall(449, argument, 3, 0, NULL, 0);
	return NULL;
}

int main(void)
{
	struct entry entries[3];
	struct timespec past = {1, 0}, bad = {0, -1};
	pthread_t thread;
	for (int i = 0; i < 3; i++)
		entries[i] = (struct entry){0, (unsigned long)&words[i], 2 | FUTEX_PRIVATE_FLAG, 0};
	SHOW(syscall(449, entries, 3, 1, NULL, 0));
	SHOW(syscall(449, entries, 0, 0, NULL, 0));
	SHOW(syscall(449, entries, 129, 0, NULL, 0));
	SHOW(syscall(449, NULL, 3, 0, NULL, 0));
	SHOW(syscall(449, 8, 3, 0, NULL, 0));
	SHOW(syscall(449, entries, 3, 0, &past, CLOCK_MONOTONIC));
	SHOW(syscall(449, entries, 3, 0, &past, CLOCK_REALTIME));
	SHOW(syscall(449, entries, 3, 0, &past, CLOCK_BOOTTIME));
	SHOW(syscall(449, entries, 3, 0, &bad, CLOCK_REALTIME));
	words[2] = 1;
	SHOW(syscall(449, entries, 3, 0, NULL, 0));
	words[2] = 0;
	entries[1].flags = 0;
	SHOW(syscall(449, entries, 3, 0, NULL, 0));
	entries[1].flags = 2 | FUTEX_PRIVATE_FLAG;
	entries[1].reserved = 1;
	SHOW(syscall(449, entries, 3, 0, NULL, 0));
	entries[1].reserved = 0;
	for (int i = 0; i < 3; i++) {
		pthread_create(&thread, NULL, waiter, entries);
		usleep(50000);
		SHOW(syscall(SYS_futex, &words[i], FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
		pthread_join(thread, NULL);
		printf("woken by %ld\n", result);
		SHOW(syscall(SYS_futex, &words[(i + 1) % 3], FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
	}
	return 0;
}
