// slow
/* A barrier at which threads turn in a loop until the last has come (sense reversing); and threads of which one goes
 * through the rounds while the others only look. */
#include "behaviour.h"
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 3, ROUNDS = 40 };
static atomic_int waiting, sense, late;
static int done[THREADS];

static void *work(void *number)
{
	int me = (int)(intptr_t)number, mine = 0;
	for (int round = 0; round < ROUNDS; round++) {
		done[me]++;
		mine = !mine;
		if (atomic_fetch_add(&waiting, 1) == THREADS - 1) {
			for (int i = 0; i < THREADS; i++)
				late += done[i] != round + 1;
			waiting = 0;
			sense = mine;
		}
		while (sense != mine)
			;
	}
	return NULL;
}

static atomic_int stage, seen[THREADS];

static void *look(void *number)
{
	int me = (int)(intptr_t)number;
	for (int i = 1; i <= ROUNDS; i++) {
		while (stage < i)
			;
		seen[me] = i;
	}
	return NULL;
}

int main(void)
{
	pthread_t t[THREADS];
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, work, (void *)(intptr_t)i) == 0);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(t[i], NULL) == 0);
	printf("late: %d, rounds: %d\n", late, done[0]);
	for (int i = 1; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, look, (void *)(intptr_t)i) == 0);
	for (int n = 1; n <= ROUNDS; n++) {
		stage = n;
		for (int i = 1; i < THREADS; i++)
			while (seen[i] < n)
				__builtin_ia32_pause();
	}
	for (int i = 1; i < THREADS; i++)
		CHECK(pthread_join(t[i], NULL) == 0);
	printf("all saw %d\n", stage);
	return 0;
}
