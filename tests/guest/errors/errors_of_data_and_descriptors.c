// needs: root
/* What calls on open descriptors can fail with. */
#include "errors.h"
#include <dirent.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

static char data[8192];

static void reading_and_writing(int fd, int ro, int wo, int path)
{
	int ends[2], broken[2];
	struct iovec bad = {data, -1}, good = {data, 10};
	struct rlimit small = {10, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
	CHECK(pipe2(ends, O_NONBLOCK) == 0 && pipe(broken) == 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	TRY("read", EBADF, read(77, data, 10));
	TRY("read", EBADF, read(wo, data, 10));
	TRY("read", EBADF, read(path, data, 10));
	TRY("read", EFAULT, (write(fd, "abc", 3), pread(fd, BAD, 3, 0)));
	TRY("read", EISDIR, read(open("dir", O_RDONLY), data, 10));
	TRY("read", EAGAIN, read(ends[0], data, 10));
	TRY("read", EINVAL, read(epoll_create1(0), data, 10));
	interrupt_soon();
	TRY("read", EINTR, read(broken[0], data, 10));
	TRY("write", EBADF, write(77, data, 10));
	TRY("write", EBADF, write(ro, data, 10));
	TRY("write", EFAULT, write(fd, BAD, 10));
	TRY("write", EAGAIN, (fcntl(ends[1], F_SETPIPE_SZ, 4096), write(ends[1], data, 4096), write(ends[1], data, 4096)));
	TRY("write", EINVAL, write(epoll_create1(0), data, 10));
	close(broken[0]);
	TRY("write", EPIPE, write(broken[1], data, 10));
	CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
	TRY("write", EFBIG, pwrite(fd, data, 10, 10));
	TRY("truncate", EFBIG, truncate("file", 100));
	TRY("ftruncate", EFBIG, ftruncate(fd, 100));
	TRY("fallocate", EFBIG, fallocate(fd, 0, 0, 100));
	CHECK(setrlimit(RLIMIT_FSIZE, &all) == 0);
	TRY("write", EPERM, ({
		    int m = memfd_create("m", MFD_ALLOW_SEALING);
		    fcntl(m, F_ADD_SEALS, F_SEAL_WRITE);
		    write(m, data, 10);
	    }));
	TRY("write", ENOSPC, ({
		    int s = open("small/big", O_CREAT | O_WRONLY, 0644), n = 0;
		    while (n < 100 && write(s, data, 4096) == 4096)
			    n++;
		    write(s, data, 4096);
	    }));
	TRY("fallocate", ENOSPC, fallocate(open("small/big", O_RDWR), 0, 0, 1 << 20));
	TRY("write", EDESTADDRREQ, write(socket(AF_INET, SOCK_DGRAM, 0), data, 10));
	interrupt_soon();
	TRY("write", EINTR, ({
		    int full[2];
		    CHECK(pipe(full) == 0);
		    fcntl(full[1], F_SETPIPE_SZ, 4096);
		    write(full[1], data, 4096);
		    write(full[1], data, 10);
	    }));
	TRY("readv", EINVAL, readv(fd, &good, -1));
	TRY("readv", EINVAL, readv(fd, &bad, 1));
	TRY("writev", EINVAL, writev(fd, &bad, 1));
	TRY("writev", EINVAL, writev(fd, &good, 1025));
	TRY("preadv2", EOPNOTSUPP, preadv2(fd, &good, 1, 0, 1 << 20));
	TRY("preadv2", EINVAL, preadv2(fd, &bad, 1, 0, 0));
	TRY("pwritev2", EOPNOTSUPP, pwritev2(fd, &good, 1, 0, 1 << 20));
	TRY("pwritev2", EINVAL, pwritev2(fd, &bad, 1, 0, 0));
	TRY("pread", EINVAL, pread(fd, data, 10, -1));
	TRY("pread", ESPIPE, pread(ends[0], data, 10, 0));
	TRY("pwrite", EINVAL, pwrite(fd, data, 10, -1));
	TRY("pwrite", ESPIPE, pwrite(ends[1], data, 10, 0));
	TRY("lseek", EBADF, lseek(77, 0, SEEK_SET));
	TRY("lseek", EINVAL, lseek(fd, 0, 99));
	TRY("lseek", EINVAL, lseek(fd, -1, SEEK_SET));
	TRY("lseek", ENXIO, lseek(fd, 1 << 20, SEEK_DATA));
	TRY("lseek", ESPIPE, lseek(ends[0], 0, SEEK_SET));
	TRY("truncate", EINVAL, truncate("file", -1));
	TRY("truncate", EINVAL, truncate("fifo", 0));
	TRY("truncate", EISDIR, truncate("dir", 0));
	TRY("truncate", ETXTBSY, truncate("/proc/self/exe", 0));
	TRY("truncate", EFBIG, truncate("file", 1L << 60));
	TRY("ftruncate", EBADF, ftruncate(77, 0));
	TRY("ftruncate", EINVAL, ftruncate(ro, 0));
	TRY("ftruncate", EINVAL, ftruncate(ends[1], 0));
	TRY("ftruncate", EPERM, ({
		    int m = memfd_create("m", MFD_ALLOW_SEALING);
		    fcntl(m, F_ADD_SEALS, F_SEAL_GROW);
		    ftruncate(m, 100);
	    }));
	TRY("fallocate", EBADF, fallocate(77, 0, 0, 10));
	TRY("fallocate", EBADF, fallocate(ro, 0, 0, 10));
	TRY("fallocate", EINVAL, fallocate(fd, 0, -1, 10));
	TRY("fallocate", EINVAL, fallocate(fd, 0, 0, 0));
	TRY("fallocate", EFBIG, fallocate(fd, 0, 1L << 60, 10));
	TRY("fallocate", ENODEV, fallocate(open("/dev/null", O_RDWR), 0, 0, 10));
	TRY("fallocate", EOPNOTSUPP, fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 10));
	TRY("fallocate", ESPIPE, fallocate(ends[1], 0, 0, 10));
	TRY("fallocate", EPERM, ({
		    int m = memfd_create("m", MFD_ALLOW_SEALING);
		    fcntl(m, F_ADD_SEALS, F_SEAL_WRITE);
		    fallocate(m, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 10);
	    }));
}

static void descriptor_calls(int fd, int ro, int path)
{
	int ends[2];
	struct flock lock = {.l_type = F_WRLCK}, bad = {.l_type = 9};
	CHECK(pipe(ends) == 0);
	TRY("close", EBADF, close(77));
	TRY("close_range", EINVAL, close_range(10, 5, 0));
	TRY("close_range", EINVAL, close_range(900, 901, 1 << 20));
	TRY("dup", EBADF, dup(77));
	TRY("dup2", EBADF, dup2(77, 5));
	TRY("dup2", EBADF, dup2(fd, -1));
	TRY("dup3", EINVAL, dup3(fd, fd, 0));
	TRY("dup3", EINVAL, dup3(fd, 50, 1));
	TRY("fsync", EBADF, fsync(77));
	TRY("fsync", EINVAL, fsync(ends[0]));
	TRY("fdatasync", EBADF, fdatasync(77));
	TRY("fdatasync", EINVAL, fdatasync(ends[0]));
	TRY("syncfs", EBADF, syncfs(77));
	TRY("sync_file_range", EBADF, sync_file_range(77, 0, 0, 0));
	TRY("sync_file_range", EINVAL, sync_file_range(fd, 0, 0, 77));
	TRY("sync_file_range", ESPIPE, sync_file_range(ends[0], 0, 0, 0));
	TRY("posix_fadvise", EBADF, ((errno = posix_fadvise(77, 0, 0, 0)), -1));
	TRY("posix_fadvise", EINVAL, ((errno = posix_fadvise(fd, 0, 0, 77)), -1));
	TRY("posix_fadvise", ESPIPE, ((errno = posix_fadvise(ends[0], 0, 0, 0)), -1));
	TRY("readahead", EBADF, readahead(77, 0, 10));
	TRY("readahead", EINVAL, readahead(ends[0], 0, 10));
	TRY("getdents", EBADF, syscall(SYS_getdents64, 77, data, 100));
	TRY("getdents", EFAULT, syscall(SYS_getdents64, open("dir", O_RDONLY), BAD, 1000));
	TRY("getdents", EINVAL, syscall(SYS_getdents64, open("dir", O_RDONLY), data, 1));
	TRY("getdents", ENOTDIR, syscall(SYS_getdents64, fd, data, 100));
	TRY("getdents", ENOENT, ({
		    mkdir("gone", 0755);
		    int d = open("gone", O_RDONLY);
		    rmdir("gone");
		    syscall(SYS_getdents64, d, data, 1000);
	    }));
	TRY("flock", EBADF, flock(77, LOCK_SH));
	TRY("flock", EINVAL, flock(fd, 77));
	TRY("flock", EWOULDBLOCK, (flock(fd, LOCK_EX), flock(ro, LOCK_EX | LOCK_NB)));
	interrupt_soon();
	TRY("flock", EINTR, flock(ro, LOCK_EX));
	flock(fd, LOCK_UN);
	TRY("fcntl", EBADF, fcntl(77, F_GETFD));
	TRY("fcntl", EBADF, fcntl(ro, F_SETLK, &lock));
	TRY("fcntl", EBADF, fcntl(path, F_SETFL, 0));
	TRY("fcntl", EFAULT, fcntl(fd, F_SETLK, BAD));
	TRY("fcntl", EINVAL, fcntl(fd, F_SETLK, &bad));
	TRY("fcntl", EINVAL, fcntl(fd, 9999, 0));
	TRY("fcntl", EINVAL, fcntl(fd, F_DUPFD, -1));
	TRY("fcntl", EINVAL, fcntl(fd, F_SETSIG, 99));
	TRY("fcntl", ENOTDIR, fcntl(fd, F_NOTIFY, DN_CREATE));
	TRY("fcntl", EAGAIN, fcntl(ro, F_OFD_SETLK, (fcntl(fd, F_OFD_SETLK, &lock), &(struct flock){.l_type = F_RDLCK})));
	lock.l_type = F_UNLCK;
	fcntl(fd, F_OFD_SETLK, &lock);
	TRY("fcntl", EBUSY, ({
		    char *map;
		    int m = memfd_create("m", MFD_ALLOW_SEALING);
		    ftruncate(m, 4096);
		    map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0);
		    CHECK(map != MAP_FAILED);
		    fcntl(m, F_ADD_SEALS, F_SEAL_WRITE);
	    }));
	TRY("fcntl", EBUSY, (write(ends[1], data, 8192), fcntl(ends[1], F_SETPIPE_SZ, 4096)));
	TRY("fcntl", EPERM, ({
		    int m = memfd_create("m", 0);
		    fcntl(m, F_ADD_SEALS, F_SEAL_WRITE);
	    }));
	as_user();
	TRY("fcntl", EPERM, fcntl(ro, F_SETFL, O_NOATIME));
	TRY("fcntl", EACCES, fcntl(ro, F_SETLEASE, F_RDLCK));
	as_root();
	TRY("ioctl", EBADF, ioctl(77, FIONREAD, data));
	TRY("ioctl", EFAULT, ioctl(fd, FIONREAD, BAD));
	TRY("ioctl", ENOTTY, ioctl(fd, TIOCGWINSZ, data));
	TRY("pipe", EFAULT, pipe(BAD));
	TRY("pipe", EINVAL, pipe2(ends, 1 << 20));
	TRY("memfd_create", EFAULT, memfd_create(BAD, 0));
	TRY("memfd_create", EINVAL, memfd_create("m", 1 << 20));
	TRY("inotify_init", EINVAL, inotify_init1(1));
	TRY("inotify_add_watch", EBADF, inotify_add_watch(77, "file", IN_OPEN));
	TRY("inotify_add_watch", EINVAL, inotify_add_watch(fd, "file", IN_OPEN));
	TRY("inotify_add_watch", EINVAL, inotify_add_watch(inotify_init(), "file", 0));
	TRY("inotify_add_watch", EEXIST, ({
		    int i = inotify_init();
		    inotify_add_watch(i, "file", IN_OPEN);
		    inotify_add_watch(i, "file", IN_OPEN | IN_MASK_CREATE);
	    }));
	TRY("inotify_add_watch", ENOTDIR, inotify_add_watch(inotify_init(), "file", IN_OPEN | IN_ONLYDIR));
	TRY("inotify_rm_watch", EBADF, inotify_rm_watch(77, 1));
	TRY("inotify_rm_watch", EINVAL, inotify_rm_watch(inotify_init(), 1));
}

