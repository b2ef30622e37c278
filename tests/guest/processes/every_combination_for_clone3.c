// needs: x86-64
// slow
/* clone3 with every combination of ten flags, each with an exit signal and without: more of them are EINVAL than clone's. */
#include "clones.h"

static const unsigned long long flags[] = {
	CLONE_VM, CLONE_SIGHAND, CLONE_THREAD, CLONE_PARENT, CLONE_CLEAR_SIGHAND, CLONE_PIDFD, CLONE_PARENT_SETTID, CLONE_DETACHED, CLONE_FILES, 0x40,
};
#define COUNT (int)(sizeof flags / sizeof *flags)

static int all(void)
{
	for (int signal = 0; signal <= SIGCHLD; signal += SIGCHLD) {
		printf("exit signal %d\n", signal);
		for (unsigned n = 0; n < 1u << COUNT; n++) {
			struct clone_args args = {.exit_signal = signal, .pidfd = (uintptr_t)&clone_words[0], .parent_tid = (uintptr_t)&clone_words[2]};
			for (int i = 0; i < COUNT; i++)
				if (n >> i & 1)
					args.flags |= flags[i];
			args.stack = (uintptr_t)clone_stack;
			args.stack_size = 65536;
			errno = 0;
			long tid = clone3_and_end(&args, sizeof args);
			putchar(letter(tid));
			if (n % 64 == 63)
				putchar('\n');
			if (tid > 0)
				until_gone(tid, args.flags);
		}
	}
	return 0;
}

int main(void)
{
	in_a_family(all);
	return 0;
}
