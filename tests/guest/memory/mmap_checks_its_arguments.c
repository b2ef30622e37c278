#include "faults.h"
#define MAP(...) SHOW(mmap(__VA_ARGS__) == MAP_FAILED ? -1 : 0)
int main(void)
{
	int fd = file_of("f", PAGE), ro = open("f", O_RDONLY), wo = open("f", O_WRONLY), dir = open(".", O_RDONLY);
	int pa = open("f", O_PATH), ends[2];
	make_pipe(ends);
	int pr = PROT_READ, rw = PROT_READ | PROT_WRITE;
	MAP(NULL, 0, pr, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, fd, 1);
	MAP(NULL, PAGE, pr, 0, fd, 0);
	MAP(NULL, PAGE, pr, MAP_ANONYMOUS, -1, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, -1, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, 99, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, wo, 0);
	MAP(NULL, PAGE, pr, MAP_SHARED, wo, 0);
	MAP(NULL, PAGE, PROT_WRITE, MAP_SHARED, wo, 0);
	MAP(NULL, PAGE, rw, MAP_SHARED, ro, 0);
	MAP(NULL, PAGE, rw, MAP_PRIVATE, ro, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, dir, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, ends[0], 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, pa, 0);
	MAP(NULL, 1ul << 60, pr, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MAP(NULL, -1ul, pr, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MAP((void *)1, PAGE, pr, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	MAP((void *)0x7ffffffff000, PAGE, pr, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	MAP((void *)0xffff800000000000, PAGE, pr, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	MAP(NULL, PAGE, pr, MAP_SHARED_VALIDATE, fd, 0);
	MAP(NULL, PAGE, pr, MAP_SHARED_VALIDATE | (1 << 25), fd, 0);
	MAP(NULL, PAGE, pr, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0);
	MAP(NULL, PAGE, pr, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE | MAP_GROWSDOWN, fd, 0);
	MAP(NULL, PAGE, pr, MAP_PRIVATE, fd, 0x7ffffffffffff000);
	MAP(NULL, 2 * PAGE, pr, MAP_PRIVATE, fd, 0x7ffffffffffff000);
	char *p = anonymous(PAGE);
	MAP(p, PAGE, pr, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}
