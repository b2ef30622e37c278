// slow
/* pipe2(2): O_CLOEXEC and O_NONBLOCK are set on both ends, flags that it does not know are EINVAL, and a bad place for the two numbers
 * is EFAULT and leaves nothing open. */
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	int p[2];
	SHOW(pipe2(p, O_CLOEXEC | O_NONBLOCK));
	for (int i = 0; i < 2; i++)
		printf("%d: descriptor %d, status %x\n", i, fcntl(p[i], F_GETFD), fcntl(p[i], F_GETFL));
	SHOW(pipe2(p, O_APPEND));
	SHOW(pipe2(p, O_RDWR));
	SHOW(pipe2(p, -1));
	SHOW(pipe2((int *)8, 0));
	SHOW(syscall(SYS_pipe2, NULL, 0));
	SHOW(dup(0));
	SHOW(fcntl(p[0], F_SETFL, 0));
	printf("%x %x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
	struct rlimit limit = {7, 7};
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	SHOW(pipe(p));
	SHOW(dup(0));
	SHOW(pipe(p));
	return 0;
}
