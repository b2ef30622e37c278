// slow
// needs: root
/* credentials(7) by the system call itself: ids belong to a thread; the other threads of the process keep theirs. */
#include "behaviour.h"
#include <pthread.h>

static int step[2], back[2];
static void *thread(void *unused)
{
	SHOW(syscall(SYS_setresuid, 1000, 1000, 1000));
	SHOW(syscall(SYS_getuid));
	SHOW(syscall(SYS_setgid, 1000));
	SHOW(open("secret", O_RDONLY));
	tell(back);
	await(step);
	SHOW(syscall(SYS_geteuid));
	return unused;
}

int main(void)
{
	pthread_t t;
	make_pipe(step), make_pipe(back);
	CHECK(close(open("secret", O_CREAT | O_WRONLY, 0600)) == 0);
	CHECK(pthread_create(&t, NULL, thread, NULL) == 0);
	await(back);
	SHOW(syscall(SYS_getuid));
	SHOW(syscall(SYS_setresgid, 5, 6, 7));
	SHOW(open("secret", O_RDONLY) >= 0);
	tell(step);
	CHECK(pthread_join(t, NULL) == 0);
	SHOW(syscall(SYS_getegid));
	return 0;
}
