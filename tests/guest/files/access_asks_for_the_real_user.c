// slow
// needs: root
/* access(2): "The check is done using the calling process's real UID and GID"; AT_EACCESS asks for the effective ones; and root's rule for X_OK. */
#include "behaviour.h"
#include <grp.h>
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

static void ask(const char *name)
{
	for (int mode = 0; mode < 8; mode++) {
		errno = 0;
		int real = access(name, mode), one = errno;
		errno = 0;
		int effective = syscall(SYS_faccessat2, AT_FDCWD, name, mode, AT_EACCESS);
		printf("%s %d: real %s, effective %s\n", name, mode, real ? strerrorname_np(one) : "yes", effective ? strerrorname_np(errno) : "yes");
	}
}

int main(void)
{
	umask(0);
	close(creat("six", 0600)), close(creat("x", 0100)), close(creat("group", 0060)), mkdir("d", 0000), close(creat("none", 0));
	chown("group", 0, 500);
	ask("six"), ask("x"), ask("none"), ask("d");
	CHECK(setgroups(0, NULL) == 0);
	CHECK(setresgid(1000, 500, 0) == 0);
	CHECK(setresuid(1000, 0, 0) == 0);
	ask("six"), ask("group"), ask("d");
	CHECK(setresuid(0, 1000, 0) == 0);
	ask("six"), ask("group"), ask("x");
	SHOW(access("six", 8));
	SHOW(access("six/x", F_OK));
	SHOW(access("absent", F_OK));
	SHOW(euidaccess("six", R_OK));
	return 0;
}
