// needs: x86-64
/* What else a processor refuses: locks on what cannot be locked, ports, tables, addresses that are not canonical in every way
 * they can be used. */
#include "faults.h"

int main(void)
{
#define BYTES(words, bytes) run_bytes(words, bytes, sizeof bytes - 1)
	BYTES("lock nop", "\xf0\x90");
	BYTES("lock add", "\x48\x8d\x44\x24\xf0\xf0\x01\x00");
	BYTES("lock mov", "\xf0\x89\x00");
	BYTES("lock cmp", "\xf0\x39\x00");
	BYTES("lock test", "\xf0\x85\x00");
	BYTES("lock inc of a register", "\xf0\xff\xc0");
	BYTES("lock lea", "\xf0\x48\x8d\x00");
	BYTES("lock push", "\xf0\x50");
	BYTES("lock bt", "\xf0\x0f\xa3\x00");
	BYTES("lock xadd of a register", "\xf0\x0f\xc1\xc0");
	BYTES("lock call", "\xf0\xff\x10");
	BYTES("insb", "\x6c");
	BYTES("outsb", "\x6e");
	BYTES("in of an immediate port", "\xe4\x80");
	BYTES("out of an immediate port", "\xe7\x80");
	BYTES("lidt", "\x0f\x01\x18");
	BYTES("lldt", "\x0f\x00\xd0");
	BYTES("ltr", "\x0f\x00\xd8");
	BYTES("lmsw", "\x0f\x01\xf0");
	BYTES("clts", "\x0f\x06");
	BYTES("invd", "\x0f\x08");
	BYTES("wbinvd", "\x0f\x09");
	BYTES("mov to cr3", "\x0f\x22\xd8");
	BYTES("mov to cr8", "\x44\x0f\x22\xc0");
	BYTES("mov to dr7", "\x0f\x23\xf8");
	BYTES("rdpmc", "\x0f\x33");
	BYTES("monitor", "\x0f\x01\xc8");
	BYTES("sysexit", "\x0f\x35");
	BYTES("into in 64-bit mode", "\xce");
	BYTES("bound in 64-bit mode", "\x62\x00");
	BYTES("pusha", "\x60");
	BYTES("aaa", "\x37");
	BYTES("les", "\xc4\x00");
	BYTES("far jump of an immediate", "\xea\x00\x00\x00\x00\x00\x00");
	BYTES("push ds", "\x1e");
	BYTES("salc", "\xd6");
	BYTES("ud0", "\x0f\xff\xc0");
	BYTES("ud1", "\x0f\xb9\xc0");
	BYTES("mov to cs", "\x8e\xc8");
	BYTES("lea of a register", "\x8d\xc0");
	BYTES("int 4", "\xcd\x04");
	BYTES("int 5", "\xcd\x05");
	BYTES("int 1", "\xcd\x01");
	BYTES("int 0x20", "\xcd\x20");
	BYTES("idiv overflow", "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80\x48\x99\x48\xc7\xc1\xff\xff\xff\xff\x48\xf7\xf9");
	BYTES("div of a byte", "\x66\xb8\x00\x10\xb1\x01\xf6\xf1");
	BYTES("non-canonical write", "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80\x48\x89\x00");
	BYTES("non-canonical rep movs", "\x48\xbe\x00\x00\x00\x00\x00\x00\x00\x80\xb9\x01\x00\x00\x00\xf3\xa4");
	BYTES("non-canonical through rbp", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\x8b\x45\x00");
	BYTES("non-canonical through rsp", "\x48\xbc\x00\x00\x00\x00\x00\x00\x00\x80\x8b\x04\x24");
	BYTES("non-canonical push", "\x48\xbc\x00\x00\x00\x00\x00\x00\x00\x80\x50");
	BYTES("non-canonical leave", "\x48\xbd\x00\x00\x00\x00\x00\x00\x00\x80\xc9");
	BYTES("non-canonical with a lock", "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80\xf0\x83\x00\x01");
	return 0;
}
