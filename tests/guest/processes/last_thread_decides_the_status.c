#include "behaviour.h"
#include <pthread.h>

static int go[2];
static void *other(void *argument)
{
	await(go);
	syscall(SYS_exit, 44);
	return NULL;
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
