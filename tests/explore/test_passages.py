"""Events say which bytes passed: what was written is what was read, through pipes, sockets and splice, and by whom."""

import pytest

from forkingpaths.view.story import Arrow, tell
from tests.explore.exploring import executor

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
HEAD = """
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
static char block[70000];
static void all(int fd, size_t left) { while (left > 0) { ssize_t n = read(fd, block, left); if (n <= 0) _exit(9); left -= n; } }
int main(void)
{
	int fd[2], out[2];
"""
PIPE = "if (pipe(fd)) return 1; if (!fork()) { all(fd[0], 70000); _exit(0); } if (write(fd[1], block, 70000) != 70000) return 2; wait(0); }"
STREAM = PIPE.replace("pipe(fd)", "socketpair(AF_UNIX, SOCK_STREAM, 0, fd)")
PACKETS = """if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fd)) return 1;
	if (!fork()) { recv(fd[0], block, 3, MSG_PEEK); recv(fd[0], block, 3, 0); recv(fd[0], block, 9, 0); _exit(0); }
	send(fd[1], "12345", 5, 0); send(fd[1], "xy", 2, 0); wait(0); }"""
TWO_WRITERS = """if (pipe(fd)) return 1;
	for (int i = 0; i < 2; i++) if (!fork()) { write(fd[1], "abc", 3); _exit(0); }
	wait(0); wait(0); all(fd[0], 6); }"""
SPLICE = """if (pipe(fd) || pipe(out)) return 1;
	if (!fork()) { write(fd[1], "abcd", 4); _exit(0); }
	wait(0); if (splice(fd[0], 0, out[1], 0, 4, 0) != 4) return 2;
	if (!fork()) { all(out[0], 4); _exit(0); } wait(0); }"""
TCP = """struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof a; int l = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(l, (void *)&a, n) || listen(l, 1) || getsockname(l, (void *)&a, &n)) return 1;
	if (!fork()) { int s = socket(AF_INET, SOCK_STREAM, 0); if (connect(s, (void *)&a, n)) _exit(1); write(s, "hello", 5); _exit(0); }
	all(accept(l, 0, 0), 5); wait(0); (void)fd; (void)out; }"""


def bytes_from(text: str, kind: str) -> dict[tuple[int, int], int]:
    """(writer, reader) -> bytes, of the default run."""
    run = executor(HEAD + text).run(())
    assert run.status == 0
    found: dict[tuple[int, int], int] = {}
    arrows: list[Arrow] = [a for a in tell(run.events).arrows if a.kind == kind]
    for arrow in arrows:
        assert arrow.first <= arrow.last
        found[arrow.source, arrow.target] = found.get((arrow.source, arrow.target), 0) + int(
            arrow.label.split()[0]
        )
    return found


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (PIPE, "pipe", {(2, 3): 70000}),
        (STREAM, "socket", {(2, 3): 70000}),
        (PACKETS, "socket", {(2, 3): 7}),
        (TWO_WRITERS, "pipe", {(3, 2): 3, (4, 2): 3}),
        (SPLICE, "pipe", {(3, 2): 4, (2, 4): 4}),
        (TCP, "socket", {(3, 2): 5}),
    ],
)
def test_bytes(text: str, kind: str, expected: dict[tuple[int, int], int]) -> None:
    assert bytes_from(text, kind) == expected
