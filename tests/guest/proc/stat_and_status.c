#include "behaviour.h"

static char buffer[8192];

static char *slurp(const char *path)
{
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return NULL;
	long total = 0, n;
	while ((n = read(fd, buffer + total, 100)) > 0)
		total += n;
	close(fd);
	buffer[total] = 0;
	return buffer;
}

static void line(const char *path, const char *key)
{
	char *p = slurp(path);
	CHECK(p);
	p = strstr(p, key);
	printf("%.*s\n", p ? (int)strcspn(p, "\n") : 1, p ? p : "?");
}

static int sleeper(void)
{
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, exit);
	raise(SIGSTOP);
	return 0;
}

int main(void)
{
	char path[100];
	int pid, ppid, pgrp, session;
	char name[30], state;
	CHECK(sscanf(slurp("/proc/self/stat"), "%d (%29[^)]) %c %d %d %d", &pid, name, &state, &ppid, &pgrp, &session) == 6);
	SHOW(pid == getpid() && ppid == getppid() && pgrp == getpgrp() && session == getsid(0));
	printf("%c\n", state);
	int fields = 0;
	for (char *p = strchr(slurp("/proc/self/stat"), ')'); p; p = strchr(p + 1, ' '))
		fields++;
	printf("%d fields\n", fields + 1);
	line("/proc/self/status", "State:");
	line("/proc/self/status", "Threads:");
	line("/proc/self/status", "Umask:");
	line("/proc/self/status", "SigIgn:");
	line("/proc/self/status", "VmLck:");
	line("/proc/self/status", "NoNewPrivs:");
	pid_t c = child(sleeper);
	int status;
	CHECK(waitpid(c, &status, WUNTRACED) == c);
	sprintf(path, "/proc/%d/status", c);
	line(path, "State:");
	line(path, "SigIgn:");
	line(path, "SigCgt:");
	kill(c, SIGKILL);
	siginfo_t i;
	waitid(P_PID, c, &i, WEXITED | WNOWAIT);
	line(path, "State:");
	sprintf(path, "/proc/%d/cmdline", c);
	SHOW(strlen(slurp(path)));
	sprintf(path, "/proc/%d/maps", c);
	SHOW(strlen(slurp(path)));
	sprintf(path, "/proc/%d/fd", c);
	sprintf(path, "/proc/%d/exe", c);
	char target[100];
	SHOW(readlink(path, target, 100));
	sprintf(path, "/proc/%d/stat", c);
	int fd = open(path, O_RDONLY);
	waitpid(c, &status, 0);
	SHOW(read(fd, target, 10));
	SHOW(open(path, O_RDONLY));
	SHOW(open("/proc/self/stat", O_WRONLY | O_CREAT, 0600));
	SHOW(mkdir("/proc/x", 0700));
	SHOW(unlink("/proc/self/stat"));
	SHOW(open("/proc/999999/stat", O_RDONLY));
	struct stat st;
	stat("/proc/self/stat", &st);
	printf("%o %ld\n", st.st_mode, (long)st.st_size);
	lstat("/proc/self", &st);
	printf("%o\n", st.st_mode);
	SHOW(access("/proc/self/task", R_OK));
	printf("%.42s\n", strstr(slurp("/proc/self/limits"), "Max open files"));
	fd = open("/proc/self/comm", O_WRONLY);
	SHOW(write(fd, "renamed-to-a-long-name\n", 23));
	line("/proc/self/comm", "");
	fd = open("/proc/self/oom_score_adj", O_RDWR);
	SHOW(write(fd, "100", 3));
	line("/proc/self/oom_score_adj", "");
	SHOW(write(fd, "2000", 4));
}