static void transfers(int fd, int ro, int wo)
{
	int ends[2], empty[2], append = open("file", O_WRONLY | O_APPEND);
	off_t minus = -1;
	CHECK(pipe(ends) == 0 && pipe2(empty, O_NONBLOCK) == 0);
	TRY("sendfile", EBADF, sendfile(77, ro, NULL, 10));
	TRY("sendfile", EBADF, sendfile(ro, ro, NULL, 10));
	TRY("sendfile", EINVAL, sendfile(fd, ro, &minus, 10));
	TRY("sendfile", EFAULT, sendfile(fd, ro, BAD, 10));
	TRY("sendfile", ESPIPE, sendfile(fd, ends[0], &(off_t){0}, 10));
	TRY("sendfile", EAGAIN, ({
		    fcntl(empty[1], F_SETPIPE_SZ, 4096);
		    write(empty[1], data, 4096);
		    sendfile(empty[1], fd, &(off_t){0}, 3);
	    }));
	read(empty[0], data, 8192);
	TRY("copy_file_range", EBADF, copy_file_range(77, NULL, fd, NULL, 10, 0));
	TRY("copy_file_range", EBADF, copy_file_range(ro, NULL, append, NULL, 10, 0));
	TRY("copy_file_range", EINVAL, copy_file_range(ro, NULL, fd, NULL, 10, 1));
	TRY("copy_file_range", EINVAL, copy_file_range(ends[0], NULL, fd, NULL, 10, 0));
	TRY("copy_file_range", EISDIR, copy_file_range(open("dir", O_RDONLY), NULL, fd, NULL, 10, 0));
	TRY("copy_file_range", EXDEV, copy_file_range(ro, NULL, creat("mnt/x", 0644), NULL, 10, 0));
	TRY("copy_file_range", EFBIG, copy_file_range(ro, &(off_t){0}, fd, &(off_t){1L << 60}, 3, 0));
	TRY("splice", EBADF, splice(77, NULL, ends[1], NULL, 10, 0));
	TRY("splice", EINVAL, splice(ro, NULL, wo, NULL, 10, 0));
	TRY("splice", ESPIPE, splice(ends[0], &(off_t){0}, wo, NULL, 10, 0));
	TRY("splice", EAGAIN, splice(empty[0], NULL, wo, NULL, 10, SPLICE_F_NONBLOCK));
	TRY("tee", EINVAL, tee(ro, ends[1], 10, 0));
	TRY("tee", EAGAIN, tee(empty[0], ends[1], 10, SPLICE_F_NONBLOCK));
	TRY("vmsplice", EBADF, vmsplice(77, &(struct iovec){data, 10}, 1, 0));
	TRY("vmsplice", EBADF, vmsplice(ro, &(struct iovec){data, 10}, 1, 0));
	TRY("vmsplice", EINVAL, vmsplice(ends[1], &(struct iovec){data, 10}, 2000, 0));
	TRY("vmsplice", EAGAIN, ({
		    fcntl(empty[1], F_SETPIPE_SZ, 4096);
		    write(empty[1], data, 4096);
		    vmsplice(empty[1], &(struct iovec){data, 10}, 1, SPLICE_F_NONBLOCK);
	    }));
}

