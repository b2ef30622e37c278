#include "behaviour.h"
#include <pthread.h>

static int go[2];
static void *other(void *argument)
{
	await(go);
	/* the leader is dead by now, and the process is not */
	char line[64];
	FILE *f = fopen("/proc/self/stat", "r");
	CHECK(f && fgets(line, sizeof line, f));
	printf("the leader is %c\n", strrchr(line, ')')[2]);
	SHOW(kill(getpid(), 0));
	SHOW(getpid() != gettid());
	fflush(stdout);
	_exit(21);
}

static int run(void)
{
	make_pipe(go);
	pthread_t thread;
	CHECK(pthread_create(&thread, NULL, other, NULL) == 0);
	tell(go);
	syscall(SYS_exit, 33);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(run)));
}
