// slow
/* pipe(7), "SIGPIPE": of write, writev, splice, sendfile and vmsplice; blocked it stays pending; the process that ignores it gets EPIPE. */
#include "behaviour.h"
#include <sys/sendfile.h>
#include <sys/uio.h>

static int which, p[2];
static int one(void)
{
	struct iovec v = {"x", 1};
	int q[2], f = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(write(f, "abc", 3) == 3 && pipe(p) == 0 && pipe(q) == 0 && write(q[1], "x", 1) == 1);
	close(p[0]);
	ssize_t r = 0;
	switch (which % 6) {
	case 0: r = write(p[1], "x", 1); break;
	case 1: r = writev(p[1], &v, 1); break;
	case 2: r = splice(q[0], NULL, p[1], NULL, 1, 0); break;
	case 3: r = sendfile(p[1], f, &(off_t){0}, 1); break;
	case 4: r = vmsplice(p[1], &v, 1, 0); break;
	case 5: r = tee(q[0], p[1], 1, 0); break;
	}
	printf("%d: %zd %s\n", which, r, strerrorname_np(errno));
	sigset_t pending;
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGPIPE));
	return 0;
}

int main(void)
{
	sigset_t set;
	for (which = 0; which < 6; which++)
		show_status(wait_status(child(one)));
	signal(SIGPIPE, SIG_IGN);
	for (; which < 12; which++)
		show_status(wait_status(child(one)));
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&set), sigaddset(&set, SIGPIPE), sigprocmask(SIG_BLOCK, &set, NULL);
	for (; which < 18; which++)
		show_status(wait_status(child(one)));
	CHECK(pipe(p) == 0);
	close(p[0]);
	SHOW(write(p[1], "", 0));
	return 0;
}
