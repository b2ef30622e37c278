/* The vDSO of 32-bit programs (vdso(7), "i386 functions"). Built by hand into vdso_i386.elf, which is checked in:
 *
 *   cc -m32 -O2 -shared -fPIC -nostdlib -ffreestanding -fno-stack-protector -fcf-protection=none \
 *      -fno-asynchronous-unwind-tables -mno-sse -Wl,-m,elf_i386 -Wl,-T,vdso_i386.lds -Wl,-soname=linux-gate.so.1 \
 *      -Wl,--hash-style=both -Wl,--build-id=none -Wl,-s -o vdso_i386.elf vdso_i386.c
 *
 * The page before the image is the one that 64-bit programs have (vdso.c).  vdso_i386.py finds the three ways into the kernel by their
 * code: `sysenter; int $0x80` must stand as it does, for a call is made again at the instruction before the landing pad.
 */
typedef unsigned long long u64;
typedef unsigned int u32;
struct timespec32 { int sec, nsec; };
struct timespec64 { long long sec, nsec; };
struct timeval32 { int sec, usec; };
struct timezone { int minuteswest, dsttime; };

__asm__(".text\n"
	".globl __kernel_vsyscall, __kernel_sigreturn, __kernel_rt_sigreturn\n"
	".type __kernel_vsyscall, @function\n.type __kernel_sigreturn, @function\n.type __kernel_rt_sigreturn, @function\n"
	"__kernel_vsyscall:\n push %ecx\n push %edx\n push %ebp\n movl %esp, %ebp\n sysenter\n int $0x80\n"
	" pop %ebp\n pop %edx\n pop %ecx\n ret\n"
	".size __kernel_vsyscall, . - __kernel_vsyscall\n"
	".balign 16\n nop\n"
	"__kernel_sigreturn:\n popl %eax\n movl $119, %eax\n int $0x80\n"
	".size __kernel_sigreturn, . - __kernel_sigreturn\n"
	".balign 16\n nop\n"
	"__kernel_rt_sigreturn:\n movl $173, %eax\n int $0x80\n"
	".size __kernel_rt_sigreturn, . - __kernel_rt_sigreturn\n"
	".balign 16\n");

static const volatile u32 *page(void) /* found from where the code is: there is no table of addresses */
{
	const char *image;
	__asm__("call 1f\n1: pop %0\n lea __ehdr_start - 1b(%0), %0" : "=r"(image));
	return (const volatile u32 *)(image - 4096);
}

#define PAGE (page())
#define SECOND 1000000000u

enum { REALTIME = 0, MONOTONIC = 1, MONOTONIC_RAW = 4, BOOTTIME = 7 };
enum { SYS_clock_gettime = 265, SYS_clock_getres = 266, SYS_clock_gettime64 = 403 };

static u64 word(int at)
{
	return (u64)PAGE[2 * at + 1] << 32 | PAGE[2 * at];
}

static u64 monotonic(void)
{
	u64 end;
	u32 left, block_ns;
	do { /* again if the kernel came between the two */
		end = word(0);
		left = PAGE[4];
		block_ns = PAGE[6];
	} while (end != word(0));
	return end - (u64)left * block_ns;
}

/* Seconds, and what is left over: dates fit in 32 bits of seconds here, and libgcc has the general division. */
static u32 seconds(u64 ns, u32 *rest)
{
	u32 quotient, remainder;
	__asm__("divl %4" : "=a"(quotient), "=d"(remainder) : "0"((u32)ns), "1"((u32)(ns >> 32)), "r"(SECOND));
	*rest = remainder;
	return quotient;
}

static int call(int number, int a, void *b)
{
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "0"(number), "b"(a), "c"(b) : "memory");
	return result;
}

static int known(int clock, u64 *now)
{
	*now = monotonic();
	if (clock == REALTIME)
		*now += word(1);
	return clock == REALTIME || clock == MONOTONIC || clock == BOOTTIME || (clock == MONOTONIC_RAW && !PAGE[8]);
}

int __vdso_clock_gettime(int clock, struct timespec32 *ts)
{
	u64 now;
	u32 rest;
	if (!known(clock, &now))
		return call(SYS_clock_gettime, clock, ts);
	ts->sec = seconds(now, &rest);
	ts->nsec = rest;
	return 0;
}

int __vdso_clock_gettime64(int clock, struct timespec64 *ts)
{
	u64 now;
	u32 rest;
	if (!known(clock, &now))
		return call(SYS_clock_gettime64, clock, ts);
	ts->sec = seconds(now, &rest);
	ts->nsec = rest;
	return 0;
}

int __vdso_gettimeofday(struct timeval32 *tv, struct timezone *tz)
{
	u32 rest;
	if (tv) {
		tv->sec = seconds(monotonic() + word(1), &rest);
		tv->usec = rest / 1000;
	}
	if (tz)
		tz->minuteswest = tz->dsttime = 0;
	return 0;
}

int __vdso_time(int *t)
{
	u32 rest;
	int now = seconds(monotonic() + word(1), &rest);
	if (t)
		*t = now;
	return now;
}

int __vdso_clock_getres(int clock, struct timespec32 *ts)
{
	return call(SYS_clock_getres, clock, ts);
}

int __vdso_getcpu(unsigned *cpu, unsigned *node, void *unused)
{
	unsigned number;
	(void)unused;
	__asm__ volatile("lsl %1, %0" : "=r"(number) : "r"(0x7bu)); /* the selector whose limit is the processor's number */
	if (cpu)
		*cpu = number;
	if (node)
		*node = 0;
	return 0;
}
