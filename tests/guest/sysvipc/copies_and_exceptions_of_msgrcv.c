// slow
/* msgrcv(2): MSG_COPY gives the n-th message and leaves it, MSG_EXCEPT takes the first of another type. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>

static struct { long type; char text[8]; } m;
static int q;
static void receive(size_t size, long type, int flags)
{
	memset(&m, 0, sizeof m);
	errno = 0;
	long n = msgrcv(q, &m, size, type, flags);
	printf("%ld %x: %ld %s type %ld '%s'\n", type, flags, n, n < 0 ? strerrorname_np(errno) : "", m.type, m.text);
}

int main(void)
{
	q = msgget(IPC_PRIVATE, 0600);
	for (int i = 1; i <= 4; i++) {
		m.type = i % 3 + 1, sprintf(m.text, "m%d", i);
		CHECK(msgsnd(q, &m, 3, 0) == 0);
	}
	receive(8, 2, MSG_COPY | IPC_NOWAIT);
	receive(8, 4, MSG_COPY | IPC_NOWAIT);
	receive(8, -1, MSG_COPY | IPC_NOWAIT);
	receive(8, 0, MSG_COPY);
	receive(8, 0, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT);
	receive(2, 0, MSG_COPY | IPC_NOWAIT);
	receive(2, 0, MSG_COPY | IPC_NOWAIT | MSG_NOERROR);
	receive(8, 2, MSG_EXCEPT | IPC_NOWAIT);
	receive(8, 2, MSG_EXCEPT | IPC_NOWAIT);
	receive(8, 2, MSG_EXCEPT | IPC_NOWAIT);
	receive(8, 0, MSG_EXCEPT | IPC_NOWAIT);
	receive(8, -2, MSG_EXCEPT | IPC_NOWAIT);
	receive(8, 0, IPC_NOWAIT);
	SHOW(msgctl(q, IPC_RMID, NULL));
	return 0;
}
