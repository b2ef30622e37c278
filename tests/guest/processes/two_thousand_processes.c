// slow
/* A tree of 2,000 processes: each makes two more until there are enough, all are there at once, and all are waited for by their parents. */
#include "behaviour.h"
#include <sys/mman.h>

#define MANY 2000
static int *count, *ends;
static int gate[2];

static int grow(int index)
{
	for (int i = 2 * index + 1; i <= 2 * index + 2 && i < MANY; i++) {
		pid_t pid = fork();
		CHECK(pid >= 0);
		if (!pid)
			_exit(grow(i));
	}
	__atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
	char byte;
	while (read(gate[0], &byte, 1) == -1) /* until the last writer is gone */
		;
	int status, bad = 0;
	while (wait(&status) > 0)
		bad += status != 0;
	__atomic_add_fetch(ends, 1, __ATOMIC_SEQ_CST);
	return bad;
}

int main(void)
{
	count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ends = count + 16;
	CHECK(pipe(gate) == 0);
	fflush(stdout);
	pid_t root = fork();
	if (!root) {
		close(gate[1]);
		_exit(grow(0));
	}
	while (__atomic_load_n(count, __ATOMIC_SEQ_CST) < MANY)
		usleep(1000);
	printf("%d at once\n", *count);
	close(gate[1]);
	show_status(wait_status(root));
	printf("%d ended\n", *ends);
	return 0;
}
