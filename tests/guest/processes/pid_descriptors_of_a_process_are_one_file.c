// needs: root
/* The descriptors of one process have one i-node, which can be opened again by their links in /proc, but not changed. */
#include "behaviour.h"

static int open_pid(pid_t pid)
{
	int fd = syscall(SYS_pidfd_open, pid, 0);
	CHECK(fd >= 0);
	return fd;
}

static const char *name_of(int fd)
{
	static char name[64];
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	return name;
}

static ino_t number(int fd)
{
	struct stat s;
	CHECK(fstat(fd, &s) == 0);
	return s.st_ino;
}

static int nothing(void)
{
	return 0;
}

int main(void)
{
	int own = open_pid(getpid()), same = open_pid(getpid()), first = open_pid(1);
	struct stat s;
	CHECK(fstat(own, &s) == 0);
	printf("%d %d, mode %o size %ld links %ld owner %d blocks %ld\n", number(own) == number(same), number(own) == number(first),
	       s.st_mode, (long)s.st_size, (long)s.st_nlink, s.st_uid, (long)s.st_blocks);
	int again = open(name_of(own), O_RDONLY);
	printf("flags %x, the same %d\n", fcntl(again, F_GETFL), number(again) == number(own));
	SHOW(fcntl(again, F_GETFD));
	SHOW(syscall(SYS_pidfd_send_signal, again, 0, 0, 0));
	SHOW(fchmod(own, 0666));
	SHOW(fchown(own, 1, 1));
	SHOW(chmod(name_of(own), 0600));
	SHOW(open(name_of(own), O_RDONLY | O_TRUNC));
	SHOW(truncate(name_of(own), 0));
	SHOW(ftruncate(own, 0));
	SHOW(lseek(own, 0, SEEK_SET));

	pid_t pid = child(nothing);
	int zombie = open_pid(pid);
	ino_t zombies = number(zombie);
	SHOW(zombies == number(own));
	wait_status(pid);
	again = open(name_of(zombie), O_RDONLY);
	SHOW(again >= 0 && number(again) == zombies);
	SHOW(syscall(SYS_pidfd_send_signal, again, 0, 0, 0));
	close(zombie);
	zombie = open(name_of(again), O_RDONLY);
	SHOW(number(zombie) == zombies);

	CHECK(setuid(1000) == 0);
	SHOW(open(name_of(own), O_RDONLY));
	own = open_pid(getpid());
	CHECK(fstat(own, &s) == 0);
	printf("mode %o owner %d\n", s.st_mode, s.st_uid);
	SHOW(fchmod(own, 0600));
	return 0;
}
