#include "behaviour.h"
#include <asm/prctl.h>

int main(void)
{
	unsigned long fs = 0, gs = 1, word = 0x1122334455667788, read = 0;
	SHOW(syscall(SYS_arch_prctl, ARCH_GET_FS, &fs));
	SHOW(fs != 0);
	SHOW(syscall(SYS_arch_prctl, ARCH_GET_GS, &gs));
	SHOW(gs);
	SHOW(syscall(SYS_arch_prctl, ARCH_SET_GS, &word));
	asm volatile("mov %%gs:0, %0" : "=r"(read));
	SHOW(read == word);
	SHOW(syscall(SYS_arch_prctl, ARCH_SET_GS, 1UL << 63));
	SHOW(syscall(SYS_arch_prctl, ARCH_SET_GS, 0x7ffffffff000UL));
	SHOW(syscall(SYS_arch_prctl, ARCH_GET_GS, 8UL));
	SHOW(syscall(SYS_arch_prctl, 0x9999, 0));
}
