// aio_cancel(3), aio_suspend(3): a request on an empty pipe is not cancelled once it runs, a queued one is; timeouts, EINTR.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>
#include <time.h>

static void nothing(int s) { (void)s; }

int main(void)
{
	int ends[2];
	CHECK(pipe(ends) == 0);
	char b[2][4];
	struct aiocb first = {.aio_fildes = ends[0], .aio_buf = b[0], .aio_nbytes = 4};
	struct aiocb second = {.aio_fildes = ends[0], .aio_buf = b[1], .aio_nbytes = 4};
	CHECK(aio_read(&first) == 0 && aio_read(&second) == 0);
	usleep(100000);
	const struct aiocb *list[] = {&first, &second};
	struct timespec t = {0, 100000000};
	SHOW(aio_suspend(list, 2, &t));
	struct sigaction a = {.sa_handler = nothing};
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	SHOW(aio_suspend(list, 2, NULL));
	printf("%s\n", aio_cancel(ends[0], &first) == AIO_NOTCANCELED ? "not cancelled" : "?");
	printf("%s\n", aio_cancel(ends[0], &second) == AIO_CANCELED ? "cancelled" : "?");
	printf("%s %s\n", strerrorname_np(aio_error(&first)), strerrorname_np(aio_error(&second)));
	SHOW(aio_return(&second));
	CHECK(write(ends[1], "abcd", 4) == 4);
	SHOW(aio_suspend(list, 1, NULL));
	SHOW(aio_return(&first));
	printf("%s\n", aio_cancel(ends[0], NULL) == AIO_ALLDONE ? "all done" : "?");
	SHOW(aio_cancel(-1, NULL));
	SHOW(aio_cancel(ends[1], &first));
	return 0;
}
