// needs: x86-64
/* A kernel that cannot reach a buffer answers EFAULT, or what it got as far as; the program takes no SIGSEGV. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/uio.h>

static void handler(int number)
{
	printf("a signal: %s\n", signal_name(number));
}

int main(void)
{
	int ends[2];
	struct stat status;
	char *page = mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	signal(SIGSEGV, handler);
	signal(SIGBUS, handler);
	make_pipe(ends);
	CHECK(mprotect(page + 4096, 4096, PROT_NONE) == 0);
	CHECK(mprotect(page + 8192, 4096, PROT_READ) == 0);
	SHOW(write(ends[1], (char *)8, 1));
	SHOW(write(ends[1], page + 4096, 1));
	SHOW(write(ends[1], page + 8192, 3));
	SHOW(read(ends[0], page + 8192, 1));
	SHOW(read(ends[0], page + 4096, 1));
	SHOW(read(ends[0], (char *)8, 1));
	SHOW(read(ends[0], page, 10));
	SHOW(stat("/", (struct stat *)(page + 8192)));
	SHOW(stat(page + 4096, &status));
	memset(page, 'a', 4096);
	SHOW(open(page, O_RDONLY)); /* the name has no end before the page's */
	SHOW(pipe((int *)(page + 4092)));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, page + 4096, NULL, 8));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, page + 4096, NULL, 8));
	SHOW(getcwd(page + 8192, 4096) != NULL);
	struct iovec parts[2] = {{page, 5}, {page + 4096, 5}};
	SHOW(writev(ends[1], parts + 1, 1));
	SHOW(uname((void *)(page + 4000)));
	return 0;
}
