"""Every kind of call of signal(7)'s list whose interruption can be told to have done harm: the program that does not make it again is
found, the one that does is proved clean, and one that stops on purpose is left alone."""

import pytest

from tests.explore.exploring import check

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
PROGRAM = """
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
static void on_signal(int sig) { (void)sig; }
static void tell(void) { if (!getenv("NOBODY")) kill(getppid(), SIGNAL); }
int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    int ends[2] = {0, 0}, status = 0, fd = 0, id = 0;
    char byte = 0;
    (void)ends; (void)status; (void)fd; (void)id; (void)byte;
    sigaction(SIGNAL, &action, NULL);
    BEFORE;
    pid_t pid = fork();
    if (pid == 0) {
        INSIDE;
        _exit(0);
    }
    PARENT;
    TRY(CALL);
    BEHIND;
    int failed = FAILED;
    while (WAITED && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return failed;
}
"""
AGAIN = "#define TRY(call) do errno = 0; while ((call) < 0 && errno == EINTR)\n"
ONCE = "#define TRY(call) (void)!(call)\n"
WITH_SENDER = "if (pipe(ends)) return 2"
SENDS = 'tell(); (void)!write(ends[1], "x", 1)'
SOCKETS = "if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return 2"
NAMED = (
    'struct sockaddr_un name = {AF_UNIX, "socket"}; fd = socket(AF_UNIX, SOCK_STREAM, 0);'
    " bind(fd, (void *)&name, sizeof name); listen(fd, 4)"
)
CONNECTS = "tell(); connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&name, sizeof name)"
QUEUE = "struct msgbuf {long type; char text[8];} message = {1, {0}}; id = msgget(IPC_PRIVATE, 0600)"
FULL_QUEUE = (
    QUEUE
    + "; struct msqid_ds sizes; msgctl(id, IPC_STAT, &sizes); sizes.msg_qbytes = 8; msgctl(id, IPC_SET, &sizes);"
    " msgsnd(id, &message, 8, 0)"
)
EPOLL = "struct epoll_event event = {EPOLLIN, {0}}; fd = epoll_create1(0); epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event)"
SEMAPHORE = "struct sembuf get = {0, -1, 0}, give = {0, 1, 0}; id = semget(IPC_PRIVATE, 1, 0600)"
LOCKED = 'fd = open("file", O_RDWR | O_CREAT, 0600); flock(fd, LOCK_EX)'
HAS_LOCK = (
    'struct flock lock = {.l_type = F_WRLCK}; (void)!pipe(ends); fd = open("file", O_RDWR | O_CREAT, 0600)'
)
FULL = "if (pipe2(ends, O_NONBLOCK)) return 2; static char page[65536]; (void)!write(ends[1], page, 65536); fcntl(ends[1], F_SETFL, 0)"
KINDS = {
    "read": (WITH_SENDER, SENDS, "close(ends[1])", "read(ends[0], &byte, 1)", ""),
    "recvfrom": (SOCKETS, SENDS, "close(ends[1])", "recv(ends[0], &byte, 1, 0)", ""),
    "recvmsg": (SOCKETS, SENDS, "struct iovec part = {&byte, 1}; struct msghdr all = {.msg_iov = &part, .msg_iovlen = 1}",
                "recvmsg(ends[0], &all, 0)", ""),
    "accept": (NAMED, CONNECTS, "", "accept(fd, NULL, NULL)", ""),
    "msgrcv": (QUEUE, "tell(); msgsnd(id, &message, 1, 0)", "", "msgrcv(id, &message, 8, 0, 0)", ""),
    "poll": (WITH_SENDER, SENDS, "struct pollfd one = {ends[0], POLLIN, 0}", "poll(&one, 1, -1)",
             "if (one.revents & POLLIN) (void)!read(ends[0], &byte, 1)"),
    "select": (WITH_SENDER, SENDS, "fd_set set; FD_ZERO(&set)",
               "(FD_SET(ends[0], &set), select(ends[0] + 1, &set, NULL, NULL, NULL))",
               "if (errno == 0) (void)!read(ends[0], &byte, 1)"),
    "epoll_wait": (WITH_SENDER, SENDS, EPOLL, "epoll_wait(fd, &event, 1, -1)",
                   "if (errno == 0) (void)!read(ends[0], &byte, 1)"),
    "write": (FULL, "tell(); (void)!read(ends[0], page, 65536)", "", "write(ends[1], \"y\", 1)", ""),
    "msgsnd": (FULL_QUEUE, "tell(); msgrcv(id, &message, 8, 0, 0)", "", "msgsnd(id, &message, 8, 0)", ""),
    "wait4": ("", "tell()", "", "waitpid(pid, &status, 0)", ""),
    "waitid": ("", "tell()", "siginfo_t info", "waitid(P_PID, pid, &info, WEXITED)", ""),
    "semop": (SEMAPHORE, "tell(); semop(id, &give, 1)", "", "semop(id, &get, 1)", "semop(id, &give, 1)"),
    "flock": (LOCKED, 'tell(); flock(fd, LOCK_UN)', 'fd = open("file", O_RDWR)', "flock(fd, LOCK_EX)", '(void)!write(fd, "z", 1)'),
    "fcntl": (HAS_LOCK, 'fcntl(fd, F_SETLK, &lock); (void)!write(ends[1], "x", 1); tell()', "(void)!read(ends[0], &byte, 1)",
              "fcntl(fd, F_SETLKW, &lock)", '(void)!write(fd, "z", 1)'),
    "futex": ("sem_t *turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); sem_init(turn, 1, 0)",
              "tell(); turn[1].__align = 1; sem_post(turn)", "", "sem_wait(turn)", "status = turn[1].__align == 0"),
    "clock_nanosleep": ("int *there = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)",
              "if (there[1]) *there = 1; tell(); usleep(1000); *there = 1", "there[1] = 1; struct timespec left = {1, 0}",
              "nanosleep(&left, &left)", "status = *there == 0"),
    "openat": ('mkfifo("fifo", 0600)', 'tell(); open("fifo", O_RDWR | O_NONBLOCK); sleep(1)', "", '(fd = open("fifo", O_RDONLY))', ""),
}  # fmt: skip

