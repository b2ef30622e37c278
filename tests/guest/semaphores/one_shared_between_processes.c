// sem_init(3) with pshared: parent and child count on the same one; of a private one the child has a copy.
#include "behaviour.h"
#include <semaphore.h>
#include <sys/mman.h>

static sem_t *shared, private;

static int post(void)
{
	sem_post(&private);
	for (int i = 0; i < 5; i++)
		sem_post(shared);
	return 0;
}

int main(void)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	SHOW(sem_init(shared, 1, 0));
	SHOW(sem_init(&private, 0, 0));
	pid_t p = child(post);
	for (int i = 0; i < 5; i++)
		CHECK(sem_wait(shared) == 0);
	show_status(wait_status(p));
	int value;
	sem_getvalue(shared, &value);
	printf("shared %d\n", value);
	sem_getvalue(&private, &value);
	printf("private %d\n", value);
	SHOW(sem_destroy(shared));
	SHOW(sem_destroy(&private));
	return 0;
}
