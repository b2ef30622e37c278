// Calls that are meant for regular files, on descriptors of every kind.
#include "behaviour.h"
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#include <unistd.h>

static void say(const char *kind, const char *call, long result)
{
	printf("%s: %s = %s\n", kind, call, result < 0 ? strerrorname_np(errno) : "fine");
}
#define SAY(call) say(kind, #call, call)

static void try(const char *kind, int fd)
{
	char bytes[100];
	int pipe_[2];
	pipe(pipe_);
	write(pipe_[1], "abc", 3);
	SAY(flistxattr(fd, bytes, 100));
	SAY(fgetxattr(fd, "user.a", bytes, 10));
	SAY(fgetxattr(fd, "security.a", bytes, 10));
	SAY(fsetxattr(fd, "user.a", "b", 1, 0));
	SAY(fremovexattr(fd, "user.zzz"));
	SAY(readahead(fd, 0, 10));
	SAY(-(errno = posix_fadvise(fd, 0, 10, POSIX_FADV_DONTNEED)));
	SAY(sync_file_range(fd, 0, 10, 0));
	SAY(fallocate(fd, 0, 0, 10));
	SAY(fcntl(fd, F_GET_RW_HINT, bytes));
	SAY(fcntl(fd, F_GETPIPE_SZ));
	SAY(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
	SAY(fdatasync(fd));
	SAY(syncfs(fd));
	SAY(ftruncate(fd, 0));
	SAY(lseek(fd, 0, SEEK_DATA));
	SAY(syscall(SYS_getdents64, fd, bytes, 100));
	struct flock lock = {.l_type = F_RDLCK};
	SAY(fcntl(fd, F_SETLK, &lock));
	SAY(lockf(fd, F_TEST, 1));
	SAY(splice(pipe_[0], 0, fd, 0, 1, SPLICE_F_NONBLOCK));
	off_t zero = 0;
	SAY(splice(fd, &zero, pipe_[1], 0, 0, SPLICE_F_NONBLOCK));
	SAY(tee(fd, pipe_[1], 0, SPLICE_F_NONBLOCK));
	SAY(sendfile(fd, pipe_[0], NULL, 0));
	SAY(fchdir(fd));
	SAY(fexecve(fd, (char *[]){"x", NULL}, (char *[]){NULL}));
	close(pipe_[0]), close(pipe_[1]);
}

int main(void)
{
	int pair[2], sockets[2];
	sigset_t set;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	pipe(pair);
	try("pipe read", pair[0]);
	try("pipe write", pair[1]);
	socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
	try("socket", sockets[0]);
	try("eventfd", eventfd(1, EFD_NONBLOCK));
	try("epoll", epoll_create1(0));
	try("timerfd", timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
	try("signalfd", signalfd(-1, &set, SFD_NONBLOCK));
	try("inotify", inotify_init1(IN_NONBLOCK));
	try("memfd", memfd_create("m", 0));
	try("sealable memfd", memfd_create("m", MFD_ALLOW_SEALING));
	try("queue", mq_open("/odd_calls", O_CREAT | O_RDWR | O_NONBLOCK, 0600, NULL));
	mq_unlink("/odd_calls");
	try("directory", open(".", O_RDONLY));
	try("null", open("/dev/null", O_RDWR));
	try("zero", open("/dev/zero", O_RDWR));
	try("terminal", posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK));
	try("file of proc", open("/proc/self/status", O_RDONLY));
	try("path", open(".", O_PATH));
	try("file", open("file", O_RDWR | O_CREAT, 0644));
	unlink("file");
}
