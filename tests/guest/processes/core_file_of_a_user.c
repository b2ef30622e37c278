// needs: root
/* A process that changed its user is not dumpable until it says so; then its core file is its own, if it may write in the directory. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <sys/resource.h>

static int again, writable;

static int victim(void)
{
	struct rlimit r = {RLIM_INFINITY, RLIM_INFINITY};
	setrlimit(RLIMIT_CORE, &r);
	chmod(".", writable ? 0777 : 0755);
	CHECK(setresgid(1234, 1234, 1234) == 0);
	CHECK(setresuid(1234, 1234, 1234) == 0);
	printf("dumpable %d\n", prctl(PR_GET_DUMPABLE));
	if (again)
		prctl(PR_SET_DUMPABLE, 1);
	fflush(stdout);
	abort();
}

int main(void)
{
	struct stat s;
	for (int n = 0; n < 4; n++) {
		again = n & 1, writable = n & 2;
		unlink("core");
		show_status(wait_status(child(victim)));
		if (stat("core", &s) == 0)
			printf("core of %d %d, mode %o\n", s.st_uid, s.st_gid, s.st_mode);
	}
	again = writable = 1;
	close(open("core", O_CREAT | O_WRONLY, 0666)); /* root's, in a directory where the victim may remove it */
	show_status(wait_status(child(victim)));
	printf("core of %d\n", stat("core", &s) ? -1 : (int)s.st_uid);
	chmod(".", 01777);
	unlink("core");
	close(open("core", O_CREAT | O_WRONLY, 0666));
	return 0;
}
