/* A traced thread that ended is waited for like a process; if its process has ended as a whole by the time somebody looks, its status is
 * that of the process. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/ptrace.h>

static int ends[2], go[2];
static int whole;

static void *thread(void *unused)
{
	pid_t tid = gettid();
	CHECK(write(ends[1], &tid, sizeof tid) == sizeof tid);
	await(go);
	syscall(SYS_exit, 5);
	return unused;
}

static int traced(void)
{
	pthread_t other;
	CHECK(pthread_create(&other, NULL, thread, NULL) == 0);
	await(go);
	if (whole)
		_exit(7);
	await(go);
	return 7;
}

static void until_dead(pid_t pid, pid_t tid)
{
	char path[64], text[256] = "";
	for (;;) {
		snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
		int fd = open(path, O_RDONLY);
		if (fd < 0)
			return;
		int count = read(fd, text, sizeof text - 1);
		close(fd);
		if (count <= 0 || strrchr(text, ')')[2] == 'Z')
			return;
		usleep(1000);
	}
}

static void run(int first, int as_a_whole)
{
	whole = as_a_whole;
	make_pipe(ends);
	make_pipe(go);
	pid_t pid = child(traced), tid;
	CHECK(read(ends[0], &tid, sizeof tid) == sizeof tid);
	CHECK(ptrace(PTRACE_SEIZE, tid, 0, 0) == 0);
	int status = -1;
	SHOW(waitpid(tid, &status, __WALL | WNOHANG));
	if (first) { /* one of the two that wait ends: let it be the thread by stopping the other */
		CHECK(ptrace(PTRACE_SEIZE, pid, 0, 0) == 0);
		CHECK(ptrace(PTRACE_INTERRUPT, pid, 0, 0) == 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		tell(go);
		until_dead(pid, tid);
		if (!as_a_whole) {
			siginfo_t info;
			memset(&info, 0, sizeof info);
			CHECK(waitid(P_PID, tid, &info, WEXITED | WNOWAIT | __WALL) == 0);
			printf("waitid: code %d status %d right thread %d\n", info.si_code, info.si_status, info.si_pid == tid);
			CHECK(waitpid(tid, &status, __WALL) == tid);
			show_status(status);
		}
		CHECK(ptrace(PTRACE_DETACH, pid, 0, 0) == 0);
		tell(go);
		tell(go);
		if (as_a_whole) {
			until_dead(pid, pid);
			CHECK(waitpid(tid, &status, __WALL) == tid);
			show_status(status);
		}
	}
	show_status(wait_status(pid));
}

int main(void)
{
	run(1, 0);
	run(1, 1);
	return 0;
}
