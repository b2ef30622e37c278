#include "faults.h"
int main(void)
{
	catch_faults();
	int fd = file_of("f", PAGE + 100);
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("rest of the last page: %d %s\n", p[PAGE + 100], try_write(p + PAGE + 200));
	printf("next page: %s\n", try_read(p + 2 * PAGE));
	SHOW(ftruncate(fd, 3 * PAGE));
	printf("file grown: %s, %d\n", try_write(p + 2 * PAGE), p[PAGE + 200]);
	SHOW(ftruncate(fd, 50));
	printf("file cut: %s\n", try_read(p + PAGE));
	printf("%s %d %d\n", try_read(p), p[49], p[50]);
	SHOW(ftruncate(fd, PAGE));
	printf("%d\n", p[60]);
	char buffer[10];
	int ends[2];
	make_pipe(ends);
	SHOW(write(ends[1], p + 3 * PAGE, 10));
	char *q = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	q[0] = 'x';
	SHOW(ftruncate(fd, 0));
	printf("private copy goes too: %s\n", try_read(q));
	SHOW(read(ends[0], buffer, 0));
}
