// flags: -m32
/* socketcall(2) and ipc(2): the first argument names the call. */
#include "behaviour.h"
#include <linux/net.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/un.h>

static long net(int call, ...)
{
	return syscall(SYS_socketcall, call, (long *)((char *)&call + 4));
}

int main(void)
{
	int pair[2];
	SHOW(net(SYS_SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, pair));
	SHOW(net(SYS_SEND, pair[0], "hello", 5, 0));
	char buffer[32] = {0};
	SHOW(net(SYS_RECV, pair[1], buffer, sizeof buffer, 0));
	puts(buffer);
	char control[64] = {0}, byte = 'x';
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(8)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	*c = (struct cmsghdr){CMSG_LEN(8), SOL_SOCKET, SCM_RIGHTS};
	memcpy(CMSG_DATA(c), pair, 8);
	SHOW(net(SYS_SENDMSG, pair[0], &m, 0));
	memset(control, 0, sizeof control);
	m.msg_controllen = sizeof control;
	SHOW(net(SYS_RECVMSG, pair[1], &m, 0));
	c = CMSG_FIRSTHDR(&m);
	printf("control %u, message %u level %d type %d flags %d\n", (unsigned)m.msg_controllen, (unsigned)c->cmsg_len, c->cmsg_level, c->cmsg_type, m.msg_flags);
	int *passed = (int *)CMSG_DATA(c);
	printf("%d %d\n", passed[0] > pair[1], passed[1] > passed[0]);
	SHOW(write(passed[0], "by the copy", 11));
	SHOW(net(SYS_SENDMSG, pair[0], &m, 0));
	m.msg_controllen = CMSG_LEN(4);
	SHOW(net(SYS_RECVMSG, pair[1], &m, 0));
	printf("control %u flags %#x\n", (unsigned)m.msg_controllen, m.msg_flags);
	SHOW(net(SYS_ACCEPT, pair[0], 0, 0));
	SHOW(net(99));
	SHOW(syscall(SYS_socketcall, SYS_SOCKET, 1));
	struct timeval tv = {3, 500000}, got = {0};
	socklen_t size = sizeof got;
	SHOW(net(SYS_SETSOCKOPT, pair[0], SOL_SOCKET, 20, &tv, sizeof tv));
	SHOW(net(SYS_GETSOCKOPT, pair[0], SOL_SOCKET, 20, &got, &size));
	printf("%d.%06d, %u\n", (int)got.tv_sec, (int)got.tv_usec, size);

	int q = syscall(SYS_ipc, 14 /* MSGGET */, IPC_PRIVATE, 0600 | IPC_CREAT);
	struct { long type; char text[8]; } message = {3, "three"}, received = {0};
	SHOW(syscall(SYS_ipc, 11 /* MSGSND */, q, 6, 0, &message));
	SHOW(syscall(SYS_ipc, 12 | 1 << 16 /* MSGRCV */, q, 8, 0, &received, 3));
	printf("%ld %s\n", received.type, received.text);
	SHOW(syscall(SYS_ipc, 12 | 1 << 16, q, 8, IPC_NOWAIT, &received, 3));
	SHOW(syscall(SYS_ipc, 12 | 1 << 16, q, -1, 0, &received, 3));
	struct msqid_ds ds;
	SHOW(msgctl(q, IPC_STAT, &ds));
	printf("%u bytes of %u\n", (unsigned)ds.__msg_cbytes, (unsigned)ds.msg_qbytes);
	SHOW(msgctl(q, IPC_RMID, NULL));
	int s = syscall(SYS_ipc, 2 /* SEMGET */, IPC_PRIVATE, 2, 0600 | IPC_CREAT);
	int value = 5;
	SHOW(syscall(SYS_ipc, 3 /* SEMCTL */, s, 1, SETVAL, &value));
	SHOW(semctl(s, 1, GETVAL));
	struct semid_ds state;
	SHOW(semctl(s, 0, IPC_STAT, &state));
	printf("%u semaphores\n", (unsigned)state.sem_nsems);
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(syscall(SYS_ipc, 77, 0, 0, 0, 0, 0));
	return 0;
}
