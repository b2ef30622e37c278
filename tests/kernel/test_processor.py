"""What CPUID announces, what /proc/cpuinfo and the auxiliary vector say, and what is executed are one processor's.

There is no native run to compare with: the host's processor has more.  What it does not announce is #UD, as on a processor that lacks it.
"""

import re

import pytest

from tests import guests, host

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]

# leaf, register, bit -> the kernel's name (arch/x86/include/asm/cpufeatures.h)
LEAF_1_EDX = (
    "fpu vme de pse tsc msr pae mce cx8 apic . sep mtrr pge mca cmov "
    "pat pse36 pn clflush . dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe"
)
LEAF_1_ECX = (
    "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm . pcid dca sse4_1 sse4_2 x2apic movbe popcnt "
    "tsc_deadline_timer aes xsave osxsave avx f16c rdrand hypervisor"
)
EXTENDED_EDX = {
    11: "syscall",
    20: "nx",
    22: "mmxext",
    25: "fxsr_opt",
    26: "pdpe1gb",
    27: "rdtscp",
    29: "lm",
    30: "3dnowext",
    31: "3dnow",
}
EXTENDED_ECX = (
    "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse "
    "3dnowprefetch osvw ibs xop skinit wdt . lwp fma4 tce . nodeid_msr . tbm topoext"
)
OF_THE_KERNEL = {"nopl", "cpuid"}  # words of Linux's own

# An instruction of what the flag names, in bytes that need no memory but the stack's.
INSTRUCTIONS = {
    "ssse3": "pshufb %%xmm0, %%xmm0",
    "sse4_1": "ptest %%xmm0, %%xmm0",
    "sse4_2": "crc32b %%al, %%eax",
    "popcnt": "popcnt %%eax, %%eax",
    "aes": "aesenc %%xmm0, %%xmm0",
    "pclmulqdq": "pclmulqdq $0, %%xmm0, %%xmm0",
    "movbe": "movbe (%%rsp), %%eax",
    "rdrand": "rdrand %%eax",
    "xsave": "xor %%ecx, %%ecx\\n xgetbv",
    "avx": "vaddps %%ymm0, %%ymm1, %%ymm2",
    "avx by memory": "vmovaps (%%rsp), %%xmm1",
    "avx without operands": "vzeroupper",
    "fma": "vfmadd213ps %%xmm0, %%xmm1, %%xmm2",
    "f16c": "vcvtph2ps %%xmm0, %%xmm1",
    "avx2": "vpaddd %%ymm0, %%ymm1, %%ymm2",
    "avx512f": "vpxord %%zmm0, %%zmm1, %%zmm2",
    "bmi1": "andn %%eax, %%eax, %%eax",
    "bmi2": "pdep %%eax, %%eax, %%eax",
    "adx": "adcx %%eax, %%eax",
    "sha_ni": "sha1nexte %%xmm0, %%xmm0",
    "fsgsbase": "rdfsbase %%rax",
    "pku": "xor %%ecx, %%ecx\\n rdpkru",
    "sse4a": "extrq $1, $1, %%xmm0",
    "sse4a by a register": "extrq %%xmm0, %%xmm1",
    "3dnow": "femms",
    "clflushopt": "clflushopt (%%rsp)",
    "rdpid": "rdpid %%rax",
    "sse2": "paddd %%xmm0, %%xmm0",
    "pni": "haddps %%xmm0, %%xmm0",
    "cx16": "cmpxchg16b (%%rsp)",
    "clflush": "clflush (%%rsp)",
    "cmov": "cmove %%eax, %%ecx",
}

PROGRAM = """
#include <cpuid.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/auxv.h>
static sigjmp_buf out;
static void handler(int number) { siglongjmp(out, number); }
#define TRY(name, text) do { \\
	int number = sigsetjmp(out, 1); \\
	if (!number) \\
		__asm__ volatile("mov %%rsp, %%r8\\n sub $256, %%rsp\\n and $-64, %%rsp\\n" text "\\n mov %%r8, %%rsp" \\
			: : : "rax", "rcx", "rdx", "rbx", "r8", "memory", "cc"); \\
	printf("try %s: %d\\n", name, number); \\
} while (0)
int main(void)
{
	unsigned a, b, c, d, leaves[] = {0, 1, 7, 0x80000001};
	for (int i = 0; i < 4; i++) {
		__cpuid_count(leaves[i], 0, a, b, c, d);
		printf("leaf %x: %x %x %x %x\\n", leaves[i], a, b, c, d);
	}
	FILE *file = fopen("/proc/self/auxv", "r");
	for (unsigned long pair[2]; fread(pair, sizeof pair, 1, file) == 1;)
		if (pair[0] == AT_HWCAP || pair[0] == AT_HWCAP2)
			printf("auxv %lu: %lx\\n", pair[0], pair[1]);
	file = fopen("/proc/cpuinfo", "r");
	for (char line[4096]; fgets(line, sizeof line, file);)
		fputs(line, stdout);
	signal(SIGILL, handler);
	ALL
	return 0;
}
"""


def seen() -> str:
    tries = "\n".join(f'TRY("{name}", "{text}");' for name, text in INSTRUCTIONS.items())
    flags = ["-O0", "-static", "-no-pie", "-mno-red-zone", "-Wno-overflow"]
    executable = host.compile_c(PROGRAM.replace("ALL", tries), *flags)
    streams = guests.Streams(b"")
    path = guests.FOLDER / "traps" / "exceptions.c"  # its directives: none that count here
    k = guests.kernel_for(guests.Program(path), executable, guests.scratch(path), streams)
    from forkingpaths.kernel import scheduler

    scheduler.run(k)
    return bytes(streams.output[1]).decode()


def announced(text: str) -> set[str]:
    leaves = {
        int(leaf, 16): [int(word, 16) for word in words.split()]
        for leaf, words in re.findall(r"leaf (\w+): (.*)", text)
    }
    found = set()
    for words, value in (
        (LEAF_1_EDX, leaves[1][3]),
        (LEAF_1_ECX, leaves[1][2]),
        (EXTENDED_ECX, leaves[0x80000001][2]),
    ):
        found |= {name for bit, name in enumerate(words.split()) if value >> bit & 1 and name != "."}
    found |= {name for bit, name in EXTENDED_EDX.items() if leaves[0x80000001][3] >> bit & 1}
    assert leaves[7][1:] == [0, 0, 0]
    return found


def test_all_say_the_same() -> None:
    text = seen()
    flags = announced(text)
    listed = re.search(r"^flags\s*: (.*)$", text, re.MULTILINE)
    assert listed
    assert set(listed[1].split()) - OF_THE_KERNEL == flags
    edx = int(re.findall(r"leaf 1: \w+ \w+ \w+ (\w+)", text)[0], 16)
    assert int(re.findall(r"auxv 16: (\w+)", text)[0], 16) == edx
    signature = int(re.findall(r"leaf 1: (\w+)", text)[0], 16)
    assert f"cpu family\t: {signature >> 8 & 15}\n" in text
    assert f"model\t\t: {signature >> 4 & 15}\n" in text
    assert f"stepping\t: {signature & 15}\n" in text
    ran = {name: number == "0" for name, number in re.findall(r"^try (.*): (\d+)$", text, re.MULTILINE)}
    assert ran == {name: name.split(" ")[0] in flags for name in INSTRUCTIONS}
