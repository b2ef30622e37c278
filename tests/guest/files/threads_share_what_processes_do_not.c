// slow
/* clone(2), CLONE_FS and CLONE_FILES: the current directory, umask and descriptors of threads are one, of a forked child its own. */
#include "behaviour.h"
#include <pthread.h>

static void *in_thread(void *unused)
{
	CHECK(chdir("d") == 0);
	umask(0123);
	dup2(0, 60);
	close(61);
	return NULL;
}

static int in_child(void)
{
	CHECK(chdir("..") == 0);
	umask(0);
	close(60);
	return 0;
}

int main(void)
{
	pthread_t t;
	char text[4096];
	mkdir("d", 0755);
	dup2(0, 61);
	umask(022);
	pthread_create(&t, NULL, in_thread, NULL);
	pthread_join(t, NULL);
	CHECK(getcwd(text, sizeof text));
	printf("directory %s, umask %o\n", strrchr(text, '/'), umask(0124));
	SHOW(fcntl(60, F_GETFD));
	SHOW(fcntl(61, F_GETFD));
	wait_status(child(in_child));
	CHECK(getcwd(text, sizeof text));
	printf("directory %s, umask %o\n", strrchr(text, '/'), umask(0));
	SHOW(fcntl(60, F_GETFD));
	return 0;
}
