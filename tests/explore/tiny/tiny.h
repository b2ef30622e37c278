/* System calls without a C library, so that a whole program is a few hundred instructions and every interleaving of it
   can be walked.  Natively, DELAY() waits for a random time; inside it is nothing. */
#define NULL ((void *)0)
#define CALL static inline __attribute__((always_inline)) long
CALL call6(long n, long a, long b, long c, long d, long e, long f)
{
	long r;
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
	return r;
}
CALL call3(long n, long a, long b, long c)
{
	long r;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return r;
}
#define SIGHUP 1
#define SIGINT 2
#define SIGKILL 9
#define SIGUSR1 10
#define SIGUSR2 12
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIG_IGN ((void (*)(int))1)
#define WNOHANG 1
#define WUNTRACED 2
#define SA_RESTART 0x10000000
#define O_RDONLY 0
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NONBLOCK 04000
#define O_APPEND 02000
#ifdef NATIVE
static unsigned long dice;
static __attribute__((noinline)) void delay(void)
{
	unsigned low, high;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	dice = (dice ^ low) * 6364136223846793005u + 1442695040888963407u;
	unsigned n = dice >> 58 ? (unsigned)(dice >> 33 & 511) : (unsigned)(dice >> 33 & 65535);
	for (volatile unsigned i = 0; i < n; i++)
		;
}
#define DELAY() delay()
#else
#define DELAY() ((void)0)
#endif
CALL read(int fd, void *data, long count) { DELAY(); return call3(0, fd, (long)data, count); }
CALL write(int fd, const void *data, long count) { DELAY(); return call3(1, fd, (long)data, count); }
CALL open(const char *path, int flags, int mode) { DELAY(); return call3(2, (long)path, flags, mode); }
CALL close(int fd) { DELAY(); return call3(3, fd, 0, 0); }
CALL pipe2(int *ends, int flags) { return call3(293, (long)ends, flags, 0); }
CALL dup(int fd) { DELAY(); return call3(32, fd, 0, 0); }
CALL dup2(int old, int new) { DELAY(); return call3(33, old, new, 0); }
CALL pause(void) { DELAY(); return call3(34, 0, 0, 0); }
CALL getpid(void) { return call3(39, 0, 0, 0); }
CALL getppid(void) { DELAY(); return call3(110, 0, 0, 0); }
CALL fork(void) { DELAY(); return call6(56, SIGCHLD, 0, 0, 0, 0, 0); }
CALL waitpid(int pid, int *status, int options) { DELAY(); return call6(61, pid, (long)status, options, 0, 0, 0); }
CALL kill(int pid, int signal) { DELAY(); return call3(62, pid, signal, 0); }
CALL setpgid(int pid, int group) { DELAY(); return call3(109, pid, group, 0); }
CALL setsid(void) { DELAY(); return call3(112, 0, 0, 0); }
CALL chdir(const char *path) { DELAY(); return call3(80, (long)path, 0, 0); }
CALL mkdir(const char *path, int mode) { DELAY(); return call3(83, (long)path, mode, 0); }
CALL rename(const char *old, const char *new) { DELAY(); return call3(82, (long)old, (long)new, 0); }
CALL unlink(const char *path) { DELAY(); return call3(87, (long)path, 0, 0); }
CALL link(const char *old, const char *new) { DELAY(); return call3(86, (long)old, (long)new, 0); }
CALL flock(int fd, int how) { DELAY(); return call3(73, fd, how, 0); }
CALL lseek(int fd, long offset, int whence) { DELAY(); return call3(8, fd, offset, whence); }
#define PR_SET_PDEATHSIG 1
CALL prctl(int option, long value) { DELAY(); return call6(157, option, value, 0, 0, 0, 0); }
CALL sched_yield(void) { return call3(24, 0, 0, 0); }
static inline __attribute__((noreturn, always_inline)) void _exit(int status) { DELAY(); for (;;) call3(231, status, 0, 0); }
static inline __attribute__((noreturn, always_inline)) void thread_exit(void) { DELAY(); for (;;) call3(60, 0, 0, 0); }
static inline void *mmap(void *at, long length, int rights, int flags) { DELAY(); return (void *)call6(9, (long)at, length, rights, flags, -1, 0); }
CALL mprotect(void *at, long length, int rights) { DELAY(); return call3(10, (long)at, length, rights); }
CALL munmap(void *at, long length) { DELAY(); return call3(11, (long)at, length, 0); }
CALL brk(long end) { DELAY(); return call3(12, end, 0, 0); }
CALL madvise(void *at, long length, int advice) { DELAY(); return call3(28, (long)at, length, advice); }
static inline void *map_file(int fd) { return (void *)call6(9, 0, 4096, 3, 1, fd, 0); }
static inline int memfd(void) { return (int)call3(319, (long)"m", 0, 0); }
CALL ftruncate(int fd, long length) { DELAY(); return call3(77, fd, length, 0); }
CALL punch(int fd, long start, long length) { DELAY(); return call6(285, fd, 3, start, length, 0, 0); }
CALL fcntl(int fd, int command, long value) { DELAY(); return call3(72, fd, command, value); }
CALL set_limit(int pid, int resource, unsigned long both) { unsigned long limit[2] = { both, both }; DELAY(); return call6(302, pid, resource, (long)limit, 0, 0, 0); }
static inline void *shared(void) { return (void *)call6(9, 0, 4096, 3, 0x21, -1, 0); }
CALL futex(volatile int *word, int operation, int value) { DELAY(); return call6(202, (long)word, operation, value, 0, 0, 0); }
static inline void mask(int how, unsigned long set) { DELAY(); call6(14, how, (long)&set, 0, 8, 0, 0); }
static inline unsigned long pending(void) { unsigned long set = 0; DELAY(); call3(127, (long)&set, 8, 0); return set; }
static inline long suspend(unsigned long set) { DELAY(); return call3(130, (long)&set, 8, 0); }
#define BLOCK 0
#define F_SETPIPE_SZ 1031
#define RLIMIT_NOFILE 7
#define UNBLOCK 1
#define SETMASK 2
#define SET(n) (1ul << ((n) - 1))
__asm__("restorer: mov $15, %eax; syscall");
extern void restorer(void);
static inline void handle(int signal, void (*handler)(int), unsigned long flags)
{
	struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); unsigned long mask; } action = {
		handler, flags | 0x04000000, restorer, 0 };
	call6(13, signal, (long)&action, 0, 8, 0, 0);
}
/* A thread with a small stack of its own; its last act is thread_exit(). `gone` becomes 0 (and is a futex) when it has ended. */
static char stacks[4][4096] __attribute__((aligned(16)));
static volatile int gone[4];
__asm__("start_thread: mov %rcx, %r10; mov $56, %eax; syscall; test %eax, %eax; jz 1f; ret; 1: pop %rax; jmp *%rax");
extern long start_thread(unsigned long flags, void *stack, volatile int *parent_tid, volatile int *child_tid);
static inline void thread(int number, void (*function)(void))
{
	void **top = (void **)(stacks[number] + sizeof stacks[number] - 16);
	*top = (void *)function;
	gone[number] = 1;
	/* VM FS FILES SIGHAND THREAD SYSVSEM CHILD_CLEARTID */
	start_thread(0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x200000, top, NULL, &gone[number]);
}
static inline void join(int number)
{
	for (;;) {
		int value = gone[number];
		if (!value)
			return;
		futex(&gone[number], 0, value);
	}
}
static inline void put(char c) { write(1, &c, 1); }
static int program(void);
__attribute__((force_align_arg_pointer, used)) void _start(void)
{
#ifdef NATIVE
	dice = (unsigned long)getpid() * 2654435761u;
#endif
	_exit(program());
}
