/* The calls of the kernel's own asynchronous input and output, which the C library does not have. */
#ifndef CONTEXTS_H
#define CONTEXTS_H
#include "behaviour.h"
#include <linux/aio_abi.h>
#include <time.h>

struct ring {
	unsigned id, nr, head, tail, magic, compat_features, incompat_features, header_length;
	struct io_event events[];
};

static const struct timespec at_once = {0, 0}, a_moment = {0, 20000000};

static inline int io_setup(unsigned count, aio_context_t *context)
{
	return syscall(SYS_io_setup, count, context);
}

static inline int io_destroy(aio_context_t context)
{
	return syscall(SYS_io_destroy, context);
}

static inline int io_submit(aio_context_t context, long count, struct iocb **requests)
{
	return syscall(SYS_io_submit, context, count, requests);
}

static inline int io_getevents(aio_context_t context, long least, long most, struct io_event *events, const struct timespec *timeout)
{
	return syscall(SYS_io_getevents, context, least, most, events, timeout);
}

static inline int io_cancel(aio_context_t context, struct iocb *request, struct io_event *event)
{
	return syscall(SYS_io_cancel, context, request, event);
}

static inline struct iocb request(int operation, int fd, const void *buffer, size_t count, off_t offset)
{
	return (struct iocb){.aio_lio_opcode = operation, .aio_fildes = fd, .aio_buf = (uintptr_t)buffer, .aio_nbytes = count,
			     .aio_offset = offset, .aio_data = 77};
}

static inline long setting(const char *name)
{
	char path[64];
	long value = -1;
	snprintf(path, sizeof path, "/proc/sys/fs/%s", name);
	FILE *f = fopen(path, "r");
	CHECK(f && fscanf(f, "%ld", &value) == 1);
	fclose(f);
	return value;
}

/* Submits one request, waits for its end, and prints both. */
__attribute__((unused)) static void one(aio_context_t context, const char *what, struct iocb r)
{
	struct iocb *list = &r;
	struct io_event e;
	errno = 0;
	int submitted = io_submit(context, 1, &list);
	printf("%s: %s", what, submitted < 0 ? strerrorname_np(errno) : "submitted");
	if (submitted == 1) {
		int got = io_getevents(context, 1, 1, &e, NULL);
		CHECK(got == 1 && e.data == 77 && e.obj == (uintptr_t)&r && e.res2 == 0);
		if (e.res < 0)
			printf(", %s", strerrorname_np(-e.res));
		else
			printf(", %lld", (long long)e.res);
	}
	printf("\n");
}
#endif
