// mq_notify(3): SI_MESGQ with the sender's pid and the value; a receiver that waits gets the message and nobody is told;
// EBUSY for another process; closing ends the registration; errors.
#include "behaviour.h"
#include <mqueue.h>

static volatile int got, code, value, pid;
static void handler(int s, siginfo_t *i, void *c)
{
	(void)s, (void)c;
	got++, code = i->si_code, value = i->si_value.sival_int, pid = i->si_pid;
}

static mqd_t q;
static int busy(void)
{
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
	SHOW(mq_notify(q, &e));
	SHOW(mq_notify(q, NULL));
	return 0;
}
static int receive(void)
{
	char buffer[8192];
	SHOW(mq_receive(q, buffer, sizeof buffer, NULL));
	return 0;
}

int main(void)
{
	char name[64], buffer[8192];
	snprintf(name, sizeof name, "/fp-sig-%d", getpid());
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &a, NULL);
	q = mq_open(name, O_CREAT | O_RDWR, 0600, NULL);
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42};
	SHOW(mq_notify(q, &e));
	show_status(wait_status(child(busy)));
	SHOW(mq_send(q, "a", 1, 0));
	printf("got %d code %d value %d own pid %d\n", got, code == SI_MESGQ, value, pid == getpid());
	SHOW(mq_send(q, "b", 1, 0));
	printf("got %d\n", got);
	CHECK(mq_receive(q, buffer, sizeof buffer, NULL) == 1 && mq_receive(q, buffer, sizeof buffer, NULL) == 1);
	SHOW(mq_notify(q, &e));
	pid_t p = child(receive);
	usleep(200000);
	SHOW(mq_send(q, "c", 1, 0));
	show_status(wait_status(p));
	printf("got %d\n", got);
	SHOW(mq_send(q, "d", 1, 0));
	printf("got %d\n", got);
	CHECK(mq_receive(q, buffer, sizeof buffer, NULL) == 1);
	SHOW(mq_notify(q, &e));
	mqd_t second = mq_open(name, O_RDWR);
	SHOW(mq_close(second));
	SHOW(mq_send(q, "e", 1, 0));
	printf("got %d\n", got);
	CHECK(mq_receive(q, buffer, sizeof buffer, NULL) == 1);
	e.sigev_signo = 99;
	SHOW(mq_notify(q, &e));
	e.sigev_notify = 77;
	SHOW(mq_notify(q, &e));
	e.sigev_notify = SIGEV_NONE;
	SHOW(mq_notify(q, &e));
	SHOW(mq_send(q, "f", 1, 0));
	SHOW(mq_notify(-1, &e));
	SHOW(mq_notify(0, &e));
	mq_unlink(name);
	return 0;
}
