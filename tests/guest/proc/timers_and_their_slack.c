// needs: root
/* /proc/PID/timers lists the POSIX timers, the youngest first; /proc/PID/timerslack_ns is what prctl(PR_SET_TIMERSLACK) sets, is 0
 * with a real-time policy and the default after that; a child's default is its parent's current value. */
#include "behaviour.h"
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>

static const char *const SLACK = "/proc/self/timerslack_ns";

static int show_slack(void)
{
	char text[99] = "";
	int fd = open(SLACK, O_RDONLY);
	CHECK(read(fd, text, 98) > 0);
	close(fd);
	printf("  %d, in the file %s", prctl(PR_GET_TIMERSLACK), text);
	return 0;
}

static void write_slack(const char *text)
{
	int fd = open(SLACK, O_WRONLY);
	printf("%s: ", text);
	SHOW(write(fd, text, strlen(text)));
	close(fd);
	show_slack();
}

static int child_shows(void)
{
	show_slack();
	prctl(PR_SET_TIMERSLACK, 5);
	show_slack();
	prctl(PR_SET_TIMERSLACK, 0);
	return show_slack();
}

static int of_a_stranger(void)
{
	char path[99];
	CHECK(setuid(65534) == 0);
	snprintf(path, sizeof path, "/proc/%d/timerslack_ns", getppid());
	int fd = open(path, O_RDWR);
	SHOW(read(fd, path, 9));
	SHOW(write(fd, "1", 1));
	return 0;
}

int main(void)
{
	const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME, CLOCK_TAI, -6, -2};
	const int ways[] = {SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID};
	struct sigevent event = {0};
	int id;
	for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		event.sigev_notify = ways[i % 4];
		event.sigev_signo = 10 + i;
		event.sigev_value.sival_ptr = (void *)(0x1234567890 + i);
		event._sigev_un._tid = getpid();
		CHECK(syscall(SYS_timer_create, clocks[i], &event, &id) == 0);
	}
	CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id) == 0);
	CHECK(syscall(SYS_timer_delete, 3) == 0);
	char line[200];
	FILE *file = fopen("/proc/self/timers", "r");
	while (fgets(line, sizeof line, file)) {
		char *number = strstr(line, "id.");
		if (number && atoi(number + 3) == getpid())
			strcpy(number, "id\n");
		fputs(line, stdout);
	}
	show_slack();
	prctl(PR_SET_TIMERSLACK, 1234);
	show_slack();
	write_slack("777\n");
	write_slack("0");
	write_slack("abc");
	write_slack("-1");
	write_slack("4294967296");
	write_slack("99999999999999999999");
	struct sched_param parameter = {5};
	SHOW(sched_setscheduler(0, SCHED_FIFO, &parameter));
	write_slack("55");
	int status;
	CHECK(waitpid(child(child_shows), &status, 0) > 0);
	parameter.sched_priority = 0;
	SHOW(sched_setscheduler(0, SCHED_OTHER, &parameter));
	write_slack("66");
	CHECK(waitpid(child(child_shows), &status, 0) > 0);
	CHECK(waitpid(child(of_a_stranger), &status, 0) > 0);
	return 0;
}
