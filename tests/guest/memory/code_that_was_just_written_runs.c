#include "faults.h"
static int run(void *p) { return ((int (*)(void))p)(); }
static void put(unsigned char *p, int value)
{
	p[0] = 0xb8;
	memcpy(p + 1, &value, 4);
	p[5] = 0xc3;
}
int main(void)
{
	unsigned char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 3; i++) {
		put(p, i + 40);
		printf("%d ", run(p));
	}
	unsigned char *q = (unsigned char *)anonymous(PAGE);
	for (int i = 0; i < 3; i++) {
		mprotect(q, PAGE, PROT_READ | PROT_WRITE);
		put(q, i + 50);
		mprotect(q, PAGE, PROT_READ | PROT_EXEC);
		printf("%d ", run(q));
	}
	int fd = memfd_create("code", 0);
	ftruncate(fd, PAGE);
	unsigned char *w = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	unsigned char *x = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	for (int i = 0; i < 3; i++) {
		put(w, i + 60);
		printf("%d ", run(x));
	}
	unsigned char code[6];
	for (int i = 0; i < 3; i++) {
		put(code, i + 70);
		pwrite(fd, code, 6, 0);
		printf("%d ", run(x));
	}
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		put(p, 80);
		printf("%d ", run(p));
		fflush(stdout);
		_exit(0);
	}
	wait_status(c);
	printf("%d\n", run(p));
}
