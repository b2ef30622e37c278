// needs: root
/* setns(2) with the descriptor of a process: its namespaces of all the kinds asked for, or none of them. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/utsname.h>

static int at[2], back[2];
static pid_t other;

static ino_t number(pid_t pid, const char *kind)
{
	char path[64];
	struct stat s;
	snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, kind);
	CHECK(stat(path, &s) == 0);
	return s.st_ino;
}

static void compare(void)
{
	static const char *kinds[] = {"uts", "ipc", "cgroup", "net", "mnt", "pid", "user", "time"};
	for (int i = 0; i < 8; i++)
		printf("%s%s ", number(getpid(), kinds[i]) == number(other, kinds[i]) ? "" : "not ", kinds[i]);
	struct utsname u;
	uname(&u);
	printf("%s\n", strcmp(u.nodename, "unshared") ? "first" : u.nodename);
}

static int unshared(void)
{
	SHOW(unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP));
	SHOW(sethostname("unshared", 8));
	fflush(stdout);
	char text[64] = "";
	int fd = open("/proc/self/cgroup", O_RDONLY);
	printf("%d\n", read(fd, text, 63) > 0);
	tell(at);
	await(back);
	return 0;
}

static int some(void)
{
	int fd = syscall(SYS_pidfd_open, other, 0);
	SHOW(setns(fd, CLONE_NEWUTS));
	compare();
	SHOW(setns(fd, CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET));
	compare();
	return 0;
}

static int none(void)
{
	int fd = syscall(SYS_pidfd_open, other, 0);
	SHOW(setns(fd, 0));
	SHOW(setns(fd, CLONE_NEWUTS | CLONE_NEWUSER));
	SHOW(setns(fd, CLONE_NEWUTS | CLONE_VM));
	SHOW(setns(fd, CLONE_FS));
	compare();
	int plain = open("/dev/null", O_RDONLY);
	SHOW(setns(plain, CLONE_NEWUTS));
	SHOW(setns(-1, CLONE_NEWUTS));
	int one = open("/proc/self/ns/cgroup", O_RDONLY);
	SHOW(setns(one, CLONE_NEWUTS));
	SHOW(setns(one, CLONE_NEWCGROUP));
	SHOW(setresuid(65534, 65534, 65534));
	SHOW(setns(fd, CLONE_NEWUTS));
	SHOW(setns(syscall(SYS_pidfd_open, getpid(), 0), CLONE_NEWUTS));
	SHOW(unshare(CLONE_NEWCGROUP));
	return 0;
}

static int nothing(void)
{
	return 0;
}

static void *thread(void *fd)
{
	SHOW(setns(*(int *)fd, CLONE_NEWTIME));
	SHOW(setns(*(int *)fd, CLONE_NEWNS));
	SHOW(setns(*(int *)fd, CLONE_NEWUTS));
	return NULL;
}

static int mounts(void)
{
	char text[4096];
	int fd = syscall(SYS_pidfd_open, other, 0);
	CHECK(mkdir("inside", 0700) == 0 && chdir("inside") == 0);
	SHOW(setns(fd, CLONE_NEWNS | CLONE_NEWPID));
	printf("%s\n", getcwd(text, sizeof text));
	pthread_t t;
	pthread_create(&t, NULL, thread, &fd);
	pthread_join(t, NULL);
	SHOW(setns(fd, CLONE_NEWTIME));
	return 0;
}

int main(void)
{
	make_pipe(at);
	make_pipe(back);
	other = child(unshared);
	await(at);
	compare();
	show_status(wait_status(child(some)));
	show_status(wait_status(child(none)));
	show_status(wait_status(child(mounts)));
	tell(back);
	CHECK(waitid(P_PID, other, NULL, WEXITED | WNOWAIT) == 0);
	int fd = syscall(SYS_pidfd_open, other, 0);
	SHOW(setns(fd, CLONE_NEWUTS));
	show_status(wait_status(other));
	SHOW(setns(fd, CLONE_NEWUTS));
	show_status(wait_status(child(nothing)));
	return 0;
}
