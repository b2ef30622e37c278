/* The vDSO's code (vdso(7)). Built by hand into vdso.elf, which is checked in:
 *
 *   cc -O2 -shared -fPIC -nostdlib -ffreestanding -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables \
 *      -mno-sse -Wl,-T,vdso.lds -Wl,-soname=linux-vdso.so.1 -Wl,--hash-style=both -Wl,--build-id=none -Wl,-s \
 *      -o vdso.elf vdso.c
 *
 * The page before the image is the kernel's and the machine's: word 0 is what CLOCK_MONOTONIC will be, in nanoseconds, when the
 * fuel of this stretch is gone; word 1 what to add for CLOCK_REALTIME; word 2 the fuel that is left, in blocks of code;
 * word 3 what a block takes, in nanoseconds; word 4 whether CLOCK_MONOTONIC_RAW has to be asked for. So the clock goes on while the program runs.
 */
typedef unsigned long u64;
struct timespec { long sec, nsec; };
struct timeval { long sec, usec; };
struct timezone { int minuteswest, dsttime; };

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
#define PAGE ((const volatile u64 *)(__ehdr_start - 4096))
#define SECOND 1000000000ul
#define PROCESSOR 0x7bu /* the selector whose limit is the processor's number */

enum { REALTIME = 0, MONOTONIC = 1, MONOTONIC_RAW = 4, BOOTTIME = 7 };
enum { SYS_gettimeofday = 96, SYS_time = 201, SYS_clock_gettime = 228, SYS_clock_getres = 229, SYS_getcpu = 309 };

static u64 monotonic(void)
{
    u64 end, left, block_ns;
    do { /* again if the kernel came between the two */
        end = PAGE[0];
        left = PAGE[2];
        block_ns = PAGE[3];
    } while (end != PAGE[0]);
    return end - left * block_ns;
}

static long call(long number, long a, long b)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "0"(number), "D"(a), "S"(b) : "rcx", "r11", "memory");
    return result;
}

int __vdso_clock_gettime(int clock, struct timespec *ts)
{
    u64 now = monotonic();
    if (clock == REALTIME)
        now += PAGE[1];
    else if (clock != MONOTONIC && clock != BOOTTIME && (clock != MONOTONIC_RAW || PAGE[4]))
        return call(SYS_clock_gettime, clock, (long)ts);
    ts->sec = now / SECOND;
    ts->nsec = now % SECOND;
    return 0;
}

int __vdso_gettimeofday(struct timeval *tv, struct timezone *tz)
{
    u64 now = monotonic() + PAGE[1];
    if (tv) {
        tv->sec = now / SECOND;
        tv->usec = now % SECOND / 1000;
    }
    if (tz)
        tz->minuteswest = tz->dsttime = 0;
    return 0;
}

long __vdso_time(long *t)
{
    long now = (monotonic() + PAGE[1]) / SECOND;
    if (t)
        *t = now;
    return now;
}

int __vdso_clock_getres(int clock, struct timespec *ts)
{
    return call(SYS_clock_getres, clock, (long)ts);
}

long __vdso_getcpu(unsigned *cpu, unsigned *node, void *unused)
{
    unsigned number;
    (void)unused;
    __asm__ volatile("lsl %1, %0" : "=r"(number) : "r"(PROCESSOR));
    if (cpu)
        *cpu = number;
    if (node)
        *node = 0;
    return 0;
}

int clock_gettime(int, struct timespec *) __attribute__((weak, alias("__vdso_clock_gettime")));
int gettimeofday(struct timeval *, struct timezone *) __attribute__((weak, alias("__vdso_gettimeofday")));
long time(long *) __attribute__((weak, alias("__vdso_time")));
int clock_getres(int, struct timespec *) __attribute__((weak, alias("__vdso_clock_getres")));
long getcpu(unsigned *, unsigned *, void *) __attribute__((weak, alias("__vdso_getcpu")));
