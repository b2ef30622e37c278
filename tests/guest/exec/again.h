/* A program that executes itself: `again(argc, argv)` tells whether this is the second time. */
#ifndef AGAIN_H
#define AGAIN_H
#include "behaviour.h"

extern char **environ;

__attribute__((unused)) static int again(int argc, char **argv, const char *word)
{
	return argc > 1 && !strcmp(argv[1], word);
}

/* Runs this program again in a child with the word as argv[1]. */
__attribute__((unused)) static void run_again(const char *word)
{
	fflush(stdout);
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		execl("/proc/self/exe", "self", word, (char *)NULL);
		_exit(98);
	}
	show_status(wait_status(pid));
}

__attribute__((unused)) static void make_file(const char *name, const void *bytes, size_t count, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0);
	CHECK(write(fd, bytes, count) == (ssize_t)count);
	CHECK(fchmod(fd, mode) == 0);
	CHECK(close(fd) == 0);
}

/* Executes a file in a child and shows how that ended; the child says what errno execve gave. */
__attribute__((unused)) static void try_exec(const char *name, char *const argv[])
{
	fflush(stdout);
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		execve(name, argv, environ);
		printf("%s: %s\n", name, strerrorname_np(errno));
		fflush(stdout);
		_exit(97);
	}
	show_status(wait_status(pid));
}
#endif