static void waiting(int fd)
{
	fd_set set;
	struct epoll_event event = {EPOLLIN}, exclusive = {EPOLLIN | EPOLLEXCLUSIVE};
	int ends[2], ep = epoll_create1(0), other = epoll_create1(0);
	CHECK(pipe(ends) == 0);
	int closed = dup(fd);
	close(closed);
	FD_ZERO(&set);
	FD_SET(closed, &set);
	TRY("select", EBADF, select(closed + 1, &set, NULL, NULL, NULL));
	TRY("select", EINVAL, select(-1, NULL, NULL, NULL, NULL));
	TRY("select", EINVAL, select(0, NULL, NULL, NULL, &(struct timeval){-1, 0}));
	interrupt_soon();
	TRY("select", EINTR, select(0, NULL, NULL, NULL, NULL));
	TRY("poll", EFAULT, poll(BAD, 1, 0));
	TRY("poll", EINVAL, poll((struct pollfd *)data, 1 << 21, 0));
	interrupt_soon();
	TRY("poll", EINTR, poll(NULL, 0, -1));
	TRY("epoll_create", EINVAL, epoll_create(0));
	TRY("epoll_create", EINVAL, epoll_create1(1));
	TRY("epoll_ctl", EBADF, epoll_ctl(77, EPOLL_CTL_ADD, ends[0], &event));
	TRY("epoll_ctl", EBADF, epoll_ctl(ep, EPOLL_CTL_ADD, 77, &event));
	TRY("epoll_ctl", EEXIST, (epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &event), epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &event)));
	TRY("epoll_ctl", EINVAL, epoll_ctl(ep, EPOLL_CTL_ADD, ep, &event));
	TRY("epoll_ctl", EINVAL, epoll_ctl(ep, 99, ends[0], &event));
	TRY("epoll_ctl", EINVAL, epoll_ctl(ends[0], EPOLL_CTL_ADD, ends[1], &event));
	TRY("epoll_ctl", EINVAL, epoll_ctl(ep, EPOLL_CTL_MOD, ends[0], &exclusive));
	TRY("epoll_ctl", ELOOP, (epoll_ctl(ep, EPOLL_CTL_ADD, other, &event), epoll_ctl(other, EPOLL_CTL_ADD, ep, &event)));
	TRY("epoll_ctl", ENOENT, epoll_ctl(ep, EPOLL_CTL_DEL, ends[1], &event));
	TRY("epoll_ctl", EPERM, epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event));
	TRY("epoll_wait", EBADF, epoll_wait(77, &event, 1, 0));
	TRY("epoll_wait", EINVAL, epoll_wait(ends[0], &event, 1, 0));
	TRY("epoll_wait", EINVAL, epoll_wait(ep, &event, 0, 0));
	TRY("epoll_wait", EFAULT, (write(ends[1], "x", 1), epoll_wait(ep, BAD, 1, -1)));
	interrupt_soon();
	TRY("epoll_wait", EINTR, epoll_wait(epoll_create1(0), &event, 1, -1));
	TRY("eventfd", EINVAL, eventfd(0, 1 << 20));
}

