// aio(7): SIGEV_SIGNAL with SI_ASYNCIO and the value, SIGEV_THREAD with the value.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>
#include <semaphore.h>

static volatile int got, code, value;
static sem_t done;
static void handler(int s, siginfo_t *i, void *c)
{
	(void)s, (void)c;
	code = i->si_code, value = i->si_value.sival_int, got++;
}
static void thread(union sigval v)
{
	printf("thread %d\n", v.sival_int);
	fflush(stdout);
	sem_post(&done);
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGRTMIN + 1, &a, NULL);
	sem_init(&done, 0, 0);
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0600);
	struct aiocb w = {.aio_fildes = fd, .aio_buf = "abc", .aio_nbytes = 3};
	w.aio_sigevent.sigev_notify = SIGEV_SIGNAL;
	w.aio_sigevent.sigev_signo = SIGRTMIN + 1;
	w.aio_sigevent.sigev_value.sival_int = 11;
	SHOW(aio_write(&w));
	while (!got)
		usleep(1000);
	printf("signal: asyncio %d value %d, error %d, return %ld\n", code == SI_ASYNCIO, value, aio_error(&w), (long)aio_return(&w));
	memset(&w.aio_sigevent, 0, sizeof w.aio_sigevent);
	w.aio_sigevent.sigev_notify = SIGEV_THREAD;
	w.aio_sigevent.sigev_notify_function = thread;
	w.aio_sigevent.sigev_value.sival_int = 12;
	SHOW(aio_write(&w));
	sem_wait(&done);
	SHOW(aio_return(&w));
	return 0;
}
