// needs: x86-64 root
/* clone3's set_tid: the child gets the number that is asked for, if it is free and the caller may; the numbers after it go on as before. */
#include "clones.h"

static pid_t numbers[2];

static long ask(pid_t number, size_t count)
{
	struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)numbers, .set_tid_size = count};
	numbers[0] = number;
	long tid = clone3_and_end(&args, sizeof args);
	if (tid > 0) {
		int saved = errno;
		CHECK(waitpid(tid, NULL, 0) == tid);
		errno = saved;
	}
	return tid;
}

#define TRY(words, number, count) \
	do { \
		errno = 0; \
		long tid_ = ask(number, count); \
		printf("%s: %s\n", words, tid_ > 0 ? (tid_ == (number) ? "the child has it" : "another number") : strerrorname_np(errno)); \
	} while (0)

static int as_root(void)
{
	int wanted = 20001;
	TRY("a free number", wanted, 1);
	TRY("once more", wanted, 1);
	TRY("my own", getpid(), 1);
	TRY("my parent's", getppid(), 1);
	TRY("number 1", 1, 1);
	TRY("number 0", 0, 1);
	TRY("a negative one", -5, 1);
	TRY("too large", 1 << 30, 1);
	TRY("no numbers", wanted, 0);
	TRY("for two namespaces, of which there is one", wanted, 2);
	TRY("for 33 namespaces", wanted, 33);
	struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = 1, .set_tid_size = 1};
	SHOW(clone3_and_end(&args, sizeof args));
	args.set_tid = 0;
	SHOW(clone3_and_end(&args, sizeof args));
	args = (struct clone_args){.exit_signal = SIGCHLD, .set_tid = (uintptr_t)numbers, .set_tid_size = 1};
	numbers[0] = wanted + 1;
	pid_t plain = fork();
	if (!plain)
		_exit(0);
	pid_t held = clone3_and_end(&args, sizeof args);
	printf("a zombie's number: %d\n", held == wanted + 1);
	TRY("of a zombie", wanted + 1, 1);
	waitpid(held, NULL, 0);
	TRY("when it is gone", wanted + 1, 1);
	waitpid(plain, NULL, 0);
	/* a group keeps its number alive */
	args = (struct clone_args){.exit_signal = SIGCHLD};
	return 0;
}

static int as_a_user(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	TRY("a free number", 20010, 1);
	TRY("my own", getpid(), 1);
	TRY("number 0", 0, 1);
	TRY("for two namespaces", 20010, 2);
	return 0;
}

int main(void)
{
	wait_status(child(as_root));
	wait_status(child(as_a_user));
	return 0;
}
