// needs: x86-64
/* io_submit on files of every kind: what is an error of the call, and what is told by the event. */
#include "contexts.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/uio.h>

static aio_context_t context;
static char in[100], out[100] = "hello world";

static void files(int fd)
{
	one(context, "write", request(IOCB_CMD_PWRITE, fd, out, 11, 0));
	one(context, "read", request(IOCB_CMD_PREAD, fd, in, 100, 6));
	printf("%.5s\n", in);
	one(context, "read at the end", request(IOCB_CMD_PREAD, fd, in, 100, 600));
	one(context, "read nothing", request(IOCB_CMD_PREAD, fd, in, 0, 0));
	one(context, "read before the beginning", request(IOCB_CMD_PREAD, fd, in, 100, -1));
	one(context, "write before the beginning", request(IOCB_CMD_PWRITE, fd, in, 1, -5));
	one(context, "no descriptor", request(IOCB_CMD_PREAD, 99, in, 1, 0));
	one(context, "read into nowhere", request(IOCB_CMD_PREAD, fd, (void *)8, 1, 0));
	one(context, "write from nowhere", request(IOCB_CMD_PWRITE, fd, (void *)8, 1, 0));
	one(context, "read into the kernel", request(IOCB_CMD_PREAD, fd, (void *)0xffff880000000000, 1, 0));
	one(context, "more than there can be", request(IOCB_CMD_PREAD, fd, in, -1, 0));
	one(context, "fsync", request(IOCB_CMD_FSYNC, fd, NULL, 0, 0));
	one(context, "fdsync", request(IOCB_CMD_FDSYNC, fd, NULL, 0, 0));
	one(context, "fsync with a buffer", request(IOCB_CMD_FSYNC, fd, out, 0, 0));
	one(context, "fsync with a count", request(IOCB_CMD_FSYNC, fd, NULL, 1, 0));
	one(context, "noop", request(IOCB_CMD_NOOP, fd, NULL, 0, 0));
	one(context, "operation 9", request(9, fd, NULL, 0, 0));
	one(context, "operation 4", request(4, fd, NULL, 0, 0));
	struct iovec vector[2] = {{in, 3}, {in + 10, 4}};
	one(context, "preadv", request(IOCB_CMD_PREADV, fd, vector, 2, 0));
	one(context, "pwritev", request(IOCB_CMD_PWRITEV, fd, vector, 2, 20));
	one(context, "preadv of nothing", request(IOCB_CMD_PREADV, fd, vector, 0, 0));
	one(context, "preadv of too many", request(IOCB_CMD_PREADV, fd, vector, 2000, 0));
	one(context, "preadv into nowhere", request(IOCB_CMD_PREADV, fd, (void *)8, 1, 0));
}

static void with(const char *what, int operation, int fd, unsigned flags, int priority, unsigned rw_flags, int reserved)
{
	struct iocb r = request(operation, fd, in, 1, 0);
	r.aio_flags = flags;
	r.aio_reqprio = priority;
	r.aio_rw_flags = rw_flags;
	r.aio_reserved2 = reserved;
	one(context, what, r);
}

static void flags(int fd)
{
	with("reserved", IOCB_CMD_PREAD, fd, 0, 0, 0, 1);
	with("no priority", IOCB_CMD_PREAD, fd, IOCB_FLAG_IOPRIO, 0, 0, 0);
	with("best effort", IOCB_CMD_PREAD, fd, IOCB_FLAG_IOPRIO, 2 << 13, 0, 0);
	with("class 7", IOCB_CMD_PREAD, fd, IOCB_FLAG_IOPRIO, 7 << 13, 0, 0);
	with("unknown flag", IOCB_CMD_PREAD, fd, 4, 0, 0, 0);
	with("NOWAIT", IOCB_CMD_PREAD, fd, 0, 0, RWF_NOWAIT, 0);
	with("APPEND", IOCB_CMD_PWRITE, fd, 0, 0, RWF_APPEND, 0);
	with("DSYNC", IOCB_CMD_PWRITE, fd, 0, 0, RWF_DSYNC, 0);
	with("unknown rw flag", IOCB_CMD_PREAD, fd, 0, 0, 0x8000, 0);
	int reading = open("file", O_RDONLY), writing = open("file", O_WRONLY), appending = open("file", O_RDWR | O_APPEND);
	one(context, "write, opened for reading", request(IOCB_CMD_PWRITE, reading, out, 1, 0));
	one(context, "read, opened for writing", request(IOCB_CMD_PREAD, writing, in, 1, 0));
	one(context, "fsync, opened for reading", request(IOCB_CMD_FSYNC, reading, NULL, 0, 0));
	one(context, "path", request(IOCB_CMD_PREAD, open("file", O_PATH), in, 1, 0));
	one(context, "append", request(IOCB_CMD_PWRITE, appending, "Z", 1, 0));
	struct stat s;
	CHECK(fstat(fd, &s) == 0);
	printf("%ld bytes\n", (long)s.st_size);
}

