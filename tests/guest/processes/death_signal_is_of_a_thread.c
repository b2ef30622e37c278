// PR_SET_PDEATHSIG is kept for the thread that asked: a thread's is not seen by others and ends with it, or with an exec by another
// thread; when the parent ends, each thread's is sent to the process.
#include "behaviour.h"
#include <pthread.h>
#include <sys/prctl.h>

static int ready[2];

static int own(void)
{
	int number = -1;
	prctl(PR_GET_PDEATHSIG, &number);
	return number;
}

static void *asks(void *number)
{
	prctl(PR_SET_PDEATHSIG, (long)number);
	printf("the thread's: %d\n", own());
	return NULL;
}

static void *asks_and_stays(void *number)
{
	prctl(PR_SET_PDEATHSIG, (long)number);
	write(ready[1], "r", 1);
	pause();
	return NULL;
}

static void *executes(void *unused)
{
	(void)unused;
	execl("/proc/self/exe", "program", "again", NULL);
	return NULL;
}

static int waits_for_its_parents_end(void)
{
	static const long numbers[] = {SIGUSR1, SIGUSR2};
	sigset_t set;
	char byte;
	pthread_t thread;
	int to_parent = ready[1];
	CHECK(pipe(ready) == 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 2; i++) {
		pthread_create(&thread, NULL, asks_and_stays, (void *)numbers[i]);
		read(ready[0], &byte, 1);
	}
	write(to_parent, "r", 1);
	for (int i = 0; i < 2; i++)
		printf("after its parent: %s\n", signal_name(sigwaitinfo(&set, NULL)));
	fflush(stdout);
	_exit(0);
}

static int parent_of_one(void)
{
	char byte;
	CHECK(pipe(ready) == 0);
	child(waits_for_its_parents_end);
	read(ready[0], &byte, 1);
	return 0;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	(void)argv;
	if (argc > 1) {
		printf("of the thread that executed, now the leader: %d\n", own());
		return 0;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	CHECK(pthread_create(&thread, NULL, asks, (void *)(long)SIGUSR1) == 0);
	pthread_join(thread, NULL);
	printf("the leader's: %d\n", own());
	fflush(stdout);
	child(parent_of_one);
	while (wait(NULL) > 0)
		;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	CHECK(pthread_create(&thread, NULL, executes, NULL) == 0);
	pthread_join(thread, NULL);
	return 1;
}
