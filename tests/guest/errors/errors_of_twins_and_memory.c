// slow
// needs: root
/* What the other forms of calls can fail with, those that take a descriptor, several buffers or a time; and what changes mappings. */
#include "errors.h"
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <utime.h>

static char data[8192];

static void positions(int fd, int wo)
{
	int ends[2];
	CHECK(pipe(ends) == 0);
	TRY("pread", EBADF, pread(77, data, 10, 0));
	TRY("pread", EFAULT, (pwrite(fd, "abc", 3, 0), pread(fd, BAD, 3, 0)));
	TRY("pread", EINVAL, pread(fd, data, 10, -1));
	TRY("pread", EISDIR, pread(open("dir", O_RDONLY), data, 10, 0));
	TRY("pread", ESPIPE, pread(ends[0], data, 10, 0));
	TRY("pwrite", EBADF, pwrite(open("file", O_RDONLY), data, 10, 0));
	TRY("pwrite", EFAULT, pwrite(fd, BAD, 10, 0));
	TRY("pwrite", EINVAL, pwrite(fd, data, 10, -1));
	TRY("pwrite", ESPIPE, pwrite(ends[1], data, 10, 0));
	TRY("pwrite", ENOSPC, pwrite(open("small/all", O_CREAT | O_WRONLY, 0644), data, 10, (fallocate(open("small/all", O_CREAT | O_WRONLY, 0644), 0, 0, 65536), 1 << 20)));
	TRY("preadv", EINVAL, preadv(fd, &(struct iovec){data, -1}, 1, 0));
	TRY("pwritev", EINVAL, pwritev(fd, &(struct iovec){data, 1}, 1, -5));
	(void)wo;
}

static void names(void)
{
	TRY("renameat", EBADF, renameat(77, "file", AT_FDCWD, "x"));
	TRY("renameat", ENOTDIR, renameat(open("file", O_PATH), "file", AT_FDCWD, "x"));
	TRY("renameat", EINVAL, renameat(AT_FDCWD, "dir", AT_FDCWD, "dir/x"));
	TRY("renameat", ENOENT, renameat(AT_FDCWD, "none", AT_FDCWD, "x"));
	TRY("renameat", EXDEV, renameat(AT_FDCWD, "file", AT_FDCWD, "mnt/x"));
	TRY("renameat", EROFS, renameat(AT_FDCWD, "ro/file", AT_FDCWD, "ro/x"));
	TRY("renameat", EISDIR, renameat(AT_FDCWD, "file", AT_FDCWD, "dir"));
	TRY("renameat", ENOTEMPTY, renameat(AT_FDCWD, "dir", AT_FDCWD, "full"));
	TRY("renameat", ELOOP, renameat(AT_FDCWD, "loop/x", AT_FDCWD, "x"));
	TRY("renameat", EFAULT, renameat(AT_FDCWD, BAD, AT_FDCWD, "x"));
	TRY("renameat", ENAMETOOLONG, renameat(AT_FDCWD, "file", AT_FDCWD, long_path));
	TRY("renameat", EBUSY, renameat(AT_FDCWD, "mnt", AT_FDCWD, "x"));
	TRY("faccessat2", EINVAL, syscall(SYS_faccessat2, AT_FDCWD, "file", 8, 0));
	TRY("faccessat2", EBADF, syscall(SYS_faccessat2, 77, "file", R_OK, 0));
	TRY("faccessat2", ENOENT, syscall(SYS_faccessat2, AT_FDCWD, "none", R_OK, AT_EACCESS));
	TRY("faccessat2", ENOTDIR, syscall(SYS_faccessat2, AT_FDCWD, "file/x", R_OK, 0));
	TRY("faccessat2", ELOOP, syscall(SYS_faccessat2, AT_FDCWD, "loop", R_OK, 0));
	TRY("faccessat2", EFAULT, syscall(SYS_faccessat2, AT_FDCWD, BAD, R_OK, 0));
	TRY("faccessat2", ENAMETOOLONG, syscall(SYS_faccessat2, AT_FDCWD, long_path, R_OK, 0));
	TRY("faccessat2", EROFS, syscall(SYS_faccessat2, AT_FDCWD, "ro/file", W_OK, 0));
	TRY("utimes", ENOENT, utimes("none", NULL));
	TRY("utimes", EROFS, utimes("ro/file", NULL));
	TRY("lsetxattr", ENOTSUP, lsetxattr("file", "nospace.a", "v", 1, 0));
	TRY("lsetxattr", EPERM, lsetxattr("loop", "user.a", "v", 1, 0));
	TRY("lsetxattr", ERANGE, lsetxattr("file", "", "v", 1, 0));
	TRY("fsetxattr", EEXIST, (setxattr("file", "user.a", "value", 5, 0), fsetxattr(open("file", O_RDONLY), "user.a", "v", 1, XATTR_CREATE)));
	TRY("fsetxattr", ENODATA, fsetxattr(open("file", O_RDONLY), "user.b", "v", 1, XATTR_REPLACE));
	TRY("fgetxattr", ENODATA, fgetxattr(open("file", O_RDONLY), "user.b", data, 1));
	TRY("fgetxattr", ERANGE, fgetxattr(open("file", O_RDONLY), "user.a", data, 1));
	TRY("lgetxattr", ENODATA, lgetxattr("file", "user.b", data, 1));
	TRY("flistxattr", ERANGE, flistxattr(open("file", O_RDONLY), data, 1));
	TRY("llistxattr", ERANGE, llistxattr("file", data, 1));
	TRY("fremovexattr", ENODATA, fremovexattr(open("file", O_RDONLY), "user.b"));
	TRY("lremovexattr", ENODATA, lremovexattr("file", "user.b"));
	as_user();
	TRY("renameat", EACCES, renameat(AT_FDCWD, "closed/x", AT_FDCWD, "x"));
	TRY("renameat", EPERM, renameat(AT_FDCWD, "sticky/root", AT_FDCWD, "sticky/x"));
	TRY("faccessat2", EACCES, syscall(SYS_faccessat2, AT_FDCWD, "closed/x", R_OK, AT_EACCESS));
	TRY("utimes", EACCES, utimes("file", NULL));
	TRY("utimes", EPERM, utimes("file", (struct timeval[2]){{1, 0}, {1, 0}}));
	as_root();
}

