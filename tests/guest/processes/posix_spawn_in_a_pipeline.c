#include "behaviour.h"
#include <spawn.h>
#include <sys/wait.h>

/* posix_spawn makes its child by clone(CLONE_VM | CLONE_VFORK): printf x | wc -c, both ends spawned. */
extern char **environ;

static pid_t spawn(char **command, int in, int out, int unused)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_addclose(&actions, unused);
	CHECK(posix_spawn(&pid, command[0], &actions, NULL, command, environ) == 0);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

int main(int count, char **arguments)
{
	char byte;
	int ends[2], status, total = 0;
	if (count > 1 && arguments[1][0] == 'w')
		return write(1, "xyz", 3) != 3;
	if (count > 1) {
		while (read(0, &byte, 1) == 1)
			total++;
		printf("%d\n", total);
		return 0;
	}
	make_pipe(ends);
	char *writer[] = { "/proc/self/exe", "w", NULL }, *reader[] = { "/proc/self/exe", "r", NULL };
	char *missing[] = { "/does/not/exist", NULL };
	pid_t second = spawn(reader, ends[0], 1, ends[1]);
	pid_t first = spawn(writer, 0, ends[1], ends[0]);
	close(ends[0]);
	close(ends[1]);
	CHECK(waitpid(first, &status, 0) == first);
	SHOW(status);
	CHECK(waitpid(second, &status, 0) == second);
	SHOW(status);
	SHOW(posix_spawn(&first, missing[0], NULL, NULL, missing, environ) == ENOENT);
}
