// needs: x86-64
/* Events that come later: requests to poll, eventfds that are told, threads and signals while io_getevents or io_submit waits. */
#include "contexts.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

static aio_context_t context;
static int ends[2];
static char in[100];

static uint64_t told(int fd)
{
	uint64_t count = 0;
	return read(fd, &count, 8) == 8 ? count : 0;
}

static void polls(int file)
{
	int event = eventfd(0, 0), notice = eventfd(0, EFD_NONBLOCK);
	struct iocb r = request(IOCB_CMD_POLL, event, (void *)POLLIN, 0, 0), *list[] = {&r};
	struct io_event e;
	r.aio_flags = IOCB_FLAG_RESFD;
	r.aio_resfd = notice;
	one(context, "poll of a file", request(IOCB_CMD_POLL, file, (void *)POLLIN, 0, 0));
	one(context, "poll with an offset", request(IOCB_CMD_POLL, event, (void *)POLLIN, 0, 1));
	one(context, "poll with a count", request(IOCB_CMD_POLL, event, (void *)POLLIN, 1, 0));
	one(context, "poll of more than 16 bits", request(IOCB_CMD_POLL, event, (void *)0x10000, 0, 0));
	SHOW(io_submit(context, 1, list));
	SHOW(io_getevents(context, 0, 1, &e, &at_once));
	SHOW(io_getevents(context, 1, 1, &e, &a_moment));
	SHOW(io_cancel(context, &r, &e));
	SHOW(io_getevents(context, 1, 1, &e, NULL));
	printf("result %lld, told %ld\n", (long long)e.res, (long)told(notice));
	SHOW(io_cancel(context, &r, &e));
	SHOW(io_submit(context, 1, list));
	CHECK(write(event, "\1\0\0\0\0\0\0", 8) == 8);
	SHOW(io_getevents(context, 1, 1, &e, NULL));
	printf("result %lld, told %ld, its own %d\n", (long long)e.res, (long)told(notice), e.obj == (uintptr_t)&r);
	SHOW(io_submit(context, 1, list));
	SHOW(io_getevents(context, 1, 1, &e, NULL));
	told(event);
	told(notice);

	SHOW(io_submit(context, 1, list));
	int same = dup(event);
	close(event);
	CHECK(write(same, "\1\0\0\0\0\0\0", 8) == 8);
	SHOW(io_getevents(context, 1, 1, &e, NULL));
	printf("told %ld\n", (long)told(notice));

	struct iocb w = request(IOCB_CMD_PWRITE, file, "abc", 3, 0), *writes[] = {&w, &w, &w};
	struct io_event events[3];
	w.aio_flags = IOCB_FLAG_RESFD;
	w.aio_resfd = notice;
	SHOW(io_submit(context, 3, writes));
	printf("told %ld\n", (long)told(notice));
	SHOW(io_getevents(context, 3, 3, events, NULL));
	w.aio_resfd = file;
	one(context, "no eventfd to be told", w);
	w.aio_resfd = 99;
	one(context, "no descriptor to be told", w);
}

static void *writes_later(void *count)
{
	usleep(20000);
	for (long i = 0; i < (long)count; i++)
		CHECK(write(ends[1], "x", 1) == 1);
	return NULL;
}

static void *submits_later(void *unused)
{
	struct iocb r = request(IOCB_CMD_POLL, ends[1], (void *)POLLOUT, 0, 0), *list[] = {&r, &r};
	usleep(20000);
	CHECK(io_submit(context, 1, list) == 1);
	usleep(20000);
	CHECK(io_submit(context, 2, list) == 2);
	return NULL;
}

static void threads(void)
{
	pthread_t thread;
	struct iocb r = request(IOCB_CMD_PREAD, ends[0], in, 1, 0), *list[] = {&r, &r, &r};
	struct io_event events[5];
	CHECK(pthread_create(&thread, NULL, writes_later, (void *)3) == 0);
	SHOW(io_submit(context, 3, list));
	CHECK(pthread_join(thread, NULL) == 0);
	SHOW(io_getevents(context, 3, 5, events, NULL));
	printf("results %lld %lld %lld\n", (long long)events[0].res, (long long)events[1].res, (long long)events[2].res);
	CHECK(pthread_create(&thread, NULL, submits_later, NULL) == 0);
	SHOW(io_getevents(context, 3, 5, events, NULL));
	CHECK(pthread_join(thread, NULL) == 0);
}

static void handler(int number)
{
	printf("signal\n");
}

static void signals(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct iocb r = request(IOCB_CMD_PREAD, ends[0], in, 1, 0), *list[] = {&r, &r};
	struct io_event e[2];
	sigset_t none, alarms;
	const struct timespec second = {1, 0};
	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	ualarm(20000, 0);
	SHOW(io_getevents(context, 1, 1, e, NULL));
	ualarm(20000, 0);
	SHOW(io_getevents(context, 1, 1, e, &second));
	ualarm(20000, 0);
	SHOW(io_submit(context, 2, list));
	SHOW(io_getevents(context, 2, 2, e, NULL));
	printf("results %lld %lld\n", (long long)e[0].res, (long long)e[1].res);

	struct { const sigset_t *mask; size_t size; } while_waiting = {&none, 8};
	sigemptyset(&none);
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarms, NULL);
	raise(SIGALRM);
	SHOW(io_getevents(context, 1, 1, e, &a_moment));
	SHOW(syscall(SYS_io_pgetevents, context, 1, 1, e, &second, &while_waiting));
	while_waiting.size = 4;
	SHOW(syscall(SYS_io_pgetevents, context, 1, 1, e, &a_moment, &while_waiting));
	SHOW(syscall(SYS_io_pgetevents, context, 1, 1, e, &a_moment, (void *)8));
	SHOW(syscall(SYS_io_pgetevents, context, 1, 1, e, &a_moment, NULL));
	while_waiting.mask = NULL;
	SHOW(syscall(SYS_io_pgetevents, context, 1, 1, e, &a_moment, &while_waiting));
}

static void *destroys_later(void *unused)
{
	usleep(20000);
	CHECK(io_destroy(context) == 0);
	return NULL;
}

int main(void)
{
	pthread_t thread;
	struct io_event e;
	setvbuf(stdout, NULL, _IONBF, 0);
	CHECK(io_setup(8, &context) == 0 && pipe(ends) == 0);
	polls(open("file", O_RDWR | O_CREAT, 0600));
	threads();
	signals();
	CHECK(pthread_create(&thread, NULL, destroys_later, NULL) == 0);
	SHOW(io_getevents(context, 1, 1, &e, NULL));
	pthread_join(thread, NULL);
	return 0;
}
