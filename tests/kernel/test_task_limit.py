"""How many tasks there may be: RLIMIT_NPROC of a user without privilege, /proc/sys/kernel/threads-max of all, pid_max of the numbers."""

import pytest

from forkingpaths.kernel import invariants, scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]

# Children and threads in turn until one cannot be made; then all of them end.
SOURCE = """
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
static int gate[2];
static void *wait_at_gate(void *unused) { char c; read(gate[0], &c, 1); return unused; }
int main(void)
{
	struct rlimit limit;
	char text[32] = "";
	int made = 0, error = 0, reaped = 0;
	pthread_t threads[200];
	int count = 0;
	getrlimit(RLIMIT_NPROC, &limit);
	read(open("/proc/sys/kernel/threads-max", O_RDONLY), text, 31);
	printf("%ld %s", (long)limit.rlim_cur, text);
	pipe(gate);
	for (;; made++) {
		if (made % 2) {
			error = pthread_create(&threads[count], NULL, wait_at_gate, NULL);
			count += !error;
		} else {
			pid_t pid = fork();
			error = pid < 0 ? errno : 0;
			if (!pid) { close(gate[1]); wait_at_gate(NULL); _exit(0); }
		}
		if (error)
			break;
	}
	printf("%d %s\\n", made, strerror(error));
	close(gate[1]);
	for (int i = 0; i < count; i++)
		pthread_cancel(threads[i]), pthread_join(threads[i], NULL);
	while (wait(NULL) > 0)
		reaped++;
	printf("%d\\n", reaped + count);
	return 0;
}
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"task_limit": 50, "uid": 0}, ["50 100", "98 Resource temporarily unavailable", "98"]),
        ({"task_limit": 50, "uid": 1000}, ["50 100", "49 Resource temporarily unavailable", "49"]),
        (
            {"task_limit": 500, "pid_limit": 100, "uid": 0},
            ["500 1000", "97 Resource temporarily unavailable", "97"],
        ),
    ],
    ids=["threads-max", "RLIMIT_NPROC", "pid_max"],
)
def test_no_more_can_be_made(options: dict[str, int], expected: list[str]) -> None:
    executable = host.compile_c(SOURCE, "-O1", "-static", "-pthread", "-w")
    streams = guests.Streams(b"")
    k = boot(Options(argv=[bytes(executable)], memory_bytes=128 << 20, **options), streams, guests.calls())  # type: ignore[arg-type]  # numbers all
    scheduler.run(k)
    invariants.check(k)
    assert streams.output[1].decode().split("\n")[:-1] == expected
