// waitpid(2): a thread waits for children that another thread of its process made, and SIGCHLD's parent is the process.
#include "behaviour.h"
#include <pthread.h>

static pid_t made;
static pid_t parent;
static int look(void) { return getppid() == parent ? 5 : 6; }
static void *make(void *a)
{
	made = child(look);
	return a;
}
static void *wait_for_it(void *a)
{
	show_status(wait_status(*(pid_t *)a));
	SHOW(waitpid(-1, NULL, WNOHANG));
	return NULL;
}

int main(void)
{
	pthread_t t;
	parent = getpid();
	CHECK(pthread_create(&t, NULL, make, NULL) == 0);
	pthread_join(t, NULL); /* the thread that made it is gone; its child stays the process's */
	show_status(wait_status(made));
	pid_t p = child(look);
	CHECK(pthread_create(&t, NULL, wait_for_it, &p) == 0);
	pthread_join(t, NULL);
	SHOW(wait(NULL));
	return 0;
}
