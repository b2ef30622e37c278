#include "behaviour.h"
#include <sys/prctl.h>

static int line[2], go[2];
static void say(int n) { write(line[1], n == SIGHUP ? "H" : "C", 1); }

static int stopped_one(void)
{
	setpgid(0, 0);
	signal(SIGHUP, say);
	signal(SIGCONT, say);
	raise(SIGSTOP);
	await(go);
	return 0;
}

static int leader(void)
{
	/* A session of its own: its parent, which will adopt the stopped one, is in another. */
	setsid();
	pid_t pid = child(stopped_one);
	int status;
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	return 0;
}

int main(void)
{
	make_pipe(line);
	make_pipe(go);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	show_status(wait_status(child(leader)));
	char heard[3] = "";
	for (int i = 0; i < 2; i++)
		CHECK(read(line[0], heard + i, 1) == 1);
	/* both were pending when it woke: which handler runs first is the order of frames */
	printf("%s\n", heard);
	int status;
	SHOW(waitpid(-1, &status, WNOHANG));
	tell(go);
	CHECK(wait(&status) > 0);
	show_status(status);
}
