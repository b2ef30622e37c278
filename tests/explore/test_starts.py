"""A run that begins at a point of an earlier run is the run that begins at the beginning."""

import pytest

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.start import Starts
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.outside import May
from tests.explore.exploring import executor

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
SIGTERM = 15
# long before anything happens, long between the two forks, with a handler, a shared page and output on the way
TEXT = """
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int caught, sum[600];
static void handler(int s) { caught = s; }
static void work(void) { for (int i = 0; i < 600; i++) { sum[i] += caught; if (i % 60 == 0) getppid(); } }
int main(void) {
    int *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGTERM, handler);
    work();
    if (fork() == 0) { shared[0] = 1; _exit(0); }
    work();
    if (fork() == 0) { shared[1] = shared[0]; _exit(0); }
    while (wait(NULL) > 0) work();
    char line[40];
    int n = snprintf(line, sizeof line, "%d %d %d\\n", shared[0], shared[1], sum[599]);
    write(1, line, n);
}
"""


def test_where_a_run_begins_makes_no_difference() -> None:
    searching = executor(TEXT, May(send=(SIGTERM,)))
    from_nothing = executor(TEXT, May(send=(SIGTERM,)))
    from_nothing.starts = Starts(0)
    used = 0
    for number, run in enumerate(Exhaustive(searching, Bounds(1, 1)).runs()):
        again = from_nothing.run(run.schedule)
        assert told(run) == told(again)
        used += searching.starts.find(run.schedule) is not None
        if number == 80:
            break
    assert used > 40
    assert 4 < len(searching.starts.at) <= searching.starts.kept
    assert not from_nothing.starts.at


def test_the_oldest_is_forgotten() -> None:
    searching = executor(TEXT, May(send=(SIGTERM,)))
    searching.starts = Starts(3)
    for number, _ in enumerate(Exhaustive(searching, Bounds(1, 1)).runs()):
        assert len(searching.starts.at) <= 3
        assert searching.starts.held == sum(start.weight for start in searching.starts.at.values())
        assert sum(len(points) for points in searching.starts.points.values()) == len(searching.starts.at)
        if number == 30:
            break


def told(run: Run) -> object:
    return (
        run.output,
        run.status,
        run.ending,
        run.events,
        [(t.hash, t.step, t.reads, t.writes) for t in run.transitions],
        run.end,
    )


def test_init_in_proc_after_a_restore() -> None:
    runner = executor(
        "#include <fcntl.h>\n#include <stdio.h>\n#include <unistd.h>\n"
        'int main(void) { char text[400]; int fd = open("/proc/1/stat", O_RDONLY);'
        ' getppid(); printf("%zd\\n", read(fd, text, 8)); }'
    )
    assert [runner.run(()).output for _ in range(2)] == [b"8\n"] * 2
