// arguments: 1 400
#include "faults.h"
/* Many random operations inside one reserved range; after each, what is mapped how (by probing every page) goes into a digest. */
enum { PAGES = 24 };
static unsigned long state, digest = 5381;
static unsigned next(unsigned below)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (state >> 33) % below;
}
static void note(long value)
{
	for (int i = 0; i < 8; i++)
		digest = digest * 33 + (unsigned char)(value >> 8 * i);
}
int main(int argc, char **argv)
{
	state = atoi(argv[1]);
	int rounds = atoi(argv[2]);
	catch_faults();
	int fd = file_of("f", 10 * PAGE + 100), memory = memfd_create("m", 0);
	CHECK(ftruncate(memory, 8 * PAGE) == 0);
	char *base = mmap(NULL, PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	static const int rights[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC };
	for (int round = 0; round < rounds; round++) {
		unsigned page = next(PAGES), count = 1 + next(6), to = next(PAGES), prot = rights[next(5)];
		if (page + count > PAGES)
			count = PAGES - page;
		char *p = base + page * PAGE;
		long result = 0;
		errno = 0;
		switch (next(10)) {
		case 0:
			result = mmap(p, count * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p;
			break;
		case 1:
			result = mmap(p, count * PAGE, prot, MAP_PRIVATE | MAP_FIXED, fd, next(12) * PAGE) == p;
			break;
		case 2:
			result = mmap(p, count * PAGE, prot, MAP_SHARED | MAP_FIXED, memory, next(8) * PAGE) == p;
			break;
		case 3:
			result = munmap(p, count * PAGE);
			break;
		case 4:
		case 5:
			result = mprotect(p, count * PAGE, prot);
			break;
		case 6:
			result = madvise(p, count * PAGE, MADV_DONTNEED);
			break;
		case 7:
			/* one page: before Linux 6.17 only a part of a single mapping could be moved */
			result = mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, base + to * PAGE) == base + to * PAGE;
			break;
		case 8:
			for (unsigned i = 0; i < count; i++)
				if (sigsetjmp(fault_return, 1) == 0)
					((volatile char *)p)[i * PAGE + 10 * i] = round;
			break;
		case 9:
			if (next(2))
				result = pwrite(fd, &round, 4, next(10) * PAGE);
			else
				result = ftruncate(memory, (1 + next(8)) * PAGE);
			break;
		}
		note(result);
		note(errno);
		for (int i = 0; i < PAGES; i++) {
			volatile int *q = (int *)(base + i * PAGE);
			if (sigsetjmp(fault_return, 1) == 0) {
				for (int j = 0; j < 80; j++)
					note(q[j]);
			} else {
				note(fault_info.si_signo * 100 + fault_info.si_code);
			}
		}
		if (round % 20 == 19)
			printf("%d %lx\n", round, digest);
	}
	munmap(base, PAGES * PAGE);
}