static void sockets(void)
{
	int s[2], l = socket(AF_UNIX, SOCK_STREAM, 0);
	struct mmsghdr m = {.msg_hdr = {.msg_iov = &(struct iovec){data, 1}, .msg_iovlen = 1}};
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	TRY("accept4", EINVAL, accept4(l, NULL, NULL, 1));
	TRY("accept4", EBADF, accept4(77, NULL, NULL, 0));
	TRY("accept4", ENOTSOCK, accept4(0, NULL, NULL, 0));
	TRY("accept4", EOPNOTSUPP, accept4(socket(AF_UNIX, SOCK_DGRAM, 0), NULL, NULL, 0));
	CHECK(bind(l, (void *)&(struct sockaddr_un){AF_UNIX, "listener"}, sizeof(struct sockaddr_un)) == 0 && listen(l, 1) == 0 && fcntl(l, F_SETFL, O_NONBLOCK) == 0);
	TRY("accept4", EAGAIN, accept4(l, NULL, NULL, 0));
	TRY("sendmsg", EBADF, sendmsg(77, &m.msg_hdr, 0));
	TRY("sendmsg", EFAULT, sendmsg(s[0], BAD, 0));
	TRY("sendmsg", ENOTSOCK, sendmsg(0, &m.msg_hdr, 0));
	TRY("sendmsg", ENOTCONN, sendmsg(socket(AF_UNIX, SOCK_STREAM, 0), &m.msg_hdr, 0));
	TRY("sendmmsg", EBADF, sendmmsg(77, &m, 1, 0));
	TRY("recvmsg", EBADF, recvmsg(77, &m.msg_hdr, 0));
	TRY("recvmsg", EAGAIN, recvmsg(s[0], &m.msg_hdr, MSG_DONTWAIT));
	TRY("recvmsg", EFAULT, recvmsg(s[0], BAD, MSG_DONTWAIT));
	TRY("recvmsg", ENOTSOCK, recvmsg(0, &m.msg_hdr, 0));
	TRY("recvmmsg", EINVAL, recvmmsg(s[0], &m, 1, 0, &(struct timespec){-1, 0}));
	TRY("pipe2", EINVAL, pipe2(s, 1));
	TRY("pipe2", EFAULT, pipe2(BAD, 0));
}

