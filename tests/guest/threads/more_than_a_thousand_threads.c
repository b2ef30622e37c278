// A process may have more than a thousand threads at once, and more than a thousand children: pthread_create(3), fork(2).
// slow
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>

enum { MANY = 1200 };
static sem_t go;

static void *wait_for_it(void *unused)
{
	sem_wait(&go);
	return unused;
}

int main(void)
{
	static pthread_t threads[MANY];
	static pid_t children[MANY];
	pthread_attr_t small;
	int made = 0, forked = 0;
	sem_init(&go, 0, 0);
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 65536);
	while (made < MANY && pthread_create(&threads[made], &small, wait_for_it, NULL) == 0)
		made++;
	printf("threads %d\n", made);
	for (int i = 0; i < made; i++)
		sem_post(&go);
	for (int i = 0; i < made; i++)
		pthread_join(threads[i], NULL);
	while (forked < MANY && (children[forked] = fork()) >= 0) {
		if (children[forked] == 0) {
			pause();
			_exit(0);
		}
		forked++;
	}
	printf("children %d\n", forked);
	for (int i = 0; i < forked; i++)
		kill(children[i], SIGKILL);
	for (int i = 0; i < forked; i++)
		CHECK(wait(NULL) > 0);
	return 0;
}
