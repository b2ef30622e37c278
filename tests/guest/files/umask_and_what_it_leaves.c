// slow
/* umask(2): "only the file permission bits of mask are used"; each way of making a file, and what it does not touch. */
#include "behaviour.h"
#include <mqueue.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

static void look(const char *name)
{
	struct stat s;
	CHECK(lstat(name, &s) == 0);
	printf("%s %o\n", name, s.st_mode);
}

int main(void)
{
	SHOW(umask(07777));
	SHOW(umask(027));
	close(creat("f", 07777));
	mkdir("d", 07777);
	mkfifo("p", 0666);
	mknod("n", S_IFREG | 0777, 0);
	symlink("f", "l");
	struct sockaddr_un a = {AF_UNIX, "s"};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(bind(s, (void *)&a, sizeof a) == 0);
	for (char **n = (char *[]){"f", "d", "p", "n", "l", "s", NULL}; *n; n++)
		look(*n);
	SHOW(chmod("f", 0777));
	look("f");
	int t = open(".", O_TMPFILE | O_RDWR, 0666);
	struct stat st;
	fstat(t, &st), printf("O_TMPFILE %o\n", st.st_mode);
	int m = shm_open("/umask-test", O_CREAT | O_RDWR, 0666);
	fstat(m, &st), printf("shm_open %o\n", st.st_mode);
	shm_unlink("/umask-test");
	int x = memfd_create("x", 0);
	fstat(x, &st), printf("memfd %o\n", st.st_mode);
	if (fork() == 0) {
		printf("the child has %o\n", umask(0));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	printf("the parent still %o\n", umask(0777));
	SHOW(open("none", O_CREAT | O_RDWR, 0777) > 2);
	look("none");
	return 0;
}
