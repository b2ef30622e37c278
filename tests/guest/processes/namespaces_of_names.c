// needs: root
/* UTS namespaces: each has a host name and a domain name of its own (uts_namespaces(7)); unshare, clone and setns. */
#include "behaviour.h"
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <linux/nsfs.h>

static char first[65];

static const char *host(void)
{
	static struct utsname u;
	uname(&u);
	return strcmp(u.nodename, first) == 0 ? "(the first)" : u.nodename;
}

static ino_t number(const char *path)
{
	struct stat s;
	CHECK(stat(path, &s) == 0);
	return s.st_ino;
}

static int at[2], back[2];

static int cloned(void *unused)
{
	printf("cloned: %s\n", host());
	SHOW(sethostname("cloned", 6));
	printf("cloned: %s\n", host());
	fflush(stdout);
	tell(at);
	await(back);
	return unused != NULL;
}

static int unshared(void)
{
	ino_t before = number("/proc/self/ns/uts");
	SHOW(unshare(CLONE_NEWUTS));
	printf("a copy: %s, another: %d\n", host(), number("/proc/self/ns/uts") != before);
	SHOW(sethostname("unshared", 8));
	SHOW(setdomainname("domain", 6));
	struct utsname u;
	uname(&u);
	printf("%s %s\n", host(), u.domainname);
	char text[65] = "";
	int fd = open("/proc/sys/kernel/hostname", O_RDWR);
	read(fd, text, 64);
	lseek(fd, 0, SEEK_SET);
	printf("in /proc: %s", text);
	SHOW(write(fd, "by proc\n", 8));
	printf("%s\n", host());
	return 0;
}

static int inherits(void)
{
	CHECK(unshare(CLONE_NEWUTS) == 0);
	CHECK(sethostname("parent", 6) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		printf("child of it: %s\n", host());
		sethostname("child", 5);
		fflush(stdout);
		_exit(0);
	}
	wait_status(pid);
	printf("it: %s\n", host());
	return 0;
}

static int nobody(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	SHOW(unshare(CLONE_NEWUTS));
	SHOW(unshare(CLONE_NEWIPC));
	int fd = open("/proc/self/ns/uts", O_RDONLY);
	SHOW(setns(fd, CLONE_NEWUTS));
	SHOW(syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0));
	return 0;
}

int main(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	gethostname(first, sizeof first);
	show_status(wait_status(child(unshared)));
	printf("here: %s\n", host());
	show_status(wait_status(child(inherits)));
	show_status(wait_status(child(nobody)));

	make_pipe(at), make_pipe(back);
	fflush(stdout);
	pid_t pid = clone(cloned, stack + sizeof stack, CLONE_NEWUTS | SIGCHLD, NULL);
	CHECK(pid > 0);
	await(at);
	printf("here: %s\n", host());
	char path[64], link[64] = "";
	snprintf(path, sizeof path, "/proc/%d/ns/uts", pid);
	printf("another: %d\n", number(path) != number("/proc/self/ns/uts"));
	SHOW(readlink(path, link, sizeof link - 1) > 6 && strncmp(link, "uts:[", 5) == 0);
	int fd = open(path, O_RDONLY), own = open("/proc/self/ns/uts", O_RDONLY), other = open("/proc/self/ns/ipc", O_RDONLY);
	CHECK(fd >= 0 && own >= 0 && other >= 0);
	struct stat s;
	fstat(fd, &s);
	printf("mode %o links %d size %d\n", s.st_mode, (int)s.st_nlink, (int)s.st_size);
	struct statfs fs;
	SHOW(fstatfs(fd, &fs));
	printf("type %#lx\n", (long)fs.f_type);
	SHOW(ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWUTS);
	SHOW(ioctl(other, NS_GET_NSTYPE) == CLONE_NEWIPC);
	SHOW(ioctl(fd, NS_GET_PARENT));
	SHOW(ioctl(fd, 0x1234));
	SHOW(read(fd, link, 8));
	SHOW(write(fd, link, 8));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(open(path, O_RDWR));
	SHOW(setns(fd, CLONE_NEWIPC));
	SHOW(setns(fd, 3));
	SHOW(setns(at[0], 0));
	SHOW(setns(999, 0));
	SHOW(setns(fd, CLONE_NEWUTS));
	printf("joined: %s\n", host());
	SHOW(sethostname("by another", 10));
	tell(back);
	show_status(wait_status(pid));
	printf("it outlives its process: %s\n", host());
	SHOW(setns(own, 0));
	printf("home: %s\n", host());
	SHOW(setns(fd, 0));
	printf("once more: %s\n", host());
	SHOW(setns(other, 0));
	return 0;
}
