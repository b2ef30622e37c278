/* Random instructions of 32-bit code, one to three at a time, as instructions.c has them of 64-bit code; here with segments, far
 * transfers, flags that are popped (TF and AC among them), INT, INTO, BOUND and the decimal instructions.
 *
 *     instructions_32 SEED COUNT
 */
#define FIELDS u32 address, trap, error, eip, flags, registers[8], segments[6]
enum { LIMIT_US = 100000 };
#include "instructions.h"

/* of the assembly below */
u32 saved_esp, saved_ebp, initial[8], saved_gs, first_flags;
extern char come_back[];

static const int order[8] = {REG_EAX, REG_ECX, REG_EDX, REG_EBX, REG_ESP, REG_EBP, REG_ESI, REG_EDI};
static const u32 values[] = {0, 1, 2, 5, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x23, 0x2b, 0x100, 0x40000, 0x3ff00000};

static void on_signal(int number, siginfo_t *info, void *context)
{
	__asm__ volatile("mov %0, %%gs" : : "r"(saved_gs)); /* system calls go through it */
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	record->signal = number;
	if (number != SIGALRM) { /* a loop: nobody knows where it is */
		record->code = info->si_code;
		record->address = (u32)info->si_addr;
		record->trap = regs[REG_TRAPNO];
		record->error = regs[REG_ERR];
		record->eip = regs[REG_EIP];
		record->flags = regs[REG_EFL] & 0x247600; /* the others are undefined behind many, and RF is the handler's matter */
		for (int i = 0; i < 8; i++)
			record->registers[i] = regs[order[i]];
		static const int segments[6] = {REG_CS, REG_SS, REG_DS, REG_ES, REG_FS, REG_GS};
		for (int i = 0; i < 6; i++)
			record->segments[i] = segments[i] == REG_GS && (u32)regs[REG_GS] == saved_gs ? 0x63 : regs[segments[i]] & 0xffff;
	}
	if (record->trap == 14 && record->address - (u32)CODE >= 0x30000000) /* somewhere in this very program */
		record->code = record->error = record->address = 0;
	regs[REG_EIP] = (u32)come_back;
	regs[REG_ESP] = saved_esp;
	regs[REG_EFL] = 0x202;
	regs[REG_CS] = 0x23;
	regs[REG_SS] = regs[REG_DS] = regs[REG_ES] = 0x2b;
	regs[REG_FS] = 0;
	regs[REG_GS] = saved_gs;
}

/* To `target` with the registers `initial`, and back from the handler. */
__attribute__((noinline)) static void run(void)
{
	__asm__ volatile("pxor %xmm0, %xmm0\n pxor %xmm1, %xmm1\n pxor %xmm2, %xmm2\n pxor %xmm3, %xmm3\n pxor %xmm4, %xmm4\n pxor %xmm5, %xmm5\n"
			 "pxor %xmm6, %xmm6\n pxor %xmm7, %xmm7\n pusha\n mov %esp, saved_esp\n mov %ebp, saved_ebp\n fninit\n"
			 "mov initial, %eax\n mov initial+4, %ecx\n mov initial+8, %edx\n mov initial+12, %ebx\n mov initial+20, %ebp\n"
			 "mov initial+24, %esi\n mov initial+28, %edi\n mov initial+16, %esp\n pushl first_flags\n popf\n jmp *target\n"
			 ".globl come_back\n come_back: popa\n fninit\n");
}

static int one_instruction(u8 *p)
{
	static const u8 prefixes[] = {0x66, 0x66, 0x66, 0xf2, 0xf3, 0xf3, 0xf0, 0x67, 0x26, 0x36, 0x3e};
	int n = 0;
	if (choose(100) < 40)
		p[n++] = prefixes[choose(sizeof prefixes)];
	if (choose(100) < 12) {
		static const u8 odd[] = {0x9d, 0x9c, 0xcc, 0xce, 0xf1, 0x62, 0x06, 0x07, 0x1e, 0x1f, 0x16, 0x17, 0x0e, 0xea, 0x9a, 0xcf, 0x8e, 0x8e, 0x8c, 0x8c, 0xc9, 0x60, 0x61, 0xc4, 0xc5, 0x63, 0xd6, 0xfa, 0xfb, 0xf4, 0xec, 0x6c, 0x6e, 0x9f, 0x9e};
		p[n++] = odd[choose(sizeof odd)];
		for (int more = choose(7); more > 0; more--)
			p[n++] = choose(3) ? choose(64) : choose(256);
		return n;
	}
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
		0xcd, 0xc2,			/* a system call; ret n */
		0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0x9b, /* the x87's stack */
		0xe0, 0xe1, 0xe3, 0xc7,
		0xca, 0xcb, 0xc8,		/* what a return to another segment, or ENTER, does before it fails */
		0x2e, 0x64, 0x65,		/* a store by CS, an access by a segment that is none: the engine carries it out; GS is where the C library put it */
		0x27, 0x2f, 0x37, 0x3f, 0xd4, 0xd5, /* flags that nobody defines, and that the next may look at */
	};
	static const u8 after_0f[] = {
		0x05, 0x34, 0x31, 0xa2, 0x01, 0x00, 0x02, 0x03, 0x0e, 0x0f, 0x2b, 0x22, 0x38, 0x3a, 0xae, 0xb8, 0xbc, 0xbd, 0xb1,
		0x52, 0x53, 0x78, 0x79, 0xa4, 0xac, 0xa5, 0xad, 0xf7,
	};
	for (int i = 0; i < size; i++)
		if (memchr(alone, p[i], sizeof alone) ||
		    ((p[i] == 0xc4 || p[i] == 0xc5 || p[i] == 0x62) && (p[i + 1] & 0xc0) == 0xc0) || /* VEX, EVEX */
		    (p[i] == 0x8f && (p[i + 1] & 0x38)) ||
		    (i && p[i - 1] == 0x0f && memchr(after_0f, p[i], sizeof after_0f)))
			return true;
	return false;
}

static void begin(void)
{
	for (int i = 0; i < 8; i++) {
		int kind = choose(10);
		initial[i] = kind < 6 ? (u32)DATA + 0x8000 + choose(64) * (choose(4) ? 16 : 4) : values[choose(sizeof values / 4)];
	}
	initial[4] = (u32)STACK + STACK_SIZE / 2 + choose(4) * 4;
	first_flags = choose(20) ? 0x202 : choose(2) ? 0x40202 : 0xa02;
	for (int i = 0; i < STACK_SIZE; i += 4)
		*(u32 *)(STACK + i) = choose(8) ? 0x11111111 : choose(2) ? 0x40300 : values[choose(sizeof values / 4)];
}

static void remember_segments(void) { __asm__ volatile("mov %%gs, %0" : "=r"(saved_gs)); }

static void show(const struct record *r)
{
	printf(" signal %d code %d address %x trap %u error %x eip %x flags %x memory %llx registers", r->signal, r->code, r->address, r->trap,
	       r->error, r->eip, r->flags, r->memory);
	for (int i = 0; i < 8; i++)
		printf(" %x", r->registers[i]);
	printf(" segments");
	for (int i = 0; i < 6; i++)
		printf(" %x", r->segments[i]);
}
