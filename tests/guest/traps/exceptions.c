// needs: x86-64
#include "faults.h"

int main(void)
{
#define BYTES(words, bytes) run_bytes(words, bytes, sizeof bytes - 1)
	BYTES("divide by zero", "\x31\xc9\x31\xd2\x31\xc0\xf7\xf1");
	BYTES("divide overflow", "\xba\x01\x00\x00\x00\x31\xc0\xb9\x01\x00\x00\x00\xf7\xf1");
	BYTES("ud2", "\x90\x0f\x0b");
	BYTES("bad opcode in 64-bit mode", "\x06");
	BYTES("int3", "\x90\xcc\x90");
	BYTES("int $3 in two bytes", "\xcd\x03\x90");
	BYTES("int1", "\xf1\x90");
	BYTES("hlt", "\x90\xf4");
	BYTES("cli", "\xfa");
	BYTES("sti", "\xfb");
	BYTES("in", "\xec");
	BYTES("out", "\xee");
	BYTES("mov cr0", "\x0f\x20\xc0");
	BYTES("mov dr0", "\x0f\x21\xc0");
	BYTES("rdmsr", "\x0f\x32");
	BYTES("wrmsr", "\x0f\x30");
	BYTES("lgdt", "\x0f\x01\x15\x00\x00\x00\x00");
	BYTES("invlpg", "\x0f\x01\x38");
	BYTES("swapgs", "\x0f\x01\xf8");
	BYTES("sysret", "\x48\x0f\x07");
	BYTES("iret to nowhere", "\x6a\x00\x6a\x00\x6a\x00\x6a\x00\x6a\x00\x48\xcf");
	BYTES("int 0", "\xcd\x00");
	BYTES("int 0x0d", "\xcd\x0d");
	BYTES("int 0x0e", "\xcd\x0e");
	BYTES("int 0x81", "\xcd\x81");
	BYTES("int 0xff", "\xcd\xff");
	BYTES("mov ss 0", "\x31\xc0\x8e\xd0");
	BYTES("mov ds bad", "\xb8\x08\x00\x00\x00\x8e\xd8");
	BYTES("mov fs bad", "\xb8\x3b\x01\x00\x00\x8e\xe0");
	BYTES("lock of no memory", "\xf0\x01\xc0");
	BYTES("non-canonical read", "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80\x48\x8b\x00");
	BYTES("non-canonical stack", "\x48\xbc\x00\x00\x00\x00\x00\x00\x00\x80\x58");
	BYTES("fifteen prefixes too many", "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x90");
	return 0;
}
