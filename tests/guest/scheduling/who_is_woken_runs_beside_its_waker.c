#include "behaviour.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

/* Who is woken by a signal, a semaphore or a byte in a pipe runs on another processor at once, although its waker goes
 * on computing: a short delay loop is enough to see what it did. (Now and then the host is busy, so not each time.) */

enum { ROUNDS = 20, ENOUGH = 3 };

static volatile int *seen;
static volatile int posted;
static sem_t semaphore;

static void on_signal(int number)
{
	(void)number;
	seen[0]++;
}

static void *takes(void *unused)
{
	for (;;) {
		sem_wait(&semaphore);
		posted++;
	}
	return unused;
}

static void delay(void)
{
	for (volatile int i = 0; i < 100000; i++)
		;
}

int main(void)
{
	int at_once[3] = {0}, fd[2];
	pthread_t thread;
	seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(pipe(fd) == 0);

	pid_t sleeper = fork();
	if (sleeper == 0) {
		signal(SIGUSR1, on_signal);
		for (;;)
			pause();
	}
	pid_t reader = fork();
	if (reader == 0) {
		char c;
		while (read(fd[0], &c, 1) == 1)
			seen[1]++;
		_exit(0);
	}
	sem_init(&semaphore, 0, 0);
	pthread_create(&thread, NULL, takes, NULL);
	usleep(100000);
	for (int i = 1; i <= ROUNDS; i++) {
		usleep(1000);
		kill(sleeper, SIGUSR1);
		delay();
		at_once[0] += seen[0] == i;
		sem_post(&semaphore);
		delay();
		at_once[1] += posted == i;
		write(fd[1], "x", 1);
		delay();
		at_once[2] += seen[1] == i;
	}
	kill(sleeper, SIGKILL);
	kill(reader, SIGKILL);
	SHOW(at_once[0] >= ENOUGH);
	SHOW(at_once[1] >= ENOUGH);
	SHOW(at_once[2] >= ENOUGH);
}
