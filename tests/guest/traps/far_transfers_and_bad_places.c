// needs: x86-64
/* Transfers to segments and addresses that are none, stacks that are none, instructions that are too long or not wholly there, prefixes,
 * tables that may only be looked at, and what counts as unknown. */
#include "faults.h"

/* Code that ends with its page: what follows is not there, or may not be executed. */
static void at_the_end(const char *words, const char *bytes, int length, int missing)
{
	char *code = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(code, 0x90, 4096);
	memcpy(code + 4096 - length, bytes, length);
	if (missing)
		munmap(code + 4096, 4096);
	else
		mprotect(code + 4096, 4096, PROT_READ | PROT_WRITE);
	expected_address = expected_rip = code + 4096;
	try_(words, (int (*)(void))(code + 4096 - 32));
	puts(missing ? " (missing)" : " (not executable)");
	munmap(code, 3 * 4096);
}

int main(void)
{
#define BYTES(words, bytes) run_bytes(words, bytes, sizeof bytes - 1), puts("")
#define NONE "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80" /* mov $1 << 63, %rax */
#define BAD_STACK "\x48\xbc\x00\x00\x00\x00\x00\x00\x00\x80"
#define LOW_STACK "\xbc\x08\x00\x00\x00"
	BYTES("far jump by memory to selector 0", "\x6a\x00\x68\x00\x10\x00\x00\xff\x2c\x24");
	BYTES("far jump by memory to the kernel", "\x6a\x10\x54\x5b\x53\x48\x83\xec\x08\xc7\x04\x24\x00\x00\x00\x00\xc7\x44\x24\x04\x10\x00\x00\x00\xff\x2c\x24");
	BYTES("far jump by memory to data", "\x48\x83\xec\x08\xc7\x04\x24\x00\x00\x00\x00\xc7\x44\x24\x04\x2b\x00\x00\x00\xff\x2c\x24");
	BYTES("far jump by memory beyond the table", "\x48\x83\xec\x08\xc7\x04\x24\x00\x00\x00\x00\xc7\x44\x24\x04\xf3\x0f\x00\x00\xff\x2c\x24");
	BYTES("far call by memory to selector 0", "\x48\x83\xec\x08\xc7\x04\x24\x00\x00\x00\x00\xc7\x44\x24\x04\x00\x00\x00\x00\xff\x1c\x24");
	BYTES("far jump to 32-bit code that is not there", "\x48\x83\xec\x08\xc7\x04\x24\x10\x00\x00\x00\xc7\x44\x24\x04\x23\x00\x00\x00\xff\x2c\x24");
	BYTES("far jump by a register", "\xff\xe8");
	BYTES("far return to selector 0", "\x6a\x00\x6a\x00\x48\xcb");
	BYTES("far return to the kernel", "\x6a\x10\x6a\x00\x48\xcb");
	BYTES("far return to data", "\x6a\x2b\x6a\x00\x48\xcb");
	BYTES("iret to the kernel", "\x6a\x18\x6a\x00\x6a\x02\x6a\x10\x6a\x00\x48\xcf");
	BYTES("iret to data", "\x6a\x2b\x6a\x00\x6a\x02\x6a\x2b\x6a\x00\x48\xcf");
	BYTES("iret with a stack of the kernel", "\x6a\x18\x6a\x00\x6a\x02\x6a\x33\x6a\x00\x48\xcf");
	BYTES("iret with a stack of code", "\x6a\x33\x6a\x00\x6a\x02\x6a\x33\x6a\x00\x48\xcf");
	BYTES("mov ss 3", "\xb8\x03\x00\x00\x00\x8e\xd0");
	BYTES("mov ss of code", "\xb8\x33\x00\x00\x00\x8e\xd0");
	BYTES("mov ds 0", "\x31\xc0\x8e\xd8\x8b\x04\x24");
	BYTES("mov ds beyond the table", "\xb8\xf3\x0f\x00\x00\x8e\xd8");
	BYTES("mov es of the local table", "\xb8\x07\x00\x00\x00\x8e\xc0");
	BYTES("mov gs of the kernel", "\xb8\x10\x00\x00\x00\x8e\xe8");
	BYTES("pop fs", "\x68\xf3\x0f\x00\x00\x0f\xa1");
	BYTES("lss of selector 0", "\x6a\x00\x6a\x00\x0f\xb2\x04\x24");
	BYTES("lfs beyond the table", "\x48\x83\xec\x08\xc7\x44\x24\x04\xf3\x0f\x00\x00\x0f\xb4\x04\x24");
	BYTES("jump to no address", NONE "\xff\xe0");
	BYTES("jump by memory to no address", NONE "\x50\xff\x24\x24");
	BYTES("call of no address", NONE "\xff\xd0");
	BYTES("return to no address", NONE "\x50\xc3");
	BYTES("return to no address, freeing", NONE "\x50\xc2\x08\x00");
	BYTES("jump to the kernel", "\x48\xc7\xc0\x00\x00\x00\x80\xff\xe0");
	BYTES("jump to the last address", "\x48\xc7\xc0\xff\xff\xff\xff\xff\xe0");
	BYTES("jump to the vsyscall page", "\x48\xc7\xc0\x10\x00\x60\xff\xff\xe0");
	BYTES("jump behind the user's last page", "\x48\xb8\x00\xf0\xff\xff\xff\x7f\x00\x00\xff\xe0");
	BYTES("read at the user's end", "\x48\xb8\xff\xff\xff\xff\xff\x7f\x00\x00\x8a\x00");
	BYTES("read of the kernel", "\x48\xc7\xc0\x00\x00\x00\x80\x8b\x00");
	BYTES("write to the kernel", "\x48\xc7\xc0\x00\x00\x00\x80\x89\x00");
	BYTES("read across the last address", "\x48\xc7\xc0\xfe\xff\xff\xff\x8b\x00");
	BYTES("push imm, no stack", BAD_STACK "\x6a\x00");
	BYTES("push memory, no stack", BAD_STACK "\xff\x30");
	BYTES("push fs, no stack", BAD_STACK "\x0f\xa0");
	BYTES("pop memory, no stack", BAD_STACK "\x8f\x00");
	BYTES("call, no stack", BAD_STACK "\xe8\x00\x00\x00\x00");
	BYTES("call by a register, no stack", BAD_STACK "\x48\x8d\x05\x00\x00\x00\x00\xff\xd0");
	BYTES("ret, no stack", BAD_STACK "\xc3");
	BYTES("ret n, no stack", BAD_STACK "\xc2\x10\x00");
	BYTES("iret, no stack", BAD_STACK "\x48\xcf");
	BYTES("enter, no stack", BAD_STACK "\xc8\x10\x00\x00");
	BYTES("pushf, no stack", BAD_STACK "\x9c");
	BYTES("popf, no stack", BAD_STACK "\x9d");
	BYTES("push, low stack", LOW_STACK "\x50");
	BYTES("call, low stack", LOW_STACK "\xe8\x00\x00\x00\x00");
	BYTES("ret, low stack", LOW_STACK "\xc3");
	BYTES("enter, low stack", LOW_STACK "\xc8\x10\x00\x00");
	BYTES("index by rsp's number with no base", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x8b\x44\x2c\x00");
	BYTES("base rbp, segment ds", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x3e\x8b\x45\x00");
	BYTES("base rbp, segment fs", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x64\x8b\x45\x00");
	BYTES("base r12", "\x49\xbc\x00\x00\x00\x00\x00\x00\x00\x80\x41\x8b\x04\x24");
	BYTES("base r13", "\x49\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x41\x8b\x45\x00");
	BYTES("index rbp", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x31\xc0\x8b\x04\x28");
	BYTES("sse through rbp", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x0f\x28\x45\x00");
	BYTES("sse through rax", NONE "\x0f\x28\x00");
	BYTES("x87 through rbp", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\xdd\x45\x00");
	BYTES("prefetch of no address", NONE "\x0f\x18\x08");
	BYTES("clflush of no address", NONE "\x0f\xae\x38");
	BYTES("clflush of a missing page", "\x31\xc0\x0f\xae\x38");
	BYTES("clflush of the stack", "\x0f\xae\x3c\x24");
	BYTES("lock int1", "\xf0\xf1");
	BYTES("int 6", "\xcd\x06");
	BYTES("cmpxchg16b misaligned", "\x48\x8d\x44\x24\xc8\x48\x83\xe0\xf0\x48\x83\xc0\x08\x48\x0f\xc7\x08");
	BYTES("fxsave misaligned", "\x48\x81\xec\x00\x04\x00\x00\x48\x83\xe4\xf0\x0f\xae\x44\x24\x08");
	BYTES("fxrstor misaligned", "\x48\x81\xec\x00\x04\x00\x00\x48\x83\xe4\xf0\x0f\xae\x4c\x24\x08");
	BYTES("fxrstor of a bad mxcsr", "\x48\x81\xec\x00\x04\x00\x00\x48\x83\xe4\xf0\x0f\xae\x04\x24\xc6\x44\x24\x1b\x80\x0f\xae\x0c\x24");
	BYTES("ldmxcsr of reserved bits", "\x68\x80\x1f\x01\x00\xc6\x44\x24\x03\x01\x0f\xae\x14\x24");
	BYTES("sixteen bytes of one instruction", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x90");
	BYTES("fifteen bytes of one instruction", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x90");
	BYTES("sixteen bytes with an operand", "\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x48\x81\xc0\x00\x00\x00\x00");
	BYTES("int 0x80 is a call", "\xb8\x14\x00\x00\x00\xcd\x80");
	BYTES("int 3 with a prefix", "\x66\xcd\x03");
	BYTES("int 6 with a prefix", "\x66\xcd\x06");
	BYTES("int3 with a prefix", "\x66\xcc");
	BYTES("int1 with a prefix", "\x66\xf1");
	BYTES("ud2 with a prefix", "\x66\x0f\x0b");
	BYTES("rsm", "\x0f\xaa");
	BYTES("clac", "\x0f\x01\xca");
	BYTES("stac", "\x0f\x01\xcb");
	BYTES("mwait", "\x0f\x01\xc9");
	BYTES("mov from cr1", "\x0f\x20\xc8");
	BYTES("mov from cr2", "\x0f\x20\xd0");
	BYTES("mov to dr4", "\x0f\x23\xe0");
	BYTES("lock lea", "\xf0\x8d\x00");
	BYTES("lock xchg of a register", "\xf0\x87\xc0");
	BYTES("lock cmpxchg of a register", "\xf0\x0f\xb1\xc0");
	BYTES("lock movaps", "\xf0\x0f\x28\xc0");
	BYTES("lock ud2", "\xf0\x0f\x0b");
	BYTES("lock jump", "\xf0\xeb\x00");
	BYTES("lock int3", "\xf0\xcc");
	BYTES("lock hlt", "\xf0\xf4");
	BYTES("movaps between mmx by f3", "\xf3\x0f\x28\xc0");
	BYTES("pop cs", "\x0f\x0f");
	BYTES("0f 04", "\x0f\x04");
	BYTES("0f 0a", "\x0f\x0a");
	BYTES("0f 24", "\x0f\x24\xc0");
	BYTES("0f 36", "\x0f\x36");
	BYTES("0f 39", "\x0f\x39\xc0");
	BYTES("0f a6", "\x0f\xa6\xc0");
	BYTES("group 4 of 2", "\xfe\xd0");
	BYTES("group 5 of 7", "\xff\xf8");
	BYTES("group 8 of 0", "\x0f\xba\xc0\x01");
	BYTES("group 9 of 0", "\x0f\xc7\x00");
	BYTES("group 1a of 1", "\x8f\xc8");
	BYTES("group 11 of 1", "\xc7\xc8\x00\x00\x00\x00");
	BYTES("x87 d9 d1", "\xd9\xd1");
	BYTES("x87 d9 e2", "\xd9\xe2");
	BYTES("x87 db 20", "\xdb\x20");
	BYTES("x87 df e1", "\xdf\xe1");
	BYTES("82", "\x82\xc0\x00");
	BYTES("9a", "\x9a\x00\x00\x00\x00\x00\x00");
	BYTES("d4", "\xd4\x0a");
	BYTES("lock cmpxchg8b", "\xf0\x0f\xc7\x4c\x24\xc0");
	for (int missing = 0; missing < 2; missing++) {
#define END(words, bytes) at_the_end(words, bytes, sizeof bytes - 1, missing)
		END("walks off", "\x90\x90");
		END("mov imm cut", "\x48\xb8\x00\x00");
		END("prefix alone", "\x66");
		END("two-byte opcode cut", "\x0f");
		END("modrm cut", "\x8b");
		END("sib cut", "\x8b\x04");
		END("displacement cut", "\x8b\x80\x00");
		END("privileged and whole", "\xf4");
		END("undefined and whole", "\x06");
		END("undefined, cut by its modrm", "\x0f\xff");
		END("jump cut", "\xe9\x00\x00");
		END("a bad operand and cut", NONE "\x48\x81\x00\x00");
		END("fourteen prefixes", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66");
		END("fifteen prefixes", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66");
		END("jump over the end", "\xeb\x20");
		END("int 0x80 at the end", "\xb8\x14\x00\x00\x00\xcd\x80");
		END("syscall at the end", "\xb8\x27\x00\x00\x00\x0f\x05");
	}
	return 0;
}
