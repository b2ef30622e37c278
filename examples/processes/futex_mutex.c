/* A mutex for processes, of one word in shared memory and two futex operations: 0 free, 1 taken, 2 taken and somebody waits. */
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	atomic_uint word;
	int count;
};

static void lock(atomic_uint *word)
{
	unsigned seen = 0;
	if (atomic_compare_exchange_strong(word, &seen, 1))
		return;
	if (seen != 2)
		seen = atomic_exchange(word, 2);
	while (seen != 0) {
		syscall(SYS_futex, word, FUTEX_WAIT, 2, NULL, NULL, 0);
		seen = atomic_exchange(word, 2);
	}
}

static void unlock(atomic_uint *word)
{
	if (atomic_exchange(word, 0) == 2)
		syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int main(void)
{
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 4; i++)
		if (fork() == 0) {
			for (int j = 0; j < 50; j++) {
				lock(&s->word);
				int seen = s->count;
				usleep(10); /* others come, and wait */
				s->count = seen + 1;
				unlock(&s->word);
			}
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	printf("4 processes added 50 each: %d\n", s->count);
	return 0;
}
