// slow
/* msgsnd(2), msgrcv(2): types that may be sent, sizes of nothing and too much, MSG_NOERROR, MSG_EXCEPT, MSG_COPY, negative types. */
#include "behaviour.h"
#include <sys/msg.h>
#ifndef MSG_COPY
#define MSG_COPY 040000
#endif

static struct { long type; char text[10000]; } m;
static int q;
static void put(long type, const char *text)
{
	m.type = type;
	strcpy(m.text, text);
	CHECK(msgsnd(q, &m, strlen(text), 0) == 0);
}

static void get(size_t size, long type, int flags)
{
	memset(&m, 0, sizeof m);
	errno = 0;
	ssize_t n = msgrcv(q, &m, size, type, flags | IPC_NOWAIT);
	printf("get %zu %ld %o: %zd %s type %ld %s\n", size, type, flags, n, n < 0 ? strerrorname_np(errno) : "", m.type, m.text);
}

int main(void)
{
	q = msgget(IPC_PRIVATE, 0600);
	m.type = 0;
	SHOW(msgsnd(q, &m, 1, 0));
	m.type = -1;
	SHOW(msgsnd(q, &m, 1, 0));
	m.type = 1;
	SHOW(msgsnd(q, &m, 8192, 0));
	SHOW(msgsnd(q, &m, 8193, 0));
	SHOW(msgsnd(q, &m, -1, 0));
	get(10, 0, 0), get(10, 0, MSG_NOERROR), get(10, 0, 0);
	SHOW(msgsnd(q, &m, 0, 0));
	put(5, "five"), put(3, "three"), put(9, "nine"), put(3, "three again"), put(1, "one");
	get(100, 3, MSG_COPY), get(100, 0, MSG_COPY), get(100, 77, MSG_COPY);
	SHOW(msgrcv(q, &m, 10, 0, MSG_COPY));
	SHOW(msgrcv(q, &m, 10, 0, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT));
	get(0, 0, 0), get(100, 3, 0), get(100, -4, 0), get(100, -4, 0), get(100, 5, MSG_EXCEPT), get(100, 77, 0), get(100, -1, 0), get(100, 0, 0);
	SHOW(msgrcv(q, &m, -1, 0, IPC_NOWAIT));
	SHOW(msgrcv(q, (void *)1, 10, 0, IPC_NOWAIT));
	SHOW(msgsnd(q, (void *)1, 10, IPC_NOWAIT));
	struct msqid_ds d;
	SHOW(msgctl(q, IPC_STAT, &d));
	printf("%d messages, %d bytes of %d\n", (int)d.msg_qnum, (int)d.__msg_cbytes, (int)d.msg_qbytes);
	struct msginfo i;
	SHOW(msgctl(0, IPC_INFO, (void *)&i) >= 0);
	printf("msgmax %d msgmnb %d\n", i.msgmax, i.msgmnb);
	SHOW(msgctl(q, IPC_RMID, NULL));
	SHOW(msgctl(q, IPC_STAT, &d));
	return 0;
}
