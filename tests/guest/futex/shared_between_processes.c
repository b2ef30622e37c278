#include "behaviour.h"
#include <linux/futex.h>
#include <sys/mman.h>

static int *word, private_word;

static int waiter(void)
{
	printf("%ld\n", syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0));
	return 0;
}

int main(void)
{
	char name[] = "futex-XXXXXX";
	int file = mkstemp(name);
	CHECK(ftruncate(file, 8192) == 0);
	for (int round = 0; round < 2; round++) {
		if (round)
			word = (int *)((char *)mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) + 4096);
		else
			word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		pid_t pid = child(waiter);
		usleep(30000);
		SHOW(syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
		if (round) {
			int *again = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 4096);
			SHOW(syscall(SYS_futex, again, FUTEX_WAKE, 1, NULL, NULL, 0));
		} else {
			SHOW(syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0));
		}
		show_status(wait_status(pid));
	}
	word = &private_word;
	pid_t pid = child(waiter);
	usleep(30000);
	SHOW(syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0));
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	return 0;
}
