// "The contents of this symbolic link are not available if the main thread has already terminated" (proc(5)): likewise the files that
// come from the memory, though other threads go on; those of /proc/thread-self are there.
#include "behaviour.h"
#include <pthread.h>

static const char *link_of(const char *folder, const char *name)
{
	char path[64], text[4096];
	snprintf(path, sizeof path, "/proc/%s/%s", folder, name);
	return readlink(path, text, sizeof text) < 0 ? strerrorname_np(errno) : "there";
}

static long length_of(const char *folder, const char *name)
{
	char path[64], text[64];
	snprintf(path, sizeof path, "/proc/%s/%s", folder, name);
	int fd = open(path, O_RDONLY);
	CHECK(fd >= 0);
	long count = read(fd, text, sizeof text);
	close(fd);
	return count > 0;
}

static void *stays(void *unused)
{
	static const char *const folders[] = {"self", "thread-self"}, *const links[] = {"exe", "cwd", "root"}, *const files[] = {"maps", "cmdline"};
	(void)unused;
	usleep(20000);
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 3; j++)
			printf("%s/%s: %s\n", folders[i], links[j], link_of(folders[i], links[j]));
		for (int j = 0; j < 2; j++)
			printf("%s/%s: %s\n", folders[i], files[j], length_of(folders[i], files[j]) ? "something" : "nothing");
	}
	fflush(stdout);
	return NULL;
}

int main(void)
{
	pthread_t thread;
	CHECK(pthread_create(&thread, NULL, stays, NULL) == 0);
	syscall(SYS_exit, 0);
}