NAMES = {"select": ("select", "pselect6"), "semop": ("semop", "semtimedop")}  # what the C library calls


def program(kind: str, tries: str, signal: str = "SIGWINCH") -> str:
    before, inside, parent, call, behind = KINDS[kind]
    text = PROGRAM.replace("BEFORE", before).replace("INSIDE", inside).replace("PARENT", parent)
    text = text.replace("CALL", call).replace("BEHIND", behind)
    text = text.replace("FAILED", "status" if kind in ("futex", "clock_nanosleep") else "0")
    waited = "0" if kind in ("wait4", "waitid") else "1"
    return tries + text.replace("WAITED", waited).replace("SIGNAL", signal)


def interrupted(text: str) -> tuple[list[str], bool]:
    """Titles of the findings about interrupted calls, and whether all orders were tried."""
    result = check(text, first=False, cwd=b"/var/tmp")
    found = [w.finding.title for w in result.witnesses if w.finding.property == "eintr"]
    return found, result.progress.complete


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_that_is_not_made_again_is_found(kind: str) -> None:
    found, _ = interrupted(program(kind, ONCE))
    names = NAMES.get(kind, (kind,))
    assert any(f"took an interrupted {name} for" in title for title in found for name in names), found


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_that_is_made_again_is_proved_right(kind: str) -> None:
    assert interrupted(program(kind, AGAIN)) == ([], True)


@pytest.mark.parametrize("kind", ["read", "poll", "wait4"])
def test_who_is_told_to_stop_may_stop(kind: str) -> None:
    """SIGTERM and its like are sent to end a wait."""
    assert interrupted(program(kind, ONCE, "SIGTERM")) == ([], True)
