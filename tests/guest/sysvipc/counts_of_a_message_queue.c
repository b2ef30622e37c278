// slow
/* msgctl(2), IPC_STAT: how many messages and bytes there are, who was the last, and that the times are set by use. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>

static int q;
static void look(void)
{
	struct msqid_ds d;
	CHECK(msgctl(q, IPC_STAT, &d) == 0);
	printf("   %ld messages, %ld bytes; sent %s %d, received %s %d, mode %o, mine %d\n", (long)d.msg_qnum, (long)d.msg_cbytes,
	       d.msg_lspid == getpid() ? "by us" : d.msg_lspid ? "by the child" : "never", d.msg_stime != 0,
	       d.msg_lrpid == getpid() ? "by us" : d.msg_lrpid ? "by the child" : "never", d.msg_rtime != 0, d.msg_perm.mode,
	       d.msg_perm.cuid == getuid());
}

static struct { long type; char text[20]; } m = {3, "hello"};
static int sender(void)
{
	return msgsnd(q, &m, 7, 0);
}

int main(void)
{
	q = msgget(IPC_PRIVATE, 0640);
	look();
	SHOW(msgsnd(q, &m, 5, 0));
	look();
	show_status(wait_status(child(sender)));
	look();
	SHOW(msgrcv(q, &m, 20, 4, IPC_NOWAIT));
	SHOW(msgrcv(q, &m, 20, 3, 0));
	look();
	SHOW(msgrcv(q, &m, 3, 0, MSG_NOERROR));
	look();
	SHOW(msgctl(q, IPC_RMID, NULL));
	SHOW(msgctl(q, IPC_RMID, NULL));
	return 0;
}
