// slow
// needs: root
/* chroot(2): "..", absolute links, the current directory left outside, descriptors of outside, getcwd's "(unreachable)", names of /proc. */
#include "behaviour.h"

static int inside(void)
{
	char text[4096];
	struct stat s;
	int outside = open(".", O_RDONLY);
	SHOW(chroot("root"));
	SHOW(stat("/in", &s));
	SHOW(stat("root/in", &s));
	text[0] = 0;
	long n = syscall(SYS_getcwd, text, sizeof text);
	printf("%d %.13s\n", n > 0, text);
	SHOW(getcwd(text, sizeof text) == NULL ? -1 : 0);
	SHOW(chdir("/"));
	SHOW(stat("../out", &s));
	SHOW(stat("link", &s));
	SHOW(stat("/link2", &s));
	SHOW(fchdir(outside));
	SHOW(stat("out", &s));
	SHOW(stat("../../../../etc", &s));
	SHOW(stat("root/../out", &s));
	SHOW(chroot("root/in"));
	SHOW(chroot("none"));
	SHOW(chdir("/"));
	SHOW(syscall(SYS_getcwd, text, sizeof text));
	puts(text);
	return 0;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(chroot("root"));
	SHOW(chroot("none"));
	return 0;
}

int main(void)
{
	mkdir("root", 0755), close(creat("root/in", 0644)), close(creat("out", 0644));
	symlink("/in", "root/link"), symlink("../../../in", "root/link2");
	chmod("root", 0755), chmod(".", 0755);
	wait_status(child(inside));
	wait_status(child(as_user));
	return 0;
}
