/* The descriptor of a queue goes with fork, and O_NONBLOCK is the open queue's, not the process's; execve closes it. */
#include "behaviour.h"
#include <mqueue.h>

static mqd_t queue;
static char name[64];

static int in_child(void)
{
	struct mq_attr none = {.mq_flags = 0}, old;
	char text[16];
	unsigned priority;
	SHOW(mq_receive(queue, text, sizeof text, &priority));
	printf("%.2s, priority %u\n", text, priority);
	SHOW(mq_receive(queue, text, sizeof text, &priority));
	SHOW(mq_setattr(queue, &none, &old));
	printf("it was %s\n", old.mq_flags == O_NONBLOCK ? "not blocking" : "blocking");
	SHOW(mq_send(queue, "from the child", 14, 7));
	SHOW(mq_close(queue));
	SHOW(mq_close(queue));
	return 0;
}

int main(void)
{
	struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 16};
	char text[16];
	unsigned priority;
	snprintf(name, sizeof name, "/shared-%d", getpid());
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
	CHECK(queue != (mqd_t)-1);
	SHOW(mq_unlink(name));
	SHOW(mq_send(queue, "ab", 2, 3));
	show_status(wait_status(child(in_child)));
	mq_getattr(queue, &attributes);
	printf("flags %ld, messages %ld\n", (long)attributes.mq_flags, (long)attributes.mq_curmsgs);
	SHOW(mq_receive(queue, text, sizeof text, &priority));
	printf("%.14s, priority %u\n", text, priority);
	printf("closed by execve: %d\n", fcntl(queue, F_GETFD) == FD_CLOEXEC);
	return 0;
}
