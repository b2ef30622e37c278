#include "faults.h"
#define R(...) ({ void *r_ = mremap(__VA_ARGS__); if (r_ == MAP_FAILED) printf("%s: %s\n", #__VA_ARGS__, strerrorname_np(errno)); else printf("%s: ok\n", #__VA_ARGS__); r_; })
int main(void)
{
	catch_faults();
	char *p = anonymous(8 * PAGE);
	for (int i = 0; i < 8; i++)
		p[i * PAGE] = i + 1;
	R(p, 8 * PAGE, 4 * PAGE, 0);
	printf("%s\n", try_read(p + 4 * PAGE));
	char *same = R(p, 4 * PAGE, 6 * PAGE, 0);
	printf("in place %d, zeros %d, kept %d\n", same == p, p[4 * PAGE], p[3 * PAGE]);
	char *wall = mmap(p + 6 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(wall == p + 6 * PAGE);
	R(p, 6 * PAGE, 10 * PAGE, 0);
	char *moved = R(p, 6 * PAGE, 10 * PAGE, MREMAP_MAYMOVE);
	printf("moved %d, kept %d, old %s\n", moved != p, moved[3 * PAGE], try_read(p));
	R(moved, PAGE, PAGE, MREMAP_FIXED, moved);
	R(moved + 1, PAGE, PAGE, 0);
	R(moved, PAGE, 0, 0);
	R(moved, 0, PAGE, MREMAP_MAYMOVE);
	R(moved, 20 * PAGE, 30 * PAGE, MREMAP_MAYMOVE);
	R(p, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	R(moved, PAGE, PAGE, 64);
	R(moved, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, moved + 2 * PAGE);
	char *target = anonymous(4 * PAGE);
	target[0] = 77;
	char *there = R(moved, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target);
	printf("%d %d %d, old %s\n", there == target, target[0], target[PAGE], try_read(moved));
	printf("rest %d\n", moved[3 * PAGE]);
	char *kept = R(target, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
	printf("%d %d, left empty %d\n", kept[0], kept[PAGE], target[0]);
	int *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared[0] = 5;
	int *twin = R(shared, 0, PAGE, MREMAP_MAYMOVE);
	twin[0]++;
	printf("%d\n", shared[0]);
	int fd = file_of("f", 4 * PAGE);
	char *f = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE);
	f = R(f, PAGE, 3 * PAGE, MREMAP_MAYMOVE);
	printf("%.15s\n", f + 2 * PAGE);
}
