// slow
// needs: root
/* What sendmsg and recvmsg can fail with, and the last errors of calls that other calls are twins of. */
#include "errors.h"
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/xattr.h>

static char data[300000];
static struct iovec vector[1100] = {{data, 1}};
static struct msghdr m = {.msg_iov = vector, .msg_iovlen = 1};
static int s[2];

static void pair(int type)
{
	CHECK(socketpair(AF_UNIX, type, 0, s) == 0);
}

static void messages(void)
{
	struct sockaddr_un name = {AF_UNIX, "receiver"};
	struct sockaddr_in dead = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof dead;
	int r = socket(AF_UNIX, SOCK_DGRAM, 0), u = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
	signal(SIGPIPE, SIG_IGN);
	CHECK(bind(r, (void *)&name, sizeof name) == 0 && chmod("receiver", 0600) == 0);
	CHECK(bind(u, (void *)&dead, sizeof dead) == 0 && getsockname(u, (void *)&dead, &size) == 0 && connect(c, (void *)&dead, sizeof dead) == 0);
	close(u);
	TRY("recvmsg", ECONNREFUSED, (send(c, "x", 1, 0), usleep(10000), recvmsg(c, &m, 0)));
	TRY("recvmsg", ENOTCONN, recvmsg(socket(AF_INET, SOCK_STREAM, 0), &m, 0));
	TRY("sendmsg", EDESTADDRREQ, sendmsg(socket(AF_INET, SOCK_DGRAM, 0), &m, 0));
	m.msg_namelen = -1, m.msg_name = &name;
	TRY("sendmsg", EINVAL, sendmsg(c, &m, 0));
	TRY("recvmsg", EINVAL, recvmsg(c, &m, MSG_DONTWAIT));
	m.msg_namelen = sizeof name;
	as_user();
	TRY("sendmsg", EACCES, sendmsg(socket(AF_UNIX, SOCK_DGRAM, 0), &m, 0));
	as_root();
	pair(SOCK_STREAM);
	TRY("sendmsg", EISCONN, sendmsg(s[0], &m, 0));
	m.msg_name = NULL, m.msg_namelen = 0, m.msg_iovlen = 1100;
	TRY("sendmsg", EMSGSIZE, sendmsg(s[0], &m, 0));
	m.msg_iovlen = 1;
	interrupt_soon();
	TRY("recvmsg", EINTR, recvmsg(s[0], &m, 0));
	while (send(s[0], data, sizeof data, MSG_DONTWAIT) > 0)
		;
	TRY("sendmsg", EAGAIN, sendmsg(s[0], &m, MSG_DONTWAIT));
	interrupt_soon();
	TRY("sendmsg", EINTR, sendmsg(s[0], &m, 0));
	pair(SOCK_STREAM);
	TRY("sendmsg", EPIPE, (close(s[1]), sendmsg(s[0], &m, 0)));
	int tl = socket(AF_INET, SOCK_STREAM, 0), tc = socket(AF_INET, SOCK_STREAM, 0);
	dead.sin_port = 0;
	CHECK(bind(tl, (void *)&dead, sizeof dead) == 0 && listen(tl, 1) == 0 && getsockname(tl, (void *)&dead, &size) == 0 && connect(tc, (void *)&dead, sizeof dead) == 0);
	TRY("sendmsg", ECONNRESET, (connect(tc, &(struct sockaddr){AF_UNSPEC}, sizeof(struct sockaddr)), sendmsg(tc, &m, 0)));
	pair(SOCK_SEQPACKET);
	TRY("sendmsg", EOPNOTSUPP, sendmsg(s[0], &m, MSG_OOB));
	int l = socket(AF_UNIX, SOCK_STREAM, 0), a = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un other = {AF_UNIX, "listener2"};
	CHECK(bind(l, (void *)&other, sizeof other) == 0 && listen(l, 1) == 0);
	interrupt_soon();
	TRY("accept4", EINTR, accept4(l, NULL, NULL, 0));
	CHECK(connect(a, (void *)&other, sizeof other) == 0);
	TRY("accept4", EFAULT, accept4(l, BAD, BAD, 0));
}

