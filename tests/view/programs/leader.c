/* The leader of a group ends before its other thread: strace hears of its end with the last one's. */
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *other(void *unused)
{
	usleep(50000);
	write(1, "other\n", 6);
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, other, NULL);
	return syscall(SYS_exit, 3);
}
