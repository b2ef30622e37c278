#include "again.h"
#include <elf.h>
/* A program of one segment, exit(42), with one field after the other set to values that should not be there. */
static struct {
	Elf64_Ehdr e;
	Elf64_Phdr p[3];
	unsigned char code[16];
} good = {
	.e = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
	       .e_type = ET_EXEC, .e_machine = EM_X86_64, .e_version = 1, .e_entry = 0x400000 + sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Phdr),
	       .e_phoff = sizeof(Elf64_Ehdr), .e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 3 },
	.p = { { PT_LOAD, PF_R | PF_X, 0, 0x400000, 0x400000, sizeof good, sizeof good, 0x1000 },
	       { PT_LOAD, PF_R | PF_W, 0, 0x600000, 0x600000, 16, 0x3000, 0x1000 },
	       { PT_NOTE, PF_R, 0, 0, 0, 0, 0, 1 } },
	.code = { 0xb8, 60, 0, 0, 0, 0xbf, 42, 0, 0, 0, 0x0f, 0x05 },
};
static int number;
static void run(const char *what, const void *bytes, size_t count)
{
	char name[32];
	snprintf(name, sizeof name, "p%d", number++);
	make_file(name, bytes, count, 0755);
	printf("%s: ", what);
	fflush(stdout);
	char *argv[] = { name, NULL };
	pid_t pid = fork();
	if (!pid) {
		execve(name, argv, environ);
		printf("%s ", strerrorname_np(errno));
		fflush(stdout);
		_exit(97);
	}
	show_status(wait_status(pid));
	unlink(name);
}
#define SET(field, value) \
	do { \
		__typeof__(good) bad = good; \
		bad.field = (value); \
		run(#field " = " #value, &bad, sizeof bad); \
	} while (0)
int main(void)
{
	run("good", &good, sizeof good);
	for (size_t n = 0; n < sizeof good; n += 13) {
		printf("%zu ", n);
		run("bytes", &good, n);
	}
	SET(e.e_ident[0], 0);
	SET(e.e_ident[EI_CLASS], 0);
	SET(e.e_ident[EI_CLASS], ELFCLASS32);
	SET(e.e_ident[EI_DATA], ELFDATA2MSB);
	SET(e.e_ident[EI_VERSION], 9);
	SET(e.e_type, ET_REL);
	SET(e.e_type, ET_CORE);
	SET(e.e_type, ET_DYN);
	SET(e.e_machine, EM_AARCH64);
	SET(e.e_version, 7);
	SET(e.e_entry, 0);
	SET(e.e_entry, 0x600000);
	SET(e.e_entry, 0x7fffffffffff);
	SET(e.e_entry, -1ul);
	SET(e.e_phoff, 0);
	SET(e.e_phoff, 1 << 30);
	SET(e.e_phoff, -1ul);
	SET(e.e_phentsize, 0);
	SET(e.e_phentsize, 55);
	SET(e.e_phnum, 0);
	SET(e.e_phnum, 1);
	SET(e.e_phnum, 2);
	SET(e.e_phnum, 1000);
	SET(e.e_phnum, 0xffff);
	SET(e.e_shoff, -1ul);
	SET(p[0].p_type, PT_NULL);
	SET(p[0].p_flags, 0);
	SET(p[0].p_flags, PF_R);
	SET(p[0].p_offset, 1);
	SET(p[0].p_offset, -0x1000l);
	SET(p[0].p_vaddr, 0x400001);
	SET(p[0].p_vaddr, 0);
	SET(p[0].p_vaddr, 0x7ffffffff000);
	SET(p[0].p_vaddr, 0xffffffff80000000);
	SET(p[0].p_filesz, 0);
	SET(p[0].p_filesz, 1 << 20);
	SET(p[0].p_memsz, 0);
	SET(p[0].p_memsz, 1ul << 50);
	SET(p[0].p_memsz, -1ul);
	SET(p[0].p_align, 0);
	SET(p[0].p_align, 3);
	SET(p[0].p_align, 1ul << 62);
	SET(p[1].p_vaddr, 0x400000);
	SET(p[1].p_vaddr, 0x3ff000);
	SET(p[1].p_flags, PF_R);
	SET(p[1].p_flags, 0);
	SET(p[1].p_filesz, 0);
	SET(p[1].p_memsz, 8);
	SET(p[1].p_memsz, 0x7fffffff0000);
	SET(p[1].p_offset, 0x100000);
	SET(p[2].p_type, PT_INTERP);
	for (int size = 0; size < 4; size++) {
		__typeof__(good) bad = good;
		bad.p[2].p_type = PT_INTERP;
		bad.p[2].p_filesz = size;
		bad.p[2].p_offset = sizeof bad - 4;
		printf("size %d ", size);
		run("interpreter", &bad, sizeof bad);
	}
	struct {
		__typeof__(good) g;
		char path[64];
	} with = { good, "/missing" };
	with.g.p[2].p_type = PT_INTERP;
	with.g.p[2].p_offset = sizeof good;
	with.g.p[2].p_filesz = 9;
	run("missing interpreter", &with, sizeof with);
	strcpy(with.path, "/etc/passwd");
	with.g.p[2].p_filesz = 12;
	run("interpreter without right", &with, sizeof with);
	strcpy(with.path, "self");
	with.g.p[2].p_filesz = 5;
	make_file("self", "#!/bin/true\nwords words words words words words words words words words", 64, 0755);
	run("interpreter that is a script", &with, sizeof with);
	__typeof__(good) inner = good;
	make_file("self", &inner, sizeof inner, 0755);
	run("interpreter at the same addresses", &with, sizeof with);
	inner.p[0].p_vaddr = 0x800000;
	inner.e.e_entry += 0x400000;
	inner.p[1].p_vaddr = 0xa00000;
	inner.code[6] = 43;
	make_file("self", &inner, sizeof inner, 0755);
	run("interpreter elsewhere", &with, sizeof with);
	inner.e.e_machine = EM_AARCH64;
	make_file("self", &inner, sizeof inner, 0755);
	run("interpreter of another machine", &with, sizeof with);
	with.g.p[2].p_type = PT_GNU_STACK;
	with.g.p[2].p_flags = PF_R | PF_W | PF_X;
	run("executable stack", &with, sizeof with);
}
