/* What every program under tests/guest may use.  Each shows one behaviour by printing it; the native run is the expectation, so what
 * is printed must be the same in every run: no pids, no addresses, no times.
 *
 *   SHOW(setpgid(0, -1));         prints   setpgid(0, -1) = -1 EINVAL
 *   CHECK(p != NULL);             ends the program with status 99 and the line when it does not hold (for what is not under test)
 *   show_status(status);          prints   exited 3 | killed SIGTERM | stopped SIGSTOP | continued
 *   pid_t p = child(function);    forks; the child's status is what the function returns
 */
#ifndef BEHAVIOUR_H
#define BEHAVIOUR_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(call) \
	do { \
		errno = 0; \
		long result_ = (long)(call); \
		if (result_ == -1 && errno) \
			printf("%s = -1 %s\n", #call, strerrorname_np(errno)); \
		else \
			printf("%s = %ld\n", #call, result_); \
	} while (0)

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			printf("%s:%d: not so: %s (%s)\n", __FILE_NAME__, __LINE__, #condition, strerror(errno)); \
			fflush(stdout); \
			_exit(99); \
		} \
	} while (0)

__attribute__((unused)) static const char *signal_name(int number)
{
	static char text[32];
	const char *name = number > 0 && number < 32 ? sigabbrev_np(number) : NULL;
	if (name)
		snprintf(text, sizeof text, "SIG%s", name);
	else
		snprintf(text, sizeof text, "signal %d", number);
	return text;
}

__attribute__((unused)) static void show_status(int status)
{
	if (WIFEXITED(status))
		printf("exited %d\n", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		printf("killed %s%s\n", signal_name(WTERMSIG(status)), WCOREDUMP(status) ? " (core)" : "");
	else if (WIFSTOPPED(status))
		printf("stopped %s\n", signal_name(WSTOPSIG(status)));
	else if (WIFCONTINUED(status))
		printf("continued\n");
	else
		printf("status %#x\n", status);
}

/* Runs `function` in a child; flushes first, so that no line is printed twice. */
__attribute__((unused)) static pid_t child(int (*function)(void))
{
	fflush(stdout);
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		int status = function();
		fflush(stdout);
		_exit(status);
	}
	return pid;
}

/* Waits for one child and returns its status. */
__attribute__((unused)) static int wait_status(pid_t pid)
{
	int status = -1;
	pid_t got;
	do
		got = waitpid(pid, &status, 0);
	while (got == -1 && errno == EINTR);
	CHECK(got == pid);
	return status;
}

/* A word from one process to another over a pipe: make it, then `tell` on one side and `await` on the other. */
__attribute__((unused)) static void make_pipe(int ends[2])
{
	CHECK(pipe2(ends, O_CLOEXEC) == 0);
}

__attribute__((unused)) static void tell(int ends[2])
{
	CHECK(write(ends[1], "x", 1) == 1);
}

__attribute__((unused)) static void await(int ends[2])
{
	char byte;
	ssize_t n;
	do
		n = read(ends[0], &byte, 1);
	while (n == -1 && errno == EINTR);
	CHECK(n == 1);
}

#endif
