// slow
// needs: root
/* Leases: what else breaks one (execve, rename over, unlink, chmod, link), whose it is, and the time given. */
#include "behaviour.h"
#include <time.h>

static int count;
static void broken(int s) { count++; }

static int user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	int fd = open("theirs", O_RDONLY);
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	fd = open("mine", O_RDONLY);
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	return 0;
}

static int runs(void)
{
	execl("./prog", "prog", NULL);
	return 9;
}

int main(void)
{
	int time_;
	umask(0);
	signal(SIGIO, broken);
	close(creat("theirs", 0666)), close(creat("mine", 0666)), chown("mine", 1000, 1000);
	wait_status(child(user));
	FILE *f = fopen("/proc/sys/fs/lease-break-time", "r");
	CHECK(f && fscanf(f, "%d", &time_) == 1);
	fclose(f);
	printf("time %d\n", time_);
	int fd = open("mine", O_RDONLY);
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	SHOW(chmod("mine", 0600));
	SHOW(chown("mine", 0, 0));
	SHOW(link("mine", "other"));
	SHOW(rename("other", "third"));
	printf("signals %d\n", count);
	SHOW(unlink("third"));
	printf("signals %d\n", count);
	SHOW(fcntl(fd, F_GETLEASE));
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	system("cp /bin/true prog");
	fd = open("prog", O_RDONLY);
	SHOW(fcntl(fd, F_SETLEASE, F_WRLCK));
	pid_t pid = child(runs);
	for (int i = 0; i < 300 && !count; i++)
		usleep(1000);
	printf("signals %d\n", count);
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	show_status(wait_status(pid));
	int t = open("theirs", O_RDONLY);
	SHOW(fcntl(t, F_SETLEASE, F_RDLCK));
	int copy = dup(t);
	close(t);
	SHOW(fcntl(copy, F_GETLEASE));
	SHOW(fcntl(open("theirs", O_RDONLY), F_GETLEASE));
	return 0;
}
