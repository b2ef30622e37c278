// slow
/* mmap(2), fork(2): MAP_SHARED is one memory for parent and child, MAP_PRIVATE is copied when written; of files, anonymous, /dev/zero and after mremap. */
#include "behaviour.h"
#include <sys/mman.h>

static char *m[6];
static int writes(void)
{
	for (int i = 0; i < 6; i++)
		m[i][0] = 'c', m[i][5000] = 'C';
	return 0;
}

int main(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0644), zero = open("/dev/zero", O_RDWR);
	CHECK(ftruncate(fd, 8192) == 0);
	m[0] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	m[1] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	m[2] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	m[3] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	m[4] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, zero, 0);
	m[5] = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *elsewhere = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	m[5] = mremap(m[5], 8192, 8192, MREMAP_MAYMOVE | MREMAP_FIXED, elsewhere);
	CHECK(m[5] == elsewhere);
	for (int i = 0; i < 6; i++)
		m[i][0] = 'p';
	wait_status(child(writes));
	for (int i = 0; i < 6; i++)
		printf("%d: %c %c\n", i, m[i][0], m[i][5000] ? m[i][5000] : '.');
	char b[1];
	CHECK(pread(fd, b, 1, 5000) == 1);
	printf("the file has %c\n", b[0]);
	return 0;
}
