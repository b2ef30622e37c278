/* fcntl(2), F_NOTIFY: a signal when something happens in a directory, once or always. */
#include "behaviour.h"

static volatile sig_atomic_t count, code, descriptor;

static void handler(int signal, siginfo_t *info, void *context)
{
	count++;
	code = info->si_code;
	descriptor = info->si_fd;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGRTMIN, &action, NULL);
	sigaction(SIGIO, &action, NULL);
	mkdir("d", 0755);
	mkdir("other", 0755);
	int fd = open("d", O_RDONLY), file = open("other/file", O_CREAT | O_WRONLY, 0644);
#define AFTER(call) \
	do { \
		count = 0; \
		CHECK((long)(call) != -1); \
		printf("%s: %d\n", #call, count); \
	} while (0)
	SHOW(fcntl(file, F_NOTIFY, DN_CREATE));
	SHOW(fcntl(fd, F_NOTIFY, DN_CREATE));
	AFTER(mkdir("d/a", 0755));
	AFTER(mkdir("d/b", 0755));
	SHOW(fcntl(fd, F_SETSIG, SIGRTMIN));
	SHOW(fcntl(fd, F_NOTIFY, DN_CREATE | DN_MULTISHOT));
	AFTER(mkdir("d/c", 0755));
	printf("%d %d\n", code == POLL_MSG, descriptor == fd);
	AFTER(mkdir("d/d", 0755));
	AFTER(rmdir("d/d"));
	SHOW(fcntl(fd, F_NOTIFY, DN_DELETE | DN_MULTISHOT));
	AFTER(rmdir("d/c"));
	AFTER(rename("other/file", "d/file"));
	AFTER(rename("d/file", "d/new"));
	AFTER(rename("d/new", "other/file"));
	AFTER(chmod("d/a", 0700));
	SHOW(fcntl(fd, F_NOTIFY, 0));
	AFTER(mkdir("d/e", 0755));
	SHOW(fcntl(fd, F_NOTIFY, DN_RENAME | DN_ATTRIB | DN_MODIFY | DN_ACCESS | DN_MULTISHOT));
	AFTER(rename("other/file", "d/file"));
	AFTER(rename("d/file", "d/new"));
	AFTER(write(file, "x", 1));
	AFTER(fchmod(file, 0600));
	AFTER(close(fd));
	AFTER(write(file, "x", 1));
	return 0;
}