static void waiting(void)
{
	struct timespec wrong = {0, -1};
	sigset_t set;
	fd_set r;
	sigemptyset(&set);
	FD_ZERO(&r);
	FD_SET(60, &r); /* nobody has it */
	TRY("ppoll", EINVAL, ppoll(NULL, 0, &wrong, NULL));
	TRY("ppoll", EFAULT, ppoll(BAD, 1, NULL, NULL));
	TRY("pselect", EBADF, pselect(61, &r, NULL, NULL, NULL, NULL));
	TRY("pselect", EINVAL, pselect(0, NULL, NULL, NULL, &wrong, NULL));
	interrupt_soon();
	TRY("ppoll", EINTR, ppoll(NULL, 0, NULL, NULL));
	interrupt_soon();
	TRY("pselect", EINTR, pselect(0, NULL, NULL, NULL, NULL, NULL));
	TRY("epoll_pwait", EBADF, epoll_pwait(77, (void *)data, 1, 0, NULL));
	TRY("epoll_pwait", EINVAL, epoll_pwait(0, (void *)data, 1, 0, NULL));
	interrupt_soon();
	TRY("epoll_pwait", EINTR, epoll_pwait(epoll_create1(0), (void *)data, 1, -1, NULL));
	TRY("signalfd", EBADF, signalfd(77, &set, 0));
	TRY("signalfd", EINVAL, signalfd(0, &set, 0));
	TRY("timerfd_create", EINVAL, timerfd_create(99, 0));
	TRY("timerfd_settime", EBADF, timerfd_settime(77, 0, &(struct itimerspec){{0}}, NULL));
	TRY("timerfd_settime", EFAULT, timerfd_settime(timerfd_create(CLOCK_MONOTONIC, 0), 0, BAD, NULL));
	TRY("timerfd_settime", EINVAL, timerfd_settime(timerfd_create(CLOCK_MONOTONIC, 0), 0, &(struct itimerspec){{0}, {0, -1}}, NULL));
	int id = semget(IPC_PRIVATE, 1, 0600);
	struct sembuf op = {0, -1, 0};
	TRY("semtimedop", EAGAIN, semtimedop(id, &op, 1, &(struct timespec){0, 10000000}));
	TRY("semtimedop", EINVAL, semtimedop(-1, &op, 1, NULL));
	TRY("semtimedop", E2BIG, semtimedop(id, &op, 1000, NULL));
	TRY("semtimedop", EFBIG, semtimedop(id, &(struct sembuf){9, -1, 0}, 1, NULL));
	TRY("semtimedop", EFAULT, semtimedop(id, BAD, 1, NULL));
	interrupt_soon();
	TRY("semtimedop", EINTR, semtimedop(id, &op, 1, NULL));
	semctl(id, 0, IPC_RMID);
}

static void mappings(void)
{
	char *p = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	TRY("mprotect", EINVAL, mprotect(p + 1, 4096, PROT_READ));
	TRY("mprotect", EACCES, mprotect(mmap(NULL, 4096, PROT_READ, MAP_SHARED, open("file", O_RDONLY), 0), 4096, PROT_WRITE));
	CHECK(munmap(p + 8192, 4096) == 0);
	TRY("mprotect", ENOMEM, mprotect(p, 16384, PROT_READ));
	TRY("mremap", EINVAL, (long)mremap(p + 1, 4096, 8192, 0));
	TRY("mremap", EFAULT, (long)mremap(p, 16384, 8192 * 4, MREMAP_MAYMOVE));
	TRY("mremap", ENOMEM, (long)mremap(p, 8192, 16384, 0));
	TRY("mlock2", EINVAL, mlock2(p, 4096, 77));
	TRY("mlock2", ENOMEM, mlock2(p, 16384, 0));
	TRY("munlock", ENOMEM, munlock(p, 16384));
	TRY("munlock", EINVAL, munlock(p, -4096));
	TRY("mlockall", EINVAL, mlockall(0));
	CHECK(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, 1 << 20}) == 0);
	as_user();
	TRY("mlockall", EPERM, mlockall(MCL_CURRENT));
	TRY("mlock2", EPERM, mlock2(p, 4096, 0));
	CHECK(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){8192, 1 << 20}) == 0);
	TRY("mlockall", ENOMEM, mlockall(MCL_CURRENT));
	TRY("setregid", EPERM, setregid(4242, -1));
	TRY("setresgid", EPERM, setresgid(4242, -1, -1));
	TRY("setgroups", EPERM, setgroups(0, NULL));
	as_root();
	TRY("getgroups", EINVAL, (setgroups(2, (gid_t[2]){1, 2}), getgroups(1, (void *)data)));
	TRY("getgroups", EFAULT, getgroups(5, BAD));
}

int main(void)
{
	setup();
	int fd = open("file", O_RDWR), wo = open("file", O_WRONLY);
	positions(fd, wo);
	names();
	sockets();
	waiting();
	mappings();
	cleanup();
	return 0;
}
