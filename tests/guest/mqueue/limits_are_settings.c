// needs: root
// /proc/sys/fs/mqueue says how large the queues of the unprivileged may be, and root can change it.
#include "behaviour.h"
#include <mqueue.h>
#include <sched.h>
static const char *write_to(const char *name, const char *text)
{
	char path[100];
	snprintf(path, sizeof path, "/proc/sys/fs/mqueue/%s", name);
	int fd = open(path, O_WRONLY);
	CHECK(fd >= 0);
	const char *result = write(fd, text, strlen(text)) == -1 ? strerrorname_np(errno) : "written";
	close(fd);
	return result;
}
static int create(void)
{
	CHECK(setgid(65534) == 0 && setuid(65534) == 0);
	struct mq_attr a = { .mq_maxmsg = 15, .mq_msgsize = 16 };
	mqd_t q = mq_open("/fp_settings", O_RDWR | O_CREAT, 0600, &a);
	printf("15 messages: %s\n", q == -1 ? strerrorname_np(errno) : "opened");
	if (q != -1)
		mq_unlink("/fp_settings");
	q = mq_open("/fp_settings", O_RDWR | O_CREAT, 0600, NULL);
	CHECK(q != -1);
	mq_getattr(q, &a);
	printf("by default %ld of %ld\n", a.mq_maxmsg, a.mq_msgsize);
	mq_unlink("/fp_settings");
	return 0;
}
int main(void)
{
	unshare(CLONE_NEWIPC);
	wait_status(child(create));
	printf("%s\n", write_to("msg_max", "20\n"));
	wait_status(child(create));
	printf("%s\n", write_to("msg_default", "30"));
	printf("%s\n", write_to("msgsize_default", "256"));
	wait_status(child(create));
	printf("%s %s\n", write_to("msg_max", "0"), write_to("msg_max", "65537"));
	printf("%s %s %s\n", write_to("msg_max", "10"), write_to("msg_default", "10"), write_to("msgsize_default", "8192"));
}
