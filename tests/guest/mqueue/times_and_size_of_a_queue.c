// slow
/* mq_overview(7): a queue has an i-node, like a file: its times follow what is done with it, and its size is only a number. */
#include "behaviour.h"
#include <mqueue.h>
#include <sys/vfs.h>

static mqd_t q;
static struct stat before;

static void moved(const char *what)
{
	struct stat now;
	CHECK(fstat(q, &now) == 0);
	printf("%s: atime %d mtime %d ctime %d size %ld\n", what, now.st_atime > before.st_atime,
	       now.st_mtime > before.st_mtime, now.st_ctime > before.st_ctime, (long)now.st_size);
	before = now;
	sleep(1);
}

int main(void)
{
	struct mq_attr a = {0, 2, 20, 0};
	char text[100];
	mq_unlink("/fpath-times");
	q = mq_open("/fpath-times", O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &a);
	CHECK(fstat(q, &before) == 0);
	sleep(1);
	SHOW(mq_send(q, "a", 1, 0));
	moved("sent");
	SHOW(mq_receive(q, text, 100, NULL));
	moved("received");
	SHOW(mq_receive(q, text, 100, NULL));
	moved("nothing received");
	SHOW(mq_getattr(q, &a));
	moved("asked");
	SHOW(mq_setattr(q, &a, NULL));
	moved("set");
	SHOW(read(q, text, 10));
	moved("read");
	SHOW(ftruncate(q, 7));
	moved("truncated");
	SHOW(lseek(q, 0, SEEK_END));
	SHOW(lseek(q, 3, SEEK_DATA));
	SHOW(lseek(q, 3, SEEK_HOLE));
	SHOW(lseek(q, 7, SEEK_DATA));
	struct statfs system;
	SHOW(fstatfs(q, &system));
	printf("%lx\n", (unsigned long)system.f_type);
	SHOW(ftruncate(q, 1000));
	SHOW(ftruncate(q, 1L << 31));
	SHOW(ftruncate(mq_open("/fpath-times", O_RDONLY), 7));
	SHOW(mq_unlink("/fpath-times"));
	return 0;
}