static void others(void)
{
	int directory = open(".", O_RDONLY), ends[2], sockets[2], event = eventfd(5, 0);
	CHECK(pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
	one(context, "directory", request(IOCB_CMD_PREAD, directory, in, 1, 0));
	one(context, "fsync of a directory", request(IOCB_CMD_FSYNC, directory, NULL, 0, 0));
	CHECK(write(ends[1], "abcdef", 6) == 6 && write(sockets[1], "abc", 3) == 3);
	one(context, "pipe", request(IOCB_CMD_PREAD, ends[0], in, 3, 0));
	one(context, "pipe at an offset", request(IOCB_CMD_PREAD, ends[0], in, 3, 50));
	one(context, "write to a pipe", request(IOCB_CMD_PWRITE, ends[1], out, 2, 0));
	one(context, "fsync of a pipe", request(IOCB_CMD_FSYNC, ends[0], NULL, 0, 0));
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	one(context, "pipe again", request(IOCB_CMD_PREAD, ends[0], in, 3, 0));
	one(context, "empty pipe", request(IOCB_CMD_PREAD, ends[0], in, 3, 0));
	signal(SIGPIPE, SIG_IGN);
	close(ends[0]);
	one(context, "broken pipe", request(IOCB_CMD_PWRITE, ends[1], out, 2, 0));
	one(context, "socket", request(IOCB_CMD_PREAD, sockets[0], in, 3, 0));
	one(context, "write to a socket", request(IOCB_CMD_PWRITE, sockets[0], in, 3, 0));
	one(context, "eventfd", request(IOCB_CMD_PREAD, event, in, 8, 0));
	one(context, "write to an eventfd", request(IOCB_CMD_PWRITE, event, "\1\0\0\0\0\0\0", 8, 0));
	one(context, "/dev/null", request(IOCB_CMD_PREAD, open("/dev/null", O_RDWR), in, 8, 0));
	one(context, "/dev/zero", request(IOCB_CMD_PREAD, open("/dev/zero", O_RDWR), in, 8, 0));
	one(context, "/dev/urandom", request(IOCB_CMD_PREAD, open("/dev/urandom", O_RDWR), in, 8, 0));
	one(context, "/proc/self/status", request(IOCB_CMD_PREAD, open("/proc/self/status", O_RDONLY), in, 8, 0));
	one(context, "/proc/version", request(IOCB_CMD_PREAD, open("/proc/version", O_RDONLY), in, 8, 0));
	one(context, "ostype", request(IOCB_CMD_PREAD, open("/proc/sys/kernel/ostype", O_RDONLY), in, 8, 0));
	one(context, "epoll", request(IOCB_CMD_PREAD, epoll_create1(0), in, 8, 0));
	one(context, "inotify", request(IOCB_CMD_PREAD, inotify_init1(IN_NONBLOCK), in, 8, 0));
}

static void several(int fd)
{
	struct iocb good = request(IOCB_CMD_PWRITE, fd, out, 3, 0), bad = request(IOCB_CMD_PREAD, 99, in, 1, 0);
	struct iocb *list[] = {&good, &bad, &good}, *nowhere[] = {&good, (void *)8};
	struct io_event events[4];
	SHOW(io_submit(context, 3, list));
	SHOW(io_getevents(context, 0, 4, events, NULL));
	SHOW(io_submit(context, 2, nowhere));
	SHOW(io_submit(context, 1, nowhere + 1));
	SHOW(io_submit(context, 1, (void *)8));
	SHOW(io_submit(context, 0, list));
	SHOW(io_submit(context, -1, list));
	SHOW(io_submit(0, 1, list));
	SHOW(io_submit(context + 4096, 1, list));
	SHOW(io_getevents(context, 0, 4, events, NULL));
	SHOW(io_getevents(context, 2, 1, events, &at_once));
	SHOW(io_getevents(context, -1, 1, events, &at_once));
	SHOW(io_getevents(context, 0, -1, events, &at_once));
	SHOW(io_getevents(context, 0, 0, events, &at_once));
	SHOW(io_getevents(0, 0, 1, events, &at_once));
	SHOW(io_getevents(context, 0, 1, events, (void *)8));
	SHOW(io_submit(context, 1, list));
	SHOW(io_getevents(context, 1, 1, (void *)8, &at_once));
	SHOW(io_getevents(context, 1, 1, events, &at_once));
	SHOW(io_getevents(context, 1, 1, events, &at_once));
	SHOW(io_cancel(context, &good, events));
	SHOW(io_cancel(0, &good, events));
	SHOW(io_cancel(context, (void *)8, events));
	good.aio_key = 5;
	SHOW(io_cancel(context, &good, events));
}

int main(void)
{
	CHECK(io_setup(8, &context) == 0);
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
	files(fd);
	flags(fd);
	others();
	several(fd);
	return 0;
}
