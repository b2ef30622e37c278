// slow
// needs: root
/* capabilities(7), "Effect of user ID changes on capabilities": what a process may do after each change of ids. */
#include "behaviour.h"
#include <sys/fsuid.h>

static void may(const char *what)
{
	int fd = open("secret", O_RDONLY);
	printf("%s: read %s, chown %s, kill 1 %s, chroot %s\n", what, fd >= 0 ? "yes" : strerrorname_np(errno), chown("own", 5, 5) ? strerrorname_np(errno) : "yes",
	       kill(1, 0) ? strerrorname_np(errno) : "yes", chroot("/") ? strerrorname_np(errno) : "yes");
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	umask(0);
	close(creat("secret", 0)), close(creat("own", 0666)), chown("secret", 7, 7);
	may("root");
	CHECK(seteuid(1000) == 0);
	may("effective user");
	CHECK(seteuid(0) == 0);
	may("effective root again");
	CHECK(setresuid(1000, 0, 1000) == 0);
	may("only effective root");
	CHECK(setfsuid(1000) == 0);
	may("file system user");
	CHECK(setfsuid(0) == 1000);
	may("file system root");
	CHECK(setresuid(0, 1000, 1000) == 0);
	may("real root");
	CHECK(setresuid(-1, 0, -1) == 0);
	may("effective again");
	CHECK(setresuid(1000, 1000, 1000) == 0);
	may("no root left");
	SHOW(setuid(0));
	may("still");
	return 0;
}
