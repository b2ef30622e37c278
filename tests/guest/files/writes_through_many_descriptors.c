// slow
/* write(2), pwrite(2), O_APPEND and truncate on one file through three descriptors: what each sees of the others at once. */
#include "behaviour.h"

static void show(void)
{
	char b[60] = {0};
	int fd = open("f", O_RDONLY);
	ssize_t n = read(fd, b, 59);
	for (int i = 0; i < n; i++)
		b[i] = b[i] ? b[i] : '.';
	printf("%zd %s\n", n, b);
	close(fd);
}

int main(void)
{
	int a = open("f", O_RDWR | O_CREAT, 0644), b = open("f", O_WRONLY), c = open("f", O_WRONLY | O_APPEND);
	write(a, "aaaa", 4), write(b, "bb", 2), write(c, "cc", 2), show();
	write(a, "A", 1), show();
	ftruncate(b, 3), show();
	write(b, "B", 1), show();
	write(c, "C", 1), show();
	write(a, "z", 1), show();
	pwrite(c, "P", 1, 0), show();
	lseek(b, 12, SEEK_SET), write(b, "!", 1), show();
	close(open("f", O_WRONLY | O_TRUNC)), show();
	write(a, "q", 1), show();
	write(c, "e", 1), show();
	return 0;
}
