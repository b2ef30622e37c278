// flags: -m32
/* What a processor refuses in 32-bit code: INTO and BOUND, AAM by 0, selectors that name no segment, far transfers, privileges, ports. */
#include "traps/faults.h"

static int bounds[2] = {3, 9};

static void one_with_bounds(const char *words, int index)
{
	static char code[] = {0xb8, 0, 0, 0, 0, 0xb9, 0, 0, 0, 0, 0x62, 0x01};
	int *place = bounds;
	memcpy(code + 1, &index, 4);
	memcpy(code + 6, &place, 4);
	run_bytes(words, code, sizeof code);
}

int main(void)
{
#define BYTES(words, bytes) run_bytes(words, bytes, sizeof bytes - 1), puts("")
	BYTES("divide by zero", "\x31\xc9\x31\xd2\x31\xc0\xf7\xf1");
	BYTES("divide the least by -1", "\xb8\x00\x00\x00\x80\x99\xb9\xff\xff\xff\xff\xf7\xf9");
	BYTES("aam 0", "\xd4\x00");
	BYTES("aam 10", "\xd4\x0a");
	BYTES("aad 0", "\xd5\x00");
	BYTES("into with OF", "\xb0\x7f\x04\x01\xce");
	BYTES("into without OF", "\x31\xc0\xce");
	BYTES("int 4", "\xcd\x04");
	BYTES("int 3 in two bytes", "\xcd\x03");
	BYTES("int3", "\x90\xcc");
	BYTES("int1", "\x90\xf1");
	BYTES("int 5", "\xcd\x05");
	BYTES("int 0x20", "\xcd\x20");
	BYTES("int 0x81", "\xcd\x81");
	one_with_bounds("bound below", 2);
	puts("");
	one_with_bounds("bound at the lower", 3);
	puts("");
	one_with_bounds("bound at the upper", 9);
	puts("");
	one_with_bounds("bound above", 10);
	puts("");
	one_with_bounds("bound of a negative", -1);
	puts("");
	BYTES("bound of a register", "\x62\xc0");
	BYTES("ud0", "\x0f\xff\xc0");
	BYTES("ud1", "\x0f\xb9\xc0");
	BYTES("ud2", "\x0f\x0b");
	BYTES("salc", "\xd6");
	BYTES("arpl", "\x31\xc0\x63\xc0");
	BYTES("hlt", "\xf4");
	BYTES("cli", "\xfa");
	BYTES("sti", "\xfb");
	BYTES("in", "\xec");
	BYTES("outsb", "\x6e");
	BYTES("popf of everything", "\x68\xd5\x7e\x00\x00\x9d");
	BYTES("clts", "\x0f\x06");
	BYTES("mov to cr0", "\x0f\x22\xc0");
	BYTES("mov from dr7", "\x0f\x21\xf8");
	BYTES("wrmsr", "\x0f\x30");
	BYTES("rdpmc", "\x0f\x33");
	BYTES("lgdt", "\x0f\x01\x10");
	BYTES("lldt", "\x0f\x00\xd0");
	BYTES("invlpg", "\x0f\x01\x38");
	BYTES("rsm", "\x0f\xaa");
	BYTES("lock add to a register", "\xf0\x01\xc0");
	BYTES("lock nop", "\xf0\x90");
	BYTES("lock into", "\xf0\xce");
	BYTES("mov ds 0, not used", "\x8c\xda\x31\xc0\x8e\xd8\x8e\xda");
	BYTES("mov fs 0, used", "\x31\xc0\x8e\xe0\x64\x8b\x00");
	BYTES("mov fs 0, stored by", "\x31\xc0\x8e\xe0\x64\x89\x40\x10");
	BYTES("mov ds of the kernel's code", "\xb8\x10\x00\x00\x00\x8e\xd8");
	BYTES("mov ds of the kernel's data", "\xb8\x18\x00\x00\x00\x8e\xd8");
	BYTES("mov ds beyond the table", "\xb8\xf3\x0f\x00\x00\x8e\xd8");
	BYTES("mov ds of an empty entry", "\xb8\x9b\x00\x00\x00\x8e\xd8");
	BYTES("mov ds of the local table", "\xb8\x07\x00\x00\x00\x8e\xd8");
	BYTES("mov ds of user code", "\x8c\xda\xb8\x23\x00\x00\x00\x8e\xd8\x8e\xda");
	BYTES("mov ss 0", "\x31\xc0\x8e\xd0");
	BYTES("mov ss of code", "\xb8\x23\x00\x00\x00\x8e\xd0");
	BYTES("mov ss of the kernel", "\xb8\x18\x00\x00\x00\x8e\xd0");
	BYTES("mov cs", "\x8e\xc8");
	BYTES("mov to a segment there is not", "\x8e\xf0");
	BYTES("pop ds", "\x6a\x10\x1f");
	BYTES("pop fs", "\x68\xf3\x0f\x00\x00\x0f\xa1");
	BYTES("les", "\x6a\x10\x6a\x00\xc4\x04\x24");
	BYTES("lds", "\x68\xf3\x0f\x00\x00\x6a\x00\xc5\x04\x24");
	BYTES("lss", "\x6a\x00\x6a\x00\x0f\xb2\x04\x24");
	BYTES("far jump to selector 0", "\xea\x00\x00\x00\x00\x00\x00");
	BYTES("far jump to the kernel", "\xea\x00\x00\x00\x00\x10\x00");
	BYTES("far jump to data", "\xea\x00\x00\x00\x00\x2b\x00");
	BYTES("far jump beyond the table", "\xea\x00\x00\x00\x00\xf3\x0f");
	BYTES("far jump to nowhere", "\xea\x10\x00\x00\x00\x23\x00");
	BYTES("far call of selector 0", "\x9a\x00\x00\x00\x00\x00\x00");
	BYTES("far call of the kernel", "\x9a\x00\x00\x00\x00\x10\x00");
	BYTES("far call by a register", "\xff\xd8");
	BYTES("far return to selector 0", "\x6a\x00\x6a\x00\xcb");
	BYTES("far return to the kernel", "\x6a\x10\x6a\x00\xcb");
	BYTES("iret to selector 0", "\x6a\x02\x6a\x00\x6a\x00\xcf");
	BYTES("iret to the kernel", "\x6a\x02\x6a\x10\x6a\x00\xcf");
	BYTES("iret to data", "\x6a\x02\x6a\x2b\x6a\x00\xcf");
	BYTES("iret of a nested task", "\x68\x02\x40\x00\x00\x9d\xcf");
	BYTES("sixteen bytes of one instruction", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x90");
	BYTES("fifteen bytes of one instruction", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x90");
	BYTES("sixteen bytes with an operand", "\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x3e\x81\xc0\x00\x00\x00\x00");
	BYTES("push at the bottom of memory", "\x31\xe4\x50");
	BYTES("pop at address 0", "\x31\xe4\x58");
	BYTES("call with a bad stack", "\xbc\x08\x00\x00\x00\xe8\x00\x00\x00\x00");
	BYTES("ret with a bad stack", "\xbc\x08\x00\x00\x00\xc3");
	BYTES("enter with a bad stack", "\xbc\x08\x00\x00\x00\xc8\x10\x00\x00");
	BYTES("leave to a bad frame", "\xbd\x08\x00\x00\x00\xc9");
	BYTES("pusha with a bad stack", "\xbc\x08\x00\x00\x00\x60");
	BYTES("jump to address 4", "\xb8\x04\x00\x00\x00\xff\xe0");
	BYTES("jump to the top", "\xb8\xff\xff\xff\xff\xff\xe0");
	BYTES("cmpxchg8b of a register", "\x0f\xc7\xc8");
	BYTES("lea of a register", "\x8d\xc0");
	BYTES("syscall of 32-bit code by address 0", "\x31\xc0\x8b\x00");
	BYTES("xlat", "\x31\xdb\xb0\x05\xd7");
	BYTES("daa", "\x27");
	return 0;
}
