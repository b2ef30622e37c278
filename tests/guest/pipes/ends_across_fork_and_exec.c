// slow
/* pipe(2), execve(2): who keeps an end keeps the pipe alive: end of file comes with the last writer in any process, O_CLOEXEC closes at exec. */
#include "behaviour.h"

static int p[2], q[2];
static int holder(void)
{
	close(p[0]);
	await(q);
	return 0;
}

static int execs(void)
{
	return execl("/bin/sh", "sh", "-c", "exec 2>/dev/null; (: >&7) && echo seven is open; (: >&8) || echo eight is closed", NULL);
}

int main(void)
{
	char c;
	make_pipe(q);
	CHECK(pipe(p) == 0);
	pid_t pid = child(holder);
	close(p[1]);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	SHOW(read(p[0], &c, 1));
	tell(q);
	wait_status(pid);
	SHOW(read(p[0], &c, 1));
	int w = open("/dev/null", O_WRONLY);
	dup2(w, 7), dup3(w, 8, O_CLOEXEC);
	wait_status(child(execs));
	return 0;
}