static void attributes(void)
{
	int fd = open("file", O_RDONLY), device = open("/dev/null", O_RDONLY), proc = open("/proc/version", O_RDONLY);
	CHECK(setxattr("file", "user.a", "value", 5, 0) == 0);
	TRY("lsetxattr", EEXIST, lsetxattr("file", "user.a", "v", 1, XATTR_CREATE));
	TRY("lsetxattr", ENODATA, lsetxattr("file", "user.b", "v", 1, XATTR_REPLACE));
	TRY("lsetxattr", ENOSPC, lsetxattr("file", "user.c", data, 60000, 0));
	TRY("fsetxattr", ENOSPC, fsetxattr(fd, "user.c", data, 60000, 0));
	TRY("fsetxattr", ENOTSUP, fsetxattr(fd, "nospace.a", "v", 1, 0));
	TRY("fsetxattr", ERANGE, fsetxattr(fd, "", "v", 1, 0));
	TRY("fsetxattr", EPERM, fsetxattr(device, "user.a", "v", 1, 0));
	TRY("lgetxattr", ENOTSUP, lgetxattr("file", "nospace.a", data, 1));
	TRY("lgetxattr", ERANGE, lgetxattr("file", "user.a", data, 1));
	TRY("fgetxattr", ENOTSUP, fgetxattr(proc, "user.a", data, 1));
	TRY("lremovexattr", ENOTSUP, lremovexattr("file", "nospace.a"));
	TRY("fremovexattr", ENOTSUP, fremovexattr(fd, "nospace.a"));
}

static void limits(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600), ends[2];
	struct sembuf up = {0, 32767, 0}, down = {0, -1, 0};
	sigset_t set;
	sigemptyset(&set);
	TRY("semtimedop", ERANGE, (semtimedop(id, &up, 1, NULL), semtimedop(id, &up, 1, NULL)));
	as_user();
	TRY("semtimedop", EACCES, semtimedop(id, &down, 1, NULL));
	TRY("timerfd_create", EPERM, timerfd_create(CLOCK_REALTIME_ALARM, 0));
	as_root();
	semctl(id, 0, SETVAL, 0);
	pid_t pid = fork();
	if (pid == 0) {
		usleep(100000);
		semctl(id, 0, IPC_RMID);
		_exit(0);
	}
	TRY("semtimedop", EIDRM, semtimedop(id, &down, 1, NULL));
	wait_status(pid);
	TRY("futimesat", EBADF, futimesat(77, "file", NULL));
	TRY("futimesat", ENOTDIR, futimesat(open("file", O_PATH), "file", NULL));
	int sealed = memfd_create("m", MFD_ALLOW_SEALING);
	TRY("pwrite", EPERM, (fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE), pwrite(sealed, "x", 1, 0)));
	signal(SIGXFSZ, SIG_IGN);
	CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){10, RLIM_INFINITY}) == 0);
	TRY("pwrite", EFBIG, pwrite(open("file", O_WRONLY), "x", 1, 10));
	CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY}) == 0);
	TRY("copy_file_range", EOVERFLOW, copy_file_range(open("file", O_RDONLY), &(loff_t){-1}, open("full/x", O_WRONLY), NULL, 5, 0));
	int here = open(".", O_RDONLY);
	long_name[200] = 0;
	for (int i = 0; i < 25; i++)
		CHECK(mkdir(long_name, 0755) == 0 && chdir(long_name) == 0);
	TRY("getcwd", ENAMETOOLONG, syscall(SYS_getcwd, data, sizeof data));
	CHECK(fchdir(here) == 0);
	int v = epoll_create1(0), p[2];
	CHECK(pipe(p) == 0 && write(p[1], "x", 1) == 1 && epoll_ctl(v, EPOLL_CTL_ADD, p[0], &(struct epoll_event){EPOLLIN}) == 0);
	TRY("epoll_pwait", EFAULT, epoll_pwait(v, BAD, 1, 0, NULL));
	char *locked = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(munmap(locked + 8192, 8192) == 0 && mlock(locked, 8192) == 0);
	CHECK(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){8192, 1 << 20}) == 0);
	as_user();
	TRY("mremap", EAGAIN, (long)mremap(locked, 8192, 16384, MREMAP_MAYMOVE));
	as_root();
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un name = {AF_UNIX, "listener3"};
	CHECK(bind(l, (void *)&name, sizeof name) == 0 && listen(l, 1) == 0 && connect(c, (void *)&name, sizeof name) == 0);
	descriptors(3);
	TRY("accept4", EMFILE, accept4(l, NULL, NULL, 0));
	TRY("pipe2", EMFILE, pipe2(ends, 0));
	TRY("signalfd", EMFILE, signalfd(-1, &set, 0));
	TRY("timerfd_create", EMFILE, timerfd_create(CLOCK_MONOTONIC, 0));
	descriptors(1024);
}

int main(void)
{
	setup();
	messages();
	attributes();
	limits();
	cleanup();
	return 0;
}
