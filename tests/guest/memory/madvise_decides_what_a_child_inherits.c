#include "faults.h"
int main(void)
{
	catch_faults();
	char *gone = anonymous(PAGE), *wiped = anonymous(PAGE), *back = anonymous(PAGE), *plain = anonymous(PAGE);
	*gone = *wiped = *back = *plain = 'x';
	SHOW(madvise(gone, PAGE, MADV_DONTFORK));
	SHOW(madvise(wiped, PAGE, MADV_WIPEONFORK));
	SHOW(madvise(back, PAGE, MADV_DONTFORK));
	SHOW(madvise(back, PAGE, MADV_DOFORK));
	int *shared = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	SHOW(madvise(shared, PAGE, MADV_WIPEONFORK));
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		printf("%s, wiped %d, back %c, plain %c\n", try_read(gone), *wiped, *back, *plain);
		fflush(stdout);
		_exit(0);
	}
	wait_status(c);
	printf("%c %c %c\n", *gone, *wiped, *back);
}
