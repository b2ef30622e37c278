#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>

static struct { long type; char text[10]; } m;
static int id, wanted;
static int receiver(void)
{
	ssize_t n = msgrcv(id, &m, wanted == 4 ? 2 : 10, wanted, 0);
	printf("wanted %d: %zd %s\n", wanted, n, n < 0 ? strerrorname_np(errno) : m.text);
	return 0;
}

int main(void)
{
	pid_t pids[5];
	id = msgget(IPC_PRIVATE, 0600);
	for (wanted = 1; wanted <= 4; wanted++) {
		pids[wanted] = child(receiver);
		usleep(10000);
	}
	for (int i = 4; i >= 1; i--) {
		m.type = i;
		sprintf(m.text, "for %d", i);
		SHOW(msgsnd(id, &m, 6, 0));
		fflush(stdout);
		show_status(wait_status(pids[i]));
	}
	struct msqid_ds d;
	msgctl(id, IPC_STAT, &d);
	SHOW(d.msg_qnum); /* the one that was too long stayed */
	wanted = 7;
	pid_t pid = child(receiver);
	usleep(10000);
	msgctl(id, IPC_RMID, NULL);
	show_status(wait_status(pid));
}
