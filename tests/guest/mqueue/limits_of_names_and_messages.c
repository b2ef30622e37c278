// slow
// needs: root
/* mq_open(3), mq_overview(7): names, the default attributes, limits for users, the mode and umask, O_EXCL; the file system of queues is not mounted here. */
#include "behaviour.h"
#include <mqueue.h>

static int as_user(void)
{
	struct mq_attr a = {0, 11, 8, 0}, b = {0, 10, 8193, 0}, c = {0, 10, 8192, 0};
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(mq_open("/fpath-user", O_RDWR | O_CREAT, 0600, &a));
	SHOW(mq_open("/fpath-user", O_RDWR | O_CREAT, 0600, &b));
	SHOW(mq_open("/fpath-user", O_RDWR | O_CREAT, 0600, &c) >= 0);
	SHOW(mq_unlink("/fpath-user"));
	SHOW(mq_open("/fpath-root", O_RDONLY) >= 0);
	SHOW(mq_open("/fpath-root", O_RDWR));
	SHOW(mq_open("/fpath-root", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(mq_unlink("/fpath-root"));
	return 0;
}

int main(void)
{
	struct mq_attr a = {0, 10, 100, 0}, got;
	umask(022);
	SHOW(mq_open("no-slash", O_RDWR | O_CREAT, 0600, NULL));
	mq_unlink("/no-slash"); // musl makes it
	SHOW(mq_open("/", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(mq_open("/a/b", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(mq_open("/fpath-root", O_RDWR));
	mqd_t q = mq_open("/fpath-root", O_RDWR | O_CREAT | O_EXCL, 0666, &a);
	SHOW(q >= 0);
	SHOW(mq_open("/fpath-root", O_RDWR | O_CREAT | O_EXCL, 0666, &a));
	SHOW(mq_getattr(q, &got));
	printf("%ld %ld %ld %ld\n", got.mq_flags, got.mq_maxmsg, got.mq_msgsize, got.mq_curmsgs);
	struct stat s;
	SHOW(fstat(q, &s));
	printf("%o size %d\n", s.st_mode, (int)s.st_size);
	mqd_t d = mq_open("/fpath-default", O_RDWR | O_CREAT, 0600, NULL);
	SHOW(mq_getattr(d, &got));
	printf("%ld %ld\n", got.mq_maxmsg, got.mq_msgsize);
	a.mq_maxmsg = 0;
	SHOW(mq_open("/fpath-x", O_RDWR | O_CREAT, 0600, &a));
	a.mq_maxmsg = 10, a.mq_msgsize = 0;
	SHOW(mq_open("/fpath-x", O_RDWR | O_CREAT, 0600, &a));
	a.mq_msgsize = -5;
	SHOW(mq_open("/fpath-x", O_RDWR | O_CREAT, 0600, &a));
	wait_status(child(as_user));
	char b[10000];
	SHOW(mq_send(q, "x", 1, 32768));
	SHOW(mq_send(q, "x", 1, 32767));
	SHOW(mq_send(q, b, 101, 0));
	SHOW(mq_receive(q, b, 99, NULL));
	SHOW(mq_receive(q, b, 100, NULL));
	SHOW(read(q, b, 100));
	SHOW(write(q, b, 1));
	SHOW(lseek(q, 0, SEEK_SET));
	SHOW(mq_unlink("/fpath-root"));
	SHOW(mq_unlink("/fpath-default"));
	SHOW(mq_unlink("/fpath-default"));
	SHOW(mq_send(q, "still", 5, 1));
	SHOW(mq_close(q));
	SHOW(mq_close(q));
	return 0;
}
