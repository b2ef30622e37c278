// sem_post(3) is async-signal-safe: a handler frees the thread that it interrupts.
#include "behaviour.h"
#include <semaphore.h>

static sem_t s;
static void post(int sig) { (void)sig; sem_post(&s); }

int main(void)
{
	sem_init(&s, 0, 0);
	struct sigaction a = {.sa_handler = post, .sa_flags = SA_RESTART};
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	SHOW(sem_wait(&s));
	int value;
	sem_getvalue(&s, &value);
	printf("value %d\n", value);
	return 0;
}
