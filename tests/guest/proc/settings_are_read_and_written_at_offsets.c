// needs: root
/* Files of /proc/sys: their modes, and that numbers are read and written at the beginning only, text anywhere.  What is written is the
 * value that was there, or goes to a name of our own. */
#include "behaviour.h"
#include <sched.h>

static char text[200];

static void modes(void)
{
	const char *names[] = {
		"fs/file-max", "fs/nr_open", "fs/lease-break-time", "fs/pipe-max-size", "fs/file-nr", "fs/protected_hardlinks",
		"fs/inotify/max_user_watches", "fs/mqueue/msg_max", "kernel/cap_last_cap", "kernel/core_pattern", "kernel/domainname",
		"kernel/hostname", "kernel/msgmax", "kernel/ngroups_max", "kernel/ns_last_pid", "kernel/osrelease", "kernel/ostype",
		"kernel/overflowuid", "kernel/pid_max", "kernel/pty/max", "kernel/pty/nr", "kernel/random/uuid", "kernel/random/boot_id",
		"kernel/random/entropy_avail", "kernel/randomize_va_space", "kernel/sched_rr_timeslice_ms", "kernel/sched_rt_period_us",
		"kernel/sched_rt_runtime_us", "kernel/sched_deadline_period_max_us", "kernel/sched_deadline_period_min_us",
		"kernel/sched_autogroup_enabled", "kernel/sem", "kernel/shmmax", "kernel/tainted", "kernel/threads-max", "kernel/version",
		"net/core/somaxconn", "net/unix/max_dgram_qlen", "vm/max_map_count", "vm/overcommit_memory", "vm/swappiness",
	};
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		char path[100];
		struct stat s;
		snprintf(path, sizeof path, "/proc/sys/%s", names[i]);
		CHECK(stat(path, &s) == 0);
		printf("%s: %o, %d %d\n", names[i], s.st_mode, access(path, R_OK), access(path, W_OK));
	}
}

static void numbers(void)
{
	int fd = open("/proc/sys/kernel/sem", O_RDONLY);
	SHOW(pread(fd, text, 1, 0));
	SHOW(pread(fd, text, 100, 1));
	SHOW(read(fd, text, 1));
	SHOW(read(fd, text, 100));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(write(fd, "1", 1));
	fd = open("/proc/sys/fs/mqueue/msg_max", O_RDWR | O_TRUNC);
	SHOW(write(fd, "10\n", 3));
	SHOW(write(fd, "11\n", 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwrite(fd, "11", 2, 1));
	SHOW(pwrite(fd, "x", 1, 0));
	SHOW(pwrite(fd, "10x", 3, 0));
	SHOW(pwrite(fd, " 10 x", 5, 0));
	SHOW(pwrite(fd, "10 ", 3, 0));
	SHOW(pwrite(fd, "", 0, 0));
	SHOW(pwrite(fd, "10\0 3", 5, 0));
	SHOW(pwrite(fd, "0xa", 3, 0));
	SHOW(pwrite(fd, "012", 3, 0));
	SHOW(pwrite(fd, "-10", 3, 0));
	SHOW(pwrite(fd, "+10", 3, 0));
	SHOW(pwrite(fd, "99999999999999999999", 20, 0));
	SHOW(pwrite(fd, "\n", 1, 0));
	SHOW(pwrite(fd, "10,", 3, 0));
	SHOW(ftruncate(fd, 0));
	SHOW(pread(fd, text, 100, 0));
	printf("%.2s\n", text);
	fd = open("/proc/sys/kernel/sem", O_RDWR);
	ssize_t n = pread(fd, text, sizeof text, 0);
	SHOW(pwrite(fd, text, n, 0) == n);
	SHOW(pwrite(fd, text, strcspn(text, "\t"), 0) > 0);
}

static void names(void)
{
	int fd = open("/proc/sys/kernel/ostype", O_RDONLY);
	SHOW(pread(fd, text, 3, 0));
	SHOW(pread(fd, text, 100, 3));
	SHOW(pread(fd, text, 100, 5));
	SHOW(pread(fd, text, 100, 6));
	SHOW(read(fd, text, 2));
	SHOW(read(fd, text, 100));
	SHOW(open("/proc/sys/kernel/ostype", O_RDWR));
	SHOW(open("/proc/sys/kernel/ostype", O_WRONLY));

	char other[100];
	fd = open("/proc/sys/kernel/random/uuid", O_RDONLY);
	SHOW(pread(fd, text, 100, 0));
	SHOW(pread(fd, other, 100, 10));
	printf("another one: %d\n", memcmp(text + 10, other, 20) != 0);

	CHECK(unshare(CLONE_NEWUTS) == 0);
	fd = open("/proc/sys/kernel/hostname", O_RDWR);
	const struct { const char *text; int offset; } lines[] = {
		{"first", 0}, {"two\n", 5}, {"far", 30}, {"abc\ndef", 2}, {"", 1}, {"x", 1}, {"\n", 1}, {"one\n", 0}, {"\n", 0},
	};
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
		ssize_t taken = pwrite(fd, lines[i].text, strlen(lines[i].text), lines[i].offset);
		ssize_t n = pread(fd, text, sizeof text, 0);
		printf("%zd, then %.*s", taken, (int)n, text);
	}
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(write(fd, "ab", 2));
	SHOW(write(fd, "cd", 2));
	CHECK(gethostname(text, sizeof text) == 0);
	printf("%s\n", text);
}

static int unprivileged(void)
{
	CHECK(setgid(1000) == 0 && setuid(1000) == 0);
	SHOW(open("/proc/sys/kernel/sem", O_RDWR));
	SHOW(access("/proc/sys/kernel/sem", R_OK));
	int fd = open("/proc/sys/kernel/ns_last_pid", O_RDWR);
	SHOW(write(fd, "5", 1));
	return 0;
}

int main(void)
{
	modes();
	numbers();
	names();
	show_status(wait_status(child(unprivileged)));
	return 0;
}
