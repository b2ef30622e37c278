// lio_listio(3): LIO_WAIT returns when all are done, EIO when one failed; LIO_NOWAIT tells by signal; LIO_NOP; errors.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>
#include <limits.h>

static volatile int got, value;
static void handler(int s, siginfo_t *i, void *c)
{
	(void)s, (void)c;
	value = i->si_value.sival_int, got++;
}

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0600);
	struct aiocb c[4], *list[4];
	char text[4][4] = {"aaa", "bbb", "ccc", "ddd"};
	for (int i = 0; i < 4; i++) {
		memset(&c[i], 0, sizeof c[i]);
		c[i].aio_fildes = fd, c[i].aio_buf = text[i], c[i].aio_nbytes = 3, c[i].aio_offset = 3 * i;
		c[i].aio_lio_opcode = LIO_WRITE;
		list[i] = &c[i];
	}
	SHOW(lio_listio(LIO_WAIT, list, 4, NULL));
	for (int i = 0; i < 4; i++)
		printf("%d %ld\n", aio_error(&c[i]), (long)aio_return(&c[i]));
	c[1].aio_fildes = -1;
	c[2].aio_lio_opcode = LIO_NOP;
	list[3] = NULL;
	SHOW(lio_listio(LIO_WAIT, list, 4, NULL));
	for (int i = 0; i < 3; i += 1)
		printf("%d %ld\n", aio_error(&c[i]), (long)aio_return(&c[i]));
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &a, NULL);
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 5};
	c[1].aio_fildes = fd;
	c[2].aio_lio_opcode = LIO_READ;
	list[3] = &c[3];
	SHOW(lio_listio(LIO_NOWAIT, list, 4, &e));
	while (!got)
		usleep(1000);
	printf("told once: %d, value %d\n", got, value);
	for (int i = 0; i < 4; i += 1)
		printf("%d %ld\n", aio_error(&c[i]), (long)aio_return(&c[i]));
	SHOW(lio_listio(99, list, 4, NULL));
	SHOW(lio_listio(LIO_WAIT, list, 0, NULL));
	printf("limits %ld %ld\n", sysconf(_SC_AIO_LISTIO_MAX), sysconf(_SC_AIO_MAX));
	return 0;
}
