/* /proc/self/fd/N opened again, for descriptors of every kind: which give a new description of the same file, and which ENXIO. */
#include "behaviour.h"
#include <mqueue.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>

static char link_of[64];

static const char *name_of(int fd)
{
	snprintf(link_of, sizeof link_of, "/proc/self/fd/%d", fd);
	return link_of;
}

static void again(const char *what, int fd)
{
	static const struct { const char *name; int flags; } ways[] = {
		{"reading", O_RDONLY | O_NONBLOCK}, {"writing", O_WRONLY | O_NONBLOCK}, {"both", O_RDWR | O_NONBLOCK}, {"path", O_PATH},
		{"directory", O_RDONLY | O_DIRECTORY}, {"create", O_RDWR | O_CREAT | O_NONBLOCK}, {"exclusive", O_RDWR | O_CREAT | O_EXCL},
		{"truncate", O_RDWR | O_TRUNC | O_NONBLOCK}, {"no link", O_RDONLY | O_NOFOLLOW},
	};
	struct stat before, after;
	CHECK(fd >= 0 && fstat(fd, &before) == 0);
	printf("%s:", what);
	for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
		int new = open(name_of(fd), ways[i].flags, 0600);
		printf(" %s %s", ways[i].name, new < 0 ? strerrorname_np(errno) : "ok");
		if (new >= 0) {
			char old_text[200] = "", new_text[200] = "";
			CHECK(fstat(new, &after) == 0 && after.st_ino == before.st_ino && after.st_dev == before.st_dev);
			CHECK(readlink(name_of(fd), old_text, 199) >= 0 && readlink(name_of(new), new_text, 199) >= 0);
			printf(" %x%s", fcntl(new, F_GETFL), strcmp(old_text, new_text) ? ", otherwise named" : "");
			close(new);
		}
		putchar(',');
	}
	int reading = access(name_of(fd), R_OK), writing = access(name_of(fd), W_OK);
	printf(" access %d %d %s\n", reading, writing, writing ? strerrorname_np(errno) : "");
}

static void queues(void)
{
	struct mq_attr attr = {.mq_maxmsg = 3, .mq_msgsize = 100};
	char name[32], text[100];
	snprintf(name, sizeof name, "/again-%d", getpid());
	int queue = mq_open(name, O_RDONLY | O_CREAT, 0600, &attr);
	again("message queue", queue);
	CHECK(mq_unlink(name) == 0);
	again("message queue without a name", queue);
	int other = open(name_of(queue), O_RDWR);
	SHOW(mq_send(queue, "abc", 3, 1));
	SHOW(mq_send(other, "abc", 3, 1));
	SHOW(mq_receive(queue, text, 100, NULL));
	close(queue);
	SHOW(mq_send(other, "abcd", 4, 1));
	SHOW(mq_receive(other, text, 100, NULL));
	SHOW(read(other, text, 18));
	printf("%.9s\n", text);
}

int main(void)
{
	int ends[2], sockets[2];
	queues();
	int memory = memfd_create("x", MFD_ALLOW_SEALING);
	again("memfd", memory);
	CHECK(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE) == 0);
	again("sealed memfd", memory);
	CHECK(pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
	again("pipe, read end", ends[0]);
	again("pipe, write end", ends[1]);
	again("unix socket", sockets[0]);
	again("internet socket", socket(AF_INET, SOCK_STREAM, 0));
	int file = open("file", O_RDWR | O_CREAT, 0600);
	unlink("file");
	again("deleted file", file);
	mkdir("directory", 0700);
	int directory = open("directory", O_RDONLY);
	again("directory", directory);
	rmdir("directory");
	again("deleted directory", directory);
	again("temporary file", open(".", O_TMPFILE | O_RDWR, 0600));
	sigset_t none;
	sigemptyset(&none);
	again("epoll", epoll_create1(0));
	again("eventfd", eventfd(0, 0));
	again("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
	again("signalfd", signalfd(-1, &none, 0));
	again("inotify", inotify_init());
	again("pid descriptor", syscall(SYS_pidfd_open, getpid(), 0));
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(grantpt(master) == 0 && unlockpt(master) == 0);
	again("terminal", open(ptsname(master), O_RDWR | O_NOCTTY));
	again("/dev/null", open("/dev/null", O_RDWR));
	again("path of /dev/null", open("/dev/null", O_PATH));
	CHECK(mkfifo("fifo", 0600) == 0 && symlink("nowhere", "link") == 0);
	again("FIFO", open("fifo", O_RDWR));
	again("path of a link", open("link", O_PATH | O_NOFOLLOW));
	struct sockaddr_un address = {AF_UNIX, "socket"};
	CHECK(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&address, sizeof address) == 0);
	again("path of a socket", open("socket", O_PATH));
	again("file of proc", open("/proc/self/status", O_RDONLY));
	again("namespace", open("/proc/self/ns/uts", O_RDONLY));

	int writer = open(name_of(ends[0]), O_WRONLY);
	char text[8];
	SHOW(write(writer, "hi", 2));
	SHOW(read(ends[0], text, sizeof text));
	return 0;
}
