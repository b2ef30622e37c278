#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>

static struct { long type; char text[8192]; } m = { 1 };
static int id;
static int sender(void)
{
	SHOW(msgsnd(id, &m, 8192, 0));
	return 0;
}

int main(void)
{
	struct msqid_ds d;
	id = msgget(IPC_PRIVATE, 0600);
	SHOW(msgsnd(id, &m, 8192, 0));
	SHOW(msgsnd(id, &m, 8192, IPC_NOWAIT));
	SHOW(msgsnd(id, &m, 1, IPC_NOWAIT));
	SHOW(msgctl(id, IPC_STAT, &d));
	printf("%lu messages, %lu bytes of %lu\n", (long)d.msg_qnum, (long)d.__msg_cbytes, (long)d.msg_qbytes);
	pid_t pid = child(sender);
	usleep(20000);
	SHOW(waitpid(pid, NULL, WNOHANG));
	SHOW(msgrcv(id, &m, 8192, 0, 0));
	show_status(wait_status(pid));
	pid = child(sender);
	usleep(20000);
	msgctl(id, IPC_RMID, NULL);
	show_status(wait_status(pid));
}
