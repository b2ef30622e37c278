/* Random instructions, one to three at a time, each in registers and memory that are always the same; what came of it goes to standard output, a
 * line for each: signal, si_code, si_addr, trap number, error code, RIP, the general registers, SSE registers and a sum over memory.
 *
 *     instructions SEED COUNT
 *
 * Left out are what differs from processor to processor (system calls, CPUID and the like, instructions that the kernel's processor has not),
 * flags, which most leave undefined in part, and what the engine is known to do otherwise (src/forkingpaths/machine/__init__.py). */
#define FIELDS u64 address, trap, error, rip, registers[16], vectors[8]
enum { LIMIT_US = 30000 };
#include "instructions.h"

/* of the assembly below */
u64 saved[8], initial[16], saved_fs;
unsigned mxcsr = 0x1f80;
extern char come_back[];

static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
			      REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
static const u64 values[] = {0, 1, 2, 5, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
			     0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, 0x3ff0000000000000, 0x7ff8000000000000, 0xc00921fb54442d18};

static void on_signal(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	record->signal = number;
	if (number != SIGALRM) { /* a loop: nobody knows where it is */
		record->code = info->si_code;
		record->address = (u64)info->si_addr;
		record->trap = regs[REG_TRAPNO];
		record->error = regs[REG_ERR];
		record->rip = regs[REG_RIP];
		for (int i = 0; i < 16; i++)
			record->registers[i] = regs[order[i]];
		memcpy(record->vectors, uc->uc_mcontext.fpregs->_xmm, sizeof record->vectors);
	}
	if (record->trap == 14 && record->address < (u64)CODE) /* somewhere in this very program: laid out otherwise each time */
		record->code = record->error = 0;
	regs[REG_RIP] = (u64)come_back;
	regs[REG_RSP] = saved[0];
	regs[REG_EFL] = 0x202;
	regs[REG_CSGSFS] = (regs[REG_CSGSFS] & 0xffffffff0000) | 0x33 | 0x2bul << 48;
}

