// posix_spawn(3): group, mask, defaults and file actions, in this order; errors of the program are the call's.
#include "behaviour.h"
#include <spawn.h>

extern char **environ;
static void spawn(const char *what, posix_spawn_file_actions_t *f, posix_spawnattr_t *a, const char *path, char *word)
{
	char *args[] = {"self", word, NULL};
	pid_t p;
	fflush(stdout);
	int e = posix_spawn(&p, path, f, a, args, environ);
	int status = e ? 0 : wait_status(p); // before this process prints: the child prints too
	printf("%s: %s\n", what, strerrorname_np(e) ?: "0");
	if (!e)
		show_status(status);
}

int main(int argc, char **argv)
{
	sigset_t set;
	if (argc > 1) {
		sigprocmask(SIG_BLOCK, NULL, &set);
		printf("%s: leader %d, USR1 blocked %d, USR2 ignored %d, 9 open %d, in sub %d\n", argv[1], getpgrp() == getpid(),
		       sigismember(&set, SIGUSR1), signal(SIGUSR2, SIG_DFL) == SIG_IGN, fcntl(9, F_GETFD) == 0, access("../sub", F_OK) == 0);
		return 3;
	}
	posix_spawn_file_actions_t f;
	posix_spawnattr_t a;
	signal(SIGUSR2, SIG_IGN);
	mkdir("sub", 0700);
	posix_spawn_file_actions_init(&f), posix_spawnattr_init(&a);
	spawn("plain", NULL, NULL, "/proc/self/exe", "plain");
	sigemptyset(&set), sigaddset(&set, SIGUSR1);
	posix_spawnattr_setsigmask(&a, &set);
	sigemptyset(&set), sigaddset(&set, SIGUSR2);
	posix_spawnattr_setsigdefault(&a, &set);
	posix_spawnattr_setpgroup(&a, 0);
	spawn("no flags", NULL, &a, "/proc/self/exe", "no flags");
	SHOW(posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
	SHOW(posix_spawnattr_setflags(&a, 0x4000) == EINVAL);
	posix_spawn_file_actions_adddup2(&f, 0, 9);
	posix_spawn_file_actions_addchdir_np(&f, "sub");
	spawn("all", &f, &a, "/proc/self/exe", "all");
	spawn("absent", &f, &a, "/absent", "x");
	posix_spawn_file_actions_addopen(&f, 8, "absent", O_RDONLY, 0);
	spawn("action fails", &f, &a, "/proc/self/exe", "x");
	SHOW(posix_spawn_file_actions_adddup2(&f, -1, 9) == EBADF);
	return 0;
}
