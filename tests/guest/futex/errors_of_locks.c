/* Each error of the locks with priority inheritance, in every state of the word: free, mine, another's, of nobody who lives, marked
 * with bits that do not fit. */
#include "futexes.h"

static unsigned lock;
static volatile int tid, go;
static volatile long result;
static volatile int error;

static void all(const char *words)
{
	static const struct { const char *name; int operation; } calls[] = {
		{"LOCK_PI", FUTEX_LOCK_PI_PRIVATE}, {"LOCK_PI2", FUTEX_LOCK_PI2_PRIVATE},
		{"TRYLOCK_PI", FUTEX_TRYLOCK_PI_PRIVATE}, {"UNLOCK_PI", FUTEX_UNLOCK_PI_PRIVATE},
	};
	unsigned before = lock;
	for (int i = 0; i < 4; i++) {
		lock = before;
		errno = 0;
		long n = futex(&lock, calls[i].operation, 0, NULL, NULL, 0);
		printf("%s, %s: %ld %s; ", words, calls[i].name, n, n ? strerrorname_np(errno) : "");
		show_lock("then", lock, gettid());
	}
	lock = 0;
}

static void *waiter(void *argument)
{
	tid = gettid();
	errno = 0;
	result = futex(&lock, (int)(long)argument, 0, NULL, NULL, ~0u);
	error = errno;
	return NULL;
}

static pthread_t start(int operation)
{
	pthread_t thread;
	tid = 0;
	pthread_create(&thread, NULL, waiter, (void *)(long)operation);
	while (!tid)
		usleep(500);
	until_asleep(tid);
	return thread;
}

int main(void)
{
	pid_t gone = fork();
	if (!gone)
		_exit(0);
	wait_status(gone);
	all("free");
	lock = FUTEX_WAITERS;
	all("free with waiters");
	lock = FUTEX_OWNER_DIED;
	all("free of one who died");
	lock = FUTEX_OWNER_DIED | FUTEX_WAITERS;
	all("free of one who died, with waiters");
	lock = gettid();
	all("mine");
	lock = gettid() | FUTEX_WAITERS;
	all("mine with waiters");
	lock = gone;
	all("of a process that is gone");
	lock = gone | FUTEX_OWNER_DIED;
	all("of one that is gone and died");
	lock = 0x3fffffff;
	all("of no possible number");
	SHOW(futex((char *)&lock + 1, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex((char *)&lock + 2, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(NULL, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(NULL, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
	SHOW(futex(NULL, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	unsigned *readable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(futex(readable, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(readable, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	SHOW(futex(&lock, 14, 0, NULL, NULL, 0));
	SHOW(futex(&lock, FUTEX_FD, 0, NULL, NULL, 0));
	SHOW(futex(&lock, FUTEX_UNLOCK_PI | FUTEX_CLOCK_REALTIME, 0, NULL, NULL, 0));

	printf("with a waiter of FUTEX_WAIT:\n");
	pthread_t thread = start(FUTEX_WAIT_PRIVATE);
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&lock, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	lock = gettid();
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	lock = 0;
	SHOW(futex(&lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	pthread_join(thread, NULL);

	printf("with a waiter of FUTEX_LOCK_PI:\n");
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	thread = start(FUTEX_LOCK_PI_PRIVATE);
	show_lock("lock", lock, gettid());
	SHOW(futex(&lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	SHOW(futex(&lock, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 1));
	SHOW(futex(&lock, FUTEX_REQUEUE_PRIVATE, 0, (void *)1, &go, 0));
	lock = tid | FUTEX_WAITERS;
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	lock = FUTEX_WAITERS;
	SHOW(futex(&lock, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	lock = gettid() | FUTEX_WAITERS;
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	pthread_join(thread, NULL);
	printf("the waiter: %ld\n", result);
	show_lock("lock", lock, gettid());

	return 0;
}
