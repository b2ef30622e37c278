// slow
/* Peterson's and Dekker's algorithm, a ticket lock, a lock of test-and-set and one of compare-and-swap: threads that turn in loops
 * until they may enter, and count together. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { ROUNDS = 500 };
static atomic_int wants[2], victim, ticket, serving, word;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static volatile int count;

static void peterson(int me)
{
	wants[me] = 1;
	victim = me;
	while (wants[1 - me] && victim == me)
		;
}
static void leave(int me) { wants[me] = 0; }

static void dekker(int me)
{
	wants[me] = 1;
	while (wants[1 - me])
		if (victim != me) {
			wants[me] = 0;
			while (victim != me)
				;
			wants[me] = 1;
		}
}
static void leave_dekker(int me)
{
	victim = 1 - me;
	wants[me] = 0;
}

static void take_ticket(int me)
{
	int mine = atomic_fetch_add(&ticket, 1);
	while (serving != mine)
		;
	(void)me;
}
static void serve_next(int me)
{
	serving = serving + 1;
	(void)me;
}

static void test_and_set(int me)
{
	while (atomic_exchange(&word, 1))
		;
	(void)me;
}
static void compare_and_swap(int me)
{
	for (int free = 0; !atomic_compare_exchange_weak(&word, &free, me + 1); free = 0)
		__builtin_ia32_pause();
}
static void clear(int me)
{
	word = 0;
	(void)me;
}

static void try_again(int me)
{
	while (pthread_mutex_trylock(&mutex))
		;
	(void)me;
}
static void unlock(int me)
{
	pthread_mutex_unlock(&mutex);
	(void)me;
}
static void try_and_yield(int me)
{
	while (pthread_mutex_trylock(&mutex))
		sched_yield();
	(void)me;
}
static void try_spin(int me)
{
	while (pthread_spin_trylock(&spin))
		;
	(void)me;
}
static void take_spin(int me)
{
	pthread_spin_lock(&spin);
	(void)me;
}
static void leave_spin(int me)
{
	pthread_spin_unlock(&spin);
	(void)me;
}

static const struct way {
	const char *name;
	void (*enter)(int), (*leave)(int);
	int threads;
} ways[] = {
	{"peterson", peterson, leave, 2},        {"dekker", dekker, leave_dekker, 2},
	{"ticket", take_ticket, serve_next, 4},  {"test and set", test_and_set, clear, 4},
	{"compare and swap", compare_and_swap, clear, 4}, {"trylock", try_again, unlock, 3},
	{"trylock and yield", try_and_yield, unlock, 4}, {"spin trylock", try_spin, leave_spin, 3},
	{"spin lock", take_spin, leave_spin, 4},
};
static const struct way *way;

static void *add(void *number)
{
	int me = (int)(intptr_t)number;
	for (int i = 0; i < ROUNDS; i++) {
		way->enter(me);
		int seen = count;
		for (volatile int n = 0; n < 20; n++)
			;
		count = seen + 1;
		way->leave(me);
	}
	return NULL;
}

int main(void)
{
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	for (way = ways; way < ways + sizeof ways / sizeof *ways; way++) {
		pthread_t t[4];
		count = 0;
		for (int i = 0; i < way->threads; i++)
			CHECK(pthread_create(&t[i], NULL, add, (void *)(intptr_t)i) == 0);
		for (int i = 0; i < way->threads; i++)
			CHECK(pthread_join(t[i], NULL) == 0);
		printf("%s: %d of %d\n", way->name, count, way->threads * ROUNDS);
	}
	return 0;
}
