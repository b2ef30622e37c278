// needs: root
// Limits bind root too when it has no CAP_SYS_RESOURCE, as in most containers (capabilities(7)).
#include "behaviour.h"
#include <linux/capability.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static int raised(int resource)
{
	struct rlimit limit;
	CHECK(getrlimit(resource, &limit) == 0);
	limit.rlim_cur = limit.rlim_max = 10;
	CHECK(setrlimit(resource, &limit) == 0);
	limit.rlim_max = 11;
	return setrlimit(resource, &limit);
}

static int queue(long messages, long size)
{
	struct mq_attr attributes = {.mq_maxmsg = messages, .mq_msgsize = size};
	int fd = mq_open("/a_queue_of_root", O_RDWR | O_CREAT, 0600, &attributes);
	int error = errno;
	if (fd >= 0)
		close(fd);
	mq_unlink("/a_queue_of_root");
	errno = error;
	return fd >= 0 ? 0 : -1;
}

static int write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY);
	CHECK(fd >= 0);
	int result = write(fd, text, strlen(text));
	int error = errno;
	close(fd);
	errno = error;
	return result;
}

static int forks(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	if (pid == -1)
		return -1;
	wait_status(pid);
	return 0;
}

static int its_score(void)
{
	char text[8] = "";
	int fd = open("/proc/self/oom_score_adj", O_RDONLY);
	read(fd, text, sizeof text - 1);
	return atoi(text);
}

int main(int argc, char **argv)
{
	if (argc == 1) {
		struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
		struct __user_cap_data_struct data[2];
		prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE);
		CHECK(syscall(SYS_capget, &header, data) == 0);
		data[0].effective &= ~(1u << CAP_SYS_RESOURCE);
		data[0].permitted &= ~(1u << CAP_SYS_RESOURCE);
		CHECK(syscall(SYS_capset, &header, data) == 0);
		execl("/proc/self/exe", argv[0], "again", NULL);
		return 1;
	}
	SHOW(prctl(PR_CAPBSET_READ, CAP_SYS_RESOURCE));
	SHOW(raised(RLIMIT_CPU));
	SHOW(raised(RLIMIT_CORE));
	SHOW(raised(RLIMIT_NOFILE));
	SHOW(prlimit(1, RLIMIT_NOFILE, NULL, &(struct rlimit){0}));

	SHOW(queue(10, 8192));
	SHOW(queue(11, 8192));
	SHOW(queue(10, 8193));
	struct rlimit none = {0, 0};
	SHOW(setrlimit(RLIMIT_MSGQUEUE, &none));
	SHOW(queue(1, 1));

	int ends[2];
	CHECK(pipe(ends) == 0);
	SHOW(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20));
	SHOW(fcntl(ends[1], F_SETPIPE_SZ, (1 << 20) + 1));

	int id = msgget(IPC_PRIVATE, 0600);
	struct msqid_ds status;
	CHECK(msgctl(id, IPC_STAT, &status) == 0);
	status.msg_qbytes++;
	SHOW(msgctl(id, IPC_SET, &status));
	msgctl(id, IPC_RMID, NULL);

	SHOW(write_file("/proc/self/oom_score_adj", "100"));
	SHOW(write_file("/proc/self/oom_score_adj", "0"));
	SHOW(write_file("/proc/self/oom_score_adj", "-1"));
	SHOW(write_file("/proc/self/oom_score_adj", "50"));
	SHOW(wait_status(child(its_score)) >> 8);
	SHOW(prctl(PR_SET_MM, PR_SET_MM_START_CODE, 0x400000, 0, 0));
	SHOW(prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0));
	SHOW(prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, 0, 0, 0));
	SHOW(prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0));
	SHOW(prctl(PR_GET_IO_FLUSHER, 0, 0, 0, 0));

	// not bound by it: other capabilities say so
	SHOW(setrlimit(RLIMIT_NPROC, &none));
	SHOW(forks());
	SHOW(setrlimit(RLIMIT_MEMLOCK, &none));
	static char page[8192] __attribute__((aligned(4096)));
	SHOW(mlock(page, sizeof page));
	SHOW(setpriority(PRIO_PROCESS, 0, -20));
	return 0;
}
