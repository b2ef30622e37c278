// slow
/* Threads that wait for their turn by looking at a word again and again, with a pause instruction between and without: two, three
 * and four of them hand it on. */
#include "behaviour.h"
#include <pthread.h>

enum { ROUNDS_OF_TWO = 300, ROUNDS_OF_MORE = 12 }; /* natively threads may be more than processors */
static volatile int turn;
static int threads, pauses;

static void *take_turns(void *number)
{
	int me = (int)(intptr_t)number;
	for (int i = 0; i < (threads == 2 ? ROUNDS_OF_TWO : ROUNDS_OF_MORE); i++) {
		while (turn != me)
			for (int n = 0; n < pauses; n++)
				__builtin_ia32_pause();
		turn = (me + 1) % threads;
	}
	return NULL;
}

int main(void)
{
	for (pauses = 0; pauses <= 16; pauses += 8)
		for (threads = 2; threads <= 4; threads++) {
			pthread_t t[4];
			turn = 0;
			for (int i = 0; i < threads; i++)
				CHECK(pthread_create(&t[i], NULL, take_turns, (void *)(intptr_t)i) == 0);
			for (int i = 0; i < threads; i++)
				CHECK(pthread_join(t[i], NULL) == 0);
			printf("%d threads, %d pauses, turn %d\n", threads, pauses, turn);
		}
	return 0;
}
