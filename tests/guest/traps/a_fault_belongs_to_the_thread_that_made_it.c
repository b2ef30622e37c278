/* A fault is handled by its thread, whatever the others block or have pending; where that thread blocks it, the whole process dies. */
#include "behaviour.h"
#include <pthread.h>
#include <setjmp.h>

static __thread sigjmp_buf out;
static __thread long me;
static int right[4];

static void handler(int number)
{
	siglongjmp(out, me == syscall(SYS_gettid) ? 1 : 2);
}

static void *fault(void *argument)
{
	me = syscall(SYS_gettid);
	int n = sigsetjmp(out, 1);
	if (!n)
		*(volatile int *)8 = 1;
	right[(long)argument] = n;
	return NULL;
}

static void *open_and_fault(void *argument)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	pthread_sigmask(argument ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
	return fault(NULL);
}

static int blocked_in_the_thread(void)
{
	pthread_t thread;
	CHECK(pthread_create(&thread, NULL, open_and_fault, (void *)1) == 0);
	pthread_join(thread, NULL);
	return 0;
}

int main(void)
{
	pthread_t threads[4];
	sigset_t set;
	signal(SIGSEGV, handler);
	for (long i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, fault, (void *)i) == 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	printf("in their threads: %d %d %d %d\n", right[0], right[1], right[2], right[3]);
	show_status(wait_status(child(blocked_in_the_thread)));
	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	sigprocmask(SIG_BLOCK, &set, NULL); /* the main thread blocks it, with one pending; the other does not */
	pthread_kill(pthread_self(), SIGSEGV);
	right[0] = 0;
	CHECK(pthread_create(&threads[0], NULL, open_and_fault, NULL) == 0);
	pthread_join(threads[0], NULL);
	sigpending(&set);
	printf("in its thread: %d, still pending in the main one: %d\n", right[0], sigismember(&set, SIGSEGV));
	return 0;
}