static void none_left(int fd)
{
	int first;

	first = dup(fd);
	close(first);
	descriptors(first);
	TRY("dup", EMFILE, dup(fd));
	TRY("dup2", EBADF, dup2(fd, first + 5));
	TRY("dup3", EBADF, dup3(fd, first + 5, 0));
	TRY("fcntl", EMFILE, fcntl(fd, F_DUPFD, 0));
	TRY("pipe", EMFILE, pipe((int[2]){0}));
	TRY("inotify_init", EMFILE, inotify_init());
	TRY("memfd_create", EMFILE, memfd_create("m", 0));
	TRY("epoll_create", EMFILE, epoll_create1(0));
	TRY("eventfd", EMFILE, eventfd(0, 0));
	descriptors(1024);
}

static int first_holds(int ends[2], int back[2])
{
	int fd = open("file", O_RDWR);
	struct flock one = {.l_type = F_WRLCK, .l_start = 0, .l_len = 1}, two = {.l_type = F_WRLCK, .l_start = 1, .l_len = 1};
	fcntl(fd, F_SETLK, &one);
	tell(ends);
	await(back);
	fcntl(fd, F_SETLKW, &two);
	return 0;
}

static void deadlock(int fd)
{
	int ends[2], back[2];
	struct flock one = {.l_type = F_WRLCK, .l_start = 0, .l_len = 1}, two = {.l_type = F_WRLCK, .l_start = 1, .l_len = 1};
	make_pipe(ends);
	make_pipe(back);
	pid_t pid = fork();
	if (!pid)
		_exit(first_holds(ends, back));
	await(ends);
	TRY("fcntl", EAGAIN, fcntl(fd, F_SETLK, &one));
	interrupt_soon();
	TRY("fcntl", EINTR, fcntl(fd, F_SETLKW, &one));
	fcntl(fd, F_SETLK, &two);
	tell(back);
	usleep(50000);
	TRY("fcntl", EDEADLK, fcntl(fd, F_SETLKW, &one));
	two.l_type = F_UNLCK;
	fcntl(fd, F_SETLK, &two);
	wait_status(pid);
}

int main(void)
{
	setup();
	int fd = open("file", O_RDWR), ro = open("file", O_RDONLY), wo = open("file", O_WRONLY), path = open("file", O_PATH);
	reading_and_writing(fd, ro, wo, path);
	descriptor_calls(fd, ro, path);
	transfers(fd, ro, wo);
	waiting(fd);
	deadlock(fd);
	none_left(fd);
	cleanup();
	return 0;
}
