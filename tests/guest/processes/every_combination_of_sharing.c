// needs: x86-64
// slow
/* clone(2) with every combination of twelve flags: which are accepted, and which are EINVAL. */
#include "clones.h"

static const unsigned long flags[] = {
	CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_THREAD, CLONE_PARENT, CLONE_PIDFD, CLONE_PARENT_SETTID, CLONE_DETACHED, CLONE_SYSVSEM, CLONE_VFORK, CLONE_IO,
};
#define COUNT (int)(sizeof flags / sizeof *flags)

static int all(void)
{
	for (unsigned n = 0; n < 1u << COUNT; n++) {
		unsigned long wanted = combination(flags, COUNT, n);
		errno = 0;
		long tid = clone_and_end(wanted | SIGCHLD);
		putchar(letter(tid));
		if (n % 64 == 63)
			putchar('\n');
		if (tid > 0)
			until_gone(tid, wanted);
	}
	return 0;
}

int main(void)
{
	in_a_family(all);
	return 0;
}