/* To `target` with the registers `initial`, and back from the handler. FS begins in DATA meanwhile. */
__attribute__((noinline)) static void run(void)
{
	__asm__ volatile(
		"mov %%rsp, saved(%%rip)\n mov %%rbp, saved+8(%%rip)\n mov %%rbx, saved+16(%%rip)\n mov %%r12, saved+24(%%rip)\n"
		"mov %%r13, saved+32(%%rip)\n mov %%r14, saved+40(%%rip)\n mov %%r15, saved+48(%%rip)\n"
		"mov $158, %%eax\n mov $0x1002, %%edi\n mov $0x20004000, %%esi\n syscall\n"
		"fninit\n ldmxcsr mxcsr(%%rip)\n pxor %%xmm0, %%xmm0\n movups initial(%%rip), %%xmm1\n"
		"movups initial+32(%%rip), %%xmm2\n movups initial+64(%%rip), %%xmm3\n"
		"pxor %%xmm4, %%xmm4\n pxor %%xmm5, %%xmm5\n pxor %%xmm6, %%xmm6\n pxor %%xmm7, %%xmm7\n pxor %%xmm8, %%xmm8\n pxor %%xmm9, %%xmm9\n"
		"pxor %%xmm10, %%xmm10\n pxor %%xmm11, %%xmm11\n pxor %%xmm12, %%xmm12\n pxor %%xmm13, %%xmm13\n pxor %%xmm14, %%xmm14\n pxor %%xmm15, %%xmm15\n"
		"mov initial(%%rip), %%rax\n mov initial+8(%%rip), %%rcx\n mov initial+16(%%rip), %%rdx\n mov initial+24(%%rip), %%rbx\n"
		"mov initial+40(%%rip), %%rbp\n mov initial+48(%%rip), %%rsi\n mov initial+56(%%rip), %%rdi\n"
		"mov initial+64(%%rip), %%r8\n mov initial+72(%%rip), %%r9\n mov initial+80(%%rip), %%r10\n mov initial+88(%%rip), %%r11\n"
		"mov initial+96(%%rip), %%r12\n mov initial+104(%%rip), %%r13\n mov initial+112(%%rip), %%r14\n"
		"mov initial+120(%%rip), %%r15\n mov initial+32(%%rip), %%rsp\n push $0x202\n popf\n jmp *target(%%rip)\n"
		".globl come_back\n come_back: mov saved+8(%%rip), %%rbp\n mov saved+16(%%rip), %%rbx\n mov saved+24(%%rip), %%r12\n"
		"mov saved+32(%%rip), %%r13\n mov saved+40(%%rip), %%r14\n mov saved+48(%%rip), %%r15\n"
		"mov $158, %%eax\n mov $0x1002, %%edi\n mov saved_fs(%%rip), %%rsi\n syscall\n fninit\n ldmxcsr mxcsr(%%rip)"
		: : : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
}

static int one_instruction(u8 *p)
{
	static const u8 prefixes[] = {0x66, 0x66, 0x66, 0xf2, 0xf3, 0xf3, 0xf0, 0x67, 0x64, 0x2e};
	int n = 0;
	if (choose(100) < 40)
		p[n++] = prefixes[choose(sizeof prefixes)];
	if (choose(100) < 35)
		p[n++] = 0x40 | choose(16);
	if (choose(2))
		p[n++] = 0x0f;
	p[n++] = choose(256);
	u8 modrm = choose(256);
	int kind = choose(10);
	p[n++] = kind < 4 ? modrm | 0xc0 : kind < 7 ? modrm & 0x3f : modrm;
	for (int more = choose(6); more > 0; more--)
		p[n++] = choose(3) ? choose(8) : choose(256);
	return n;
}

/* Wherever it stands, as an instruction may begin at any byte. */
static bool left_out(const u8 *p, int size)
{
	static const u8 alone[] = {
		0xcd, 0xc2, 0xca, 0xcb, 0xcf,       /* int, ret n, far returns */
		0xc4, 0xc5, 0x62, 0x8f,             /* VEX, EVEX, XOP */
		0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0x9b, /* the x87's stack */
		0xe0, 0xe1, 0xe3, 0xc7, 0xa6, 0xa7, 0xc8, 0x8e,
	};
	static const u8 after_0f[] = {
		0x05, 0x34, 0x31, 0xa2, 0x01, 0x00, 0x02, 0x03, 0x0e, 0x0f, 0x2b, 0x22, 0x38, 0x3a, 0xae, 0xb8, 0xbc, 0xbd, 0xb1,
		0x52, 0x53, 0x78, 0x79, 0xa1, 0xa9, 0xa4, 0xac, /* more than the operand is wide */
		0xa5, 0xad, 0xf7,
	};
	for (int i = 0; i < size; i++)
		if (memchr(alone, p[i], sizeof alone) ||
		    (i && p[i - 1] == 0xff && ((p[i] & 0x38) == 0x18 || (p[i] & 0x38) == 0x28)) || /* far, by memory */
		    (i && p[i - 1] == 0x0f && memchr(after_0f, p[i], sizeof after_0f)))
			return true;
	return false;
}

static void begin(void)
{
	for (int i = 0; i < 16; i++) {
		int kind = choose(10);
		initial[i] = kind < 6 ? (u64)DATA + 0x8000 + choose(64) * (choose(4) ? 16 : 4) : values[choose(sizeof values / 8)];
	}
	initial[4] = (u64)STACK + STACK_SIZE / 2 + choose(4) * 8;
	memset(STACK, 0x11, STACK_SIZE);
}

static void remember_segments(void) { syscall(SYS_arch_prctl, 0x1003, &saved_fs); }

static void show(const struct record *r)
{
	printf(" signal %d code %d address %lx trap %lu error %lx rip %lx memory %lx registers", r->signal, r->code, r->address, r->trap,
	       r->error, r->rip, r->memory);
	for (int i = 0; i < 16; i++)
		printf(" %lx", r->registers[i]);
	printf(" vectors");
	for (int i = 0; i < 8; i++)
		printf(" %lx", r->vectors[i]);
}
