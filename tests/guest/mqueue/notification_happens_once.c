#include "behaviour.h"
#include <mqueue.h>
#include <poll.h>

static void handler(int n, siginfo_t *i, void *c)
{
	char line[60];
	write(1, line, sprintf(line, "signal, code %d value %d from me %d\n", i->si_code, i->si_value.sival_int, i->si_pid == getpid()));
}

int main(void)
{
	char name[40], text[8192];
	sprintf(name, "/fp-%d", getpid());
	mqd_t q = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
	CHECK(q >= 0);
	mq_unlink(name);
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR1, &sa, NULL);
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42 };
	SHOW(mq_notify(q, &e));
	SHOW(mq_notify(q, &e));
	struct pollfd p = { q, POLLIN | POLLOUT, 0 };
	poll(&p, 1, 0);
	printf("%x\n", p.revents);
	SHOW(mq_send(q, "a", 1, 0));
	SHOW(mq_send(q, "b", 1, 0));
	poll(&p, 1, 0);
	printf("%x\n", p.revents);
	SHOW(mq_notify(q, &e));
	SHOW(mq_send(q, "c", 1, 0)); /* not empty: nothing */
	SHOW(mq_notify(q, NULL));
	SHOW(mq_notify(q, NULL));
	e.sigev_notify = 77;
	SHOW(mq_notify(q, &e));
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = 65;
	SHOW(mq_notify(q, &e));
	SHOW(mq_notify(1, NULL));
	for (int i = 0; i < 3; i++)
		mq_receive(q, text, sizeof text, NULL);
	char state[200] = "";
	SHOW(read(q, state, 10));
	printf("%s\n", state);
	e.sigev_signo = 0; /* registered, and told by nothing */
	SHOW(mq_notify(q, &e));
	SHOW(mq_notify(q, &e));
	SHOW(mq_send(q, "d", 1, 0));
	SHOW(mq_notify(q, &e));
}
