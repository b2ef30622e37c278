/* What FUTEX_WAIT_REQUEUE_PI and FUTEX_CMP_REQUEUE_PI refuse: the same word twice, a wrong count, a value that changed, waiters of
 * another kind, another lock than the one that was waited for, an owner who does not exist. */
#include "futexes.h"

static unsigned condition, lock, other;
static volatile int tid;
static volatile long result;
static volatile int error;
static unsigned how;

static void on_signal(int n) {}

static void *waiter(void *argument)
{
	tid = gettid();
	errno = 0;
	result = futex(&condition, how, 0, NULL, &lock, ~0u);
	error = errno;
	if (!result && how == FUTEX_WAIT_REQUEUE_PI_PRIVATE)
		futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

static pthread_t thread;

static void start(unsigned operation)
{
	how = operation;
	tid = 0;
	pthread_create(&thread, NULL, waiter, NULL);
	while (!tid)
		usleep(500);
	until_asleep(tid);
}

static void finish(void)
{
	pthread_join(thread, NULL);
	printf("the waiter: %ld %s\n", result, result ? strerrorname_np(error) : "");
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &condition, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 1, NULL, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, (char *)&lock + 1, 0));
	SHOW(futex((char *)&condition + 2, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI, 0, NULL, (void *)4096, 0));
	SHOW(futex((void *)4096, FUTEX_WAIT_REQUEUE_PI, 0, NULL, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, (void *)1, &lock, 0));
	struct timespec bad = {0, 1000000000}, past = {1, 0};
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, &bad, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, &past, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &past, &lock, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE | FUTEX_CLOCK_REALTIME, 1, NULL, &lock, 0));

	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &condition, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 0, (void *)1, &lock, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 2, (void *)1, &lock, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)-1, &lock, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 7));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, (char *)&lock + 1, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));

	printf("a waiter of FUTEX_WAIT:\n");
	start(FUTEX_WAIT_PRIVATE);
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	finish();

	printf("a waiter of FUTEX_WAIT_REQUEUE_PI:\n");
	start(FUTEX_WAIT_REQUEUE_PI_PRIVATE);
	SHOW(futex(&condition, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	SHOW(futex(&condition, FUTEX_REQUEUE_PRIVATE, 0, (void *)1, &other, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PRIVATE, 0, (void *)1, &other, 0));
	SHOW(futex(&condition, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, &other, FUTEX_OP(FUTEX_OP_ADD, 0, FUTEX_OP_CMP_EQ, 0)));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &other, 0));
	lock = 999999;
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	lock = tid;
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	lock = 0;
	pthread_kill(thread, SIGUSR1);
	usleep(20000);
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	finish();

	printf("interrupted when the value has changed:\n");
	start(FUTEX_WAIT_REQUEUE_PI_PRIVATE);
	condition = 1;
	pthread_kill(thread, SIGUSR1);
	finish();
	condition = 0;

	printf("interrupted while waiting for the lock:\n");
	start(FUTEX_WAIT_REQUEUE_PI_PRIVATE);
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	SHOW(futex(&lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	pthread_kill(thread, SIGUSR1);
	finish();
	show_lock("lock", lock, gettid());
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	show_lock("lock", lock, gettid());
	return 0;
}
