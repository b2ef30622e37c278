/* /proc/pid/autogroup (sched(7)): one for each session, its nice value is read and written, setsid makes another; the settings of the
 * scheduler in /proc/sys/kernel. */
#include "behaviour.h"

static void show(const char *words)
{
	char line[128] = "";
	int fd = open("/proc/self/autogroup", O_RDONLY), number = -1, nice_ = -99;
	CHECK(fd >= 0 && read(fd, line, sizeof line - 1) > 0);
	close(fd);
	printf("%s: %d fields, nice %d\n", words, sscanf(line, "/autogroup-%d nice %d", &number, &nice_), nice_);
}

static long set(const char *value)
{
	int fd = open("/proc/self/autogroup", O_WRONLY);
	CHECK(fd >= 0);
	long n = write(fd, value, strlen(value));
	int saved = errno;
	close(fd);
	errno = saved;
	return n;
}

static void setting(const char *name)
{
	char path[128], line[64] = "";
	snprintf(path, sizeof path, "/proc/sys/kernel/%s", name);
	int fd = open(path, O_RDONLY);
	if (fd >= 0) {
		CHECK(read(fd, line, sizeof line - 1) > 0);
		close(fd);
	}
	printf("%s %s", name, fd >= 0 ? line : "is not there\n");
}

static int a_new_session(void)
{
	setsid();
	show("of a new session");
	SHOW(set("7"));
	show("changed");
	fflush(stdout);
	if (!fork()) {
		show("inherited");
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	SHOW(set("20"));
	SHOW(set("-21"));
	SHOW(set("much"));
	show("as it was");
	return 0;
}

int main(void)
{
	show("at first");
	wait_status(child(a_new_session));
	show("here it is the same");
	setting("sched_autogroup_enabled");
	setting("sched_rr_timeslice_ms");
	setting("sched_rt_period_us");
	setting("sched_rt_runtime_us");
	setting("sched_deadline_period_max_us");
	setting("sched_deadline_period_min_us");
	return 0;
}
