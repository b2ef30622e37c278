"""Process numbers: in rising order, by chance, or the lowest that is free; around the end of their range; never one that is still borne."""

import pytest

from forkingpaths.kernel import invariants, scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]

# Prints the number of each child, ended and waited for; every tenth stays, as a zombie, until the end; one leads a group that outlives it.
SOURCE = """
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int gate[2];
	pipe(gate);
	for (int i = 0; i < atoi(argv[1]); i++) {
		pid_t pid = fork();
		if (pid < 0) {
			printf("none\\n");
			break;
		}
		if (!pid) {
			if (i == 5) {
				setpgid(0, 0);
				if (!fork()) { char c; close(gate[1]); read(gate[0], &c, 1); _exit(0); }
			}
			_exit(0);
		}
		printf("%d%s\\n", pid, i % 10 ? "" : " kept");
		if (i % 10)
			waitpid(pid, NULL, 0);
	}
	return 0;
}
"""


def numbers(count: int, **options: object) -> list[str]:
    executable = host.compile_c(SOURCE, "-O1", "-static", "-w")
    streams = guests.Streams(b"")
    chosen = Options(argv=[bytes(executable), str(count).encode()], memory_bytes=128 << 20, **options)  # type: ignore[arg-type]  # of several kinds
    k = boot(chosen, streams, guests.calls())
    scheduler.run(k)
    invariants.check(k)
    return streams.output[1].decode().split("\n")[:-1]


def kept_are_given_once(lines: list[str]) -> None:
    """A zombie's number is nobody else's until the end."""
    for at, line in enumerate(lines):
        if line.endswith("kept"):
            number = line.split()[0]
            assert all(other.split()[0] != number for other in lines[at + 1 :]), line


def test_sequential_numbers_begin_again_at_300() -> None:
    lines = numbers(120, pid_limit=350)
    given = [int(line.split()[0]) for line in lines]
    assert given[:5] == [3, 4, 5, 6, 7]
    assert len(set(given)) == len(given)  # 350 are enough


def test_sequential_numbers_wrap_and_leave_out_what_is_borne() -> None:
    lines = numbers(900, pid_limit=700)
    given = [int(line.split()[0]) for line in lines]
    first = given.index(699)
    assert given[:first] == sorted(given[:first])
    assert min(given[first + 1 :]) >= 300
    kept_are_given_once(lines)


def test_numbers_by_chance_are_the_same_in_every_run_of_a_seed() -> None:
    lines = numbers(150, pids="random")
    assert lines == numbers(150, pids="random")
    assert lines != numbers(150, pids="random", seed=7)
    given = [int(line.split()[0]) for line in lines]
    assert given != sorted(given)
    kept_are_given_once(lines)


def test_the_lowest_free_number_is_given_again() -> None:
    lines = numbers(60, pids="reuse")
    given = [int(line.split()[0]) for line in lines]
    assert given[:4] == [3, 4, 4, 4]  # the first is kept, the next are waited for
    kept_are_given_once(lines)
    # the sixth leads a group whose other member lives on: its number is nobody's
    assert given.count(given[5]) == given[:6].count(given[5])


def test_no_number_is_left() -> None:
    assert "none" in numbers(400, pid_limit=30)
