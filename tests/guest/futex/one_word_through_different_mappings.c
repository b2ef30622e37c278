/* A word in a file mapped shared is one futex, whatever the address and whoever mapped it; a private mapping of the same page, once
 * written, is another. */
#include "futexes.h"

static int fd;

static unsigned *map(int flags, off_t at)
{
	unsigned *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, flags, fd, at);
	CHECK(page != MAP_FAILED);
	return page;
}

static int in_another_process(void)
{
	unsigned *mine = map(MAP_SHARED, 0);
	struct timespec wait = {5, 0};
	long n = futex(mine + 16, FUTEX_WAIT, 0, &wait, NULL, 0);
	printf("the child woke: %ld\n", n);
	return 0;
}

static int in_a_second_mapping_further_on(void)
{
	unsigned *mine = map(MAP_SHARED, 4096);
	struct timespec wait = {5, 0};
	long n = futex(mine + 16, FUTEX_WAIT, 0, &wait, NULL, 0);
	printf("the child woke: %ld\n", n);
	return 0;
}

static void wake_until_one(unsigned *word, int flags)
{
	long n = 0;
	for (int i = 0; i < 2000 && n == 0; i++) {
		usleep(1000);
		n = futex(word, FUTEX_WAKE | flags, 10, NULL, NULL, 0);
	}
	printf("%ld woken\n", n);
	fflush(stdout);
}

static volatile int tid;
static void *thread_with_its_own_mapping(void *unused)
{
	unsigned *mine = map(MAP_SHARED, 0);
	struct timespec wait = {5, 0};
	tid = gettid();
	long n = futex(mine + 20, FUTEX_WAIT, 0, &wait, NULL, 0);
	printf("the thread woke: %ld\n", n);
	return NULL;
}

int main(void)
{
	fd = open("words", O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(ftruncate(fd, 16384) == 0);
	unsigned *a = map(MAP_SHARED, 0), *b = map(MAP_SHARED, 0), *copy = map(MAP_PRIVATE, 0);
	pid_t pid = child(in_another_process);
	wake_until_one(b + 16, 0);
	wait_status(pid);
	pid = child(in_a_second_mapping_further_on);
	wake_until_one(a + 1024 + 16, 0);
	wait_status(pid);
	pthread_t thread;
	pthread_create(&thread, NULL, thread_with_its_own_mapping, NULL);
	while (!tid)
		usleep(500);
	until_asleep(tid);
	SHOW(futex(a + 20, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	copy[20] = 1;
	SHOW(futex(copy + 20, FUTEX_WAKE, 1, NULL, NULL, 0));
	SHOW(futex(b + 21, FUTEX_WAKE, 1, NULL, NULL, 0));
	SHOW(futex(b + 20, FUTEX_WAKE, 1, NULL, NULL, 0));
	pthread_join(thread, NULL);
	CHECK(munmap(a, 8192) == 0);
	SHOW(futex(a + 16, FUTEX_WAKE, 1, NULL, NULL, 0));
	return 0;
}
