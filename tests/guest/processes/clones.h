/* clone and clone3 with any flags: the child has a stack of its own and ends at once; the caller waits until it is gone, whoever's
 * child it is.  Combinations are shown as a table of letters, one a combination, 64 a line. */
#include "../behaviour.h"
#include <linux/sched.h>
#include <sched.h>
#include <sys/mman.h>

static char *clone_stack;
static int clone_words[4];

/* The system call with a raw stack: 0 is never returned, the child ends. */
static long clone_and_end(unsigned long flags)
{
	long result;
#ifdef __x86_64__
	register long child_tid __asm__("r10") = (long)&clone_words[1];
	register long tls __asm__("r8") = 0;
	__asm__ volatile("syscall\n test %%eax, %%eax\n jnz 1f\n mov $60, %%eax\n xor %%edi, %%edi\n syscall\n 1:"
			 : "=a"(result)
			 : "0"(SYS_clone), "D"(flags), "S"(clone_stack + 65536), "d"(&clone_words[0]), "r"(child_tid), "r"(tls)
			 : "rcx", "r11", "memory", "cc");
#else
	result = -1;
#endif
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

static long clone3_and_end(struct clone_args *args, size_t size)
{
	long result;
#ifdef __x86_64__
	__asm__ volatile("syscall\n test %%eax, %%eax\n jnz 1f\n mov $60, %%eax\n xor %%edi, %%edi\n syscall\n 1:"
			 : "=a"(result)
			 : "0"(SYS_clone3), "D"(args), "S"(size)
			 : "rcx", "r11", "memory", "cc");
#else
	result = -1;
#endif
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

/* Until the thread or process is gone. */
static void until_gone(long tid, unsigned long flags)
{
	if (flags & CLONE_THREAD)
		while (syscall(SYS_tgkill, getpid(), tid, 0) == 0)
			sched_yield();
	else if (flags & CLONE_PARENT)
		while (kill(tid, 0) == 0) /* our parent has SIGCHLD ignored */
			sched_yield();
	else
		CHECK(waitpid(tid, NULL, __WALL) == tid);
	if (flags & CLONE_PIDFD)
		close(clone_words[0]);
}

static char letter(long result)
{
	return result >= 0 ? '.' : errno == EINVAL ? 'i' : errno == EPERM ? 'p' : errno == EAGAIN ? 'a' : errno == EBADF ? 'b' : errno == EEXIST ? 'e' : '?';
}

/* The `n`th combination of `count` flags. */
static unsigned long combination(const unsigned long *flags, int count, unsigned n)
{
	unsigned long all = 0;
	for (int i = 0; i < count; i++)
		if (n >> i & 1)
			all |= flags[i];
	return all;
}

static void in_a_family(int (*function)(void))
{
	clone_stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	signal(SIGCHLD, SIG_IGN);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		signal(SIGCHLD, SIG_DFL);
		int status = function();
		fflush(stdout);
		_exit(status);
	}
	while (waitpid(-1, NULL, 0) > 0) /* children that are ignored: until there is none */
		;
}
