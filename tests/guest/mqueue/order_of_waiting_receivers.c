// mq_send(3): the receiver that has waited longest gets the message; a waiting sender goes on when there is room.
#include "behaviour.h"
#include <mqueue.h>
#include <sys/mman.h>

static mqd_t q;
static int receive(void)
{
	char b[16] = "";
	CHECK(mq_receive(q, b, 16, NULL) > 0);
	return b[0];
}

int main(void)
{
	char name[64];
	snprintf(name, sizeof name, "/fp-order-%d", getpid());
	struct mq_attr a = {.mq_maxmsg = 1, .mq_msgsize = 16};
	q = mq_open(name, O_CREAT | O_RDWR, 0600, &a);
	pid_t p[3];
	for (int i = 0; i < 3; i++) {
		p[i] = child(receive);
		usleep(100000);
	}
	for (int i = 0; i < 3; i++) {
		CHECK(mq_send(q, "abc" + i, 1, 0) == 0);
		printf("child %d: %c\n", i, WEXITSTATUS(wait_status(p[i])));
	}
	mq_unlink(name);
	return 0;
}
