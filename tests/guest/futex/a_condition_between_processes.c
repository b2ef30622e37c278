/* FUTEX_WAIT_REQUEUE_PI with both words in a file that two processes have mapped in different places: the lock goes from one to the
 * other, and a process killed while it waits leaves no trace. */
#include "futexes.h"

static int fd;
static unsigned *words;

static int waiter(void)
{
	unsigned *mine = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	errno = 0;
	long n = futex(mine, FUTEX_WAIT_REQUEUE_PI, 0, NULL, mine + 8, 0);
	printf("the child: %ld, ", n);
	show_lock("lock", mine[8], getpid());
	fflush(stdout);
	return futex(mine + 8, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
}

static void asleep(pid_t pid)
{
	char path[64], line[256] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	do {
		usleep(1000);
		int file = open(path, O_RDONLY);
		line[read(file, line, sizeof line - 1)] = 0;
		close(file);
	} while (strrchr(line, ')')[2] != 'S');
}

int main(void)
{
	fd = open("words", O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(ftruncate(fd, 4096) == 0);
	words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pid_t one = child(waiter);
	asleep(one);
	SHOW(futex(words, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, words + 8, 0));
	show_status(wait_status(one));
	show_lock("lock", words[8], getpid());

	one = child(waiter);
	asleep(one);
	SHOW(futex(words + 8, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	pid_t two = child(waiter);
	asleep(two);
	SHOW(futex(words, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, words + 8, 0));
	show_lock("lock", words[8], getpid());
	kill(one, SIGKILL);
	show_status(wait_status(one));
	SHOW(futex(words + 8, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	show_status(wait_status(two));
	show_lock("lock", words[8], getpid());

	one = child(waiter);
	asleep(one);
	kill(one, SIGKILL);
	show_status(wait_status(one));
	SHOW(futex(words, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, words + 8, 0));
	return 0;
}
