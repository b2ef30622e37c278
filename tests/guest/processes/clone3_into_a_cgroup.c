// needs: x86-64
/* CLONE_INTO_CGROUP wants a descriptor of a cgroup's directory: anything else is EBADF, and too short a structure EINVAL. */
#include "clones.h"

static long into(long long cgroup, size_t size)
{
	struct clone_args args = {.exit_signal = SIGCHLD, .flags = CLONE_INTO_CGROUP, .cgroup = cgroup};
	return clone3_and_end(&args, size);
}

int main(void)
{
	int file = open("file", O_RDWR | O_CREAT, 0600), folder = open(".", O_RDONLY | O_DIRECTORY), path = open(".", O_PATH);
	SHOW(into(-1, sizeof(struct clone_args)));
	SHOW(into(999, sizeof(struct clone_args)));
	SHOW(into(file, sizeof(struct clone_args)));
	SHOW(into(folder, sizeof(struct clone_args)));
	SHOW(into(path, sizeof(struct clone_args)));
	SHOW(into(1LL << 32, sizeof(struct clone_args)));
	SHOW(into(folder, 80));
	SHOW(into(folder, 64));
	struct clone_args args = {.exit_signal = SIGCHLD, .flags = CLONE_INTO_CGROUP | CLONE_SIGHAND, .cgroup = folder};
	SHOW(clone3_and_end(&args, sizeof args));
	args = (struct clone_args){.exit_signal = SIGCHLD, .cgroup = 12345};
	long tid = clone3_and_end(&args, sizeof args);
	printf("without the flag the field is not looked at: %d\n", tid > 0);
	waitpid(tid, NULL, 0);
	SHOW(waitpid(-1, NULL, 0));
	return 0;
}
