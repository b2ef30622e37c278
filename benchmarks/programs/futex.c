/* Two threads take turns 5,000 times each, by futex alone. */
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>
static _Atomic int turn;
static void play(int mine)
{
	for (int i = 0; i < 5000; i++) {
		while (atomic_load(&turn) != mine)
			syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, 1 - mine, NULL);
		atomic_store(&turn, 1 - mine);
		syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1);
	}
}
static void *other(void *unused)
{
	(void)unused;
	play(1);
	return NULL;
}
int main(void)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, other, NULL))
		return 1;
	play(0);
	return pthread_join(thread, NULL);
}
