// needs: x86-64 root
// slow
/* Without CAP_SYS_ADMIN every flag for a namespace is EPERM, unless a combination is EINVAL before that is looked at; in clone, clone3
 * and unshare. */
#include "clones.h"

static const unsigned long flags[] = {
	CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP, CLONE_FS, CLONE_VM, CLONE_SIGHAND, CLONE_THREAD, CLONE_SYSVSEM,
};
#define COUNT (int)(sizeof flags / sizeof *flags)
#define NAMESPACES 6

static int all(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	for (unsigned n = 0; n < 1u << COUNT; n++) {
		unsigned long wanted = combination(flags, COUNT, n);
		errno = 0;
		long tid = n & ((1 << NAMESPACES) - 1) ? clone_and_end(wanted | SIGCHLD) : 0;
		putchar(letter(tid));
		if (n % 64 == 63)
			putchar('\n');
		if (tid > 0)
			until_gone(tid, wanted);
	}
	for (unsigned n = 1; n < 1u << NAMESPACES; n++) {
		struct clone_args args = {.exit_signal = SIGCHLD, .flags = combination(flags, NAMESPACES, n)};
		putchar(letter(clone3_and_end(&args, sizeof args)));
		putchar(letter(syscall(SYS_unshare, args.flags)));
	}
	putchar('\n');
	struct clone_args args = {.exit_signal = SIGCHLD, .flags = 0x80}; /* CLONE_NEWTIME */
	SHOW(clone3_and_end(&args, sizeof args));
	SHOW(syscall(SYS_unshare, 0x80));
	args.flags = 0x80 | CLONE_VM;
	args.stack = (uintptr_t)clone_stack, args.stack_size = 65536;
	SHOW(clone3_and_end(&args, sizeof args));
	args.flags = 0x80 | CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, args.exit_signal = 0;
	SHOW(clone3_and_end(&args, sizeof args));
	return 0;
}

int main(void)
{
	in_a_family(all);
	return 0;
}
