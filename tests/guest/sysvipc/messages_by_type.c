#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>

static struct { long type; char text[100]; } m;
static int id;

static void send(long type, const char *text)
{
	m.type = type;
	strcpy(m.text, text);
	CHECK(msgsnd(id, &m, strlen(text), 0) == 0);
}

static void receive(long type, size_t size, int flags)
{
	memset(&m, 0, sizeof m);
	errno = 0;
	ssize_t n = msgrcv(id, &m, size, type, flags | IPC_NOWAIT);
	printf("%ld: %zd %s type %ld %s\n", type, n, n < 0 ? strerrorname_np(errno) : "", m.type, m.text);
}

int main(void)
{
	id = msgget(IPC_PRIVATE, 0600);
	send(3, "three");
	send(1, "one");
	send(2, "two");
	send(1, "one again");
	send(5, "");
	receive(1, 100, 0);
	receive(0, 100, 0);
	receive(-2, 100, 0);
	receive(9, 100, 0);
	receive(2, 100, MSG_EXCEPT);
	receive(2, 2, 0);
	receive(2, 2, MSG_NOERROR);
	receive(0, 100, MSG_COPY);
	receive(0, 100, 0);
	receive(0, 100, 0);
	m.type = 0;
	SHOW(msgsnd(id, &m, 1, 0));
	m.type = -1;
	SHOW(msgsnd(id, &m, 1, 0));
	m.type = 1;
	SHOW(msgsnd(id, &m, 8193, 0));
	SHOW(msgsnd(id, &m, -1, 0));
	SHOW(msgsnd(-1, &m, 1, 0));
	SHOW(msgsnd(id, (void *)8, 1, 0));
	SHOW(msgrcv(id, &m, -1, 0, 0));
	SHOW(msgctl(id, IPC_RMID, NULL));
	SHOW(msgsnd(id, &m, 1, 0));
}
