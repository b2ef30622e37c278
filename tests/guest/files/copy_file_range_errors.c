// slow
/* copy_file_range(2): overlapping ranges, directories, append, flags, offsets; how much it copies at the end of a file. */
#include "behaviour.h"

int main(void)
{
	loff_t in = 0, out = 0;
	int p[2];
	char text[32] = {0};
	int a = open("a", O_RDWR | O_CREAT, 0644), b = open("b", O_RDWR | O_CREAT, 0644), r = open("a", O_RDONLY), w = open("b", O_WRONLY);
	int append = open("b", O_WRONLY | O_APPEND), d = open(".", O_RDONLY), path = open("a", O_PATH);
	CHECK(write(a, "0123456789", 10) == 10 && pipe(p) == 0);
	SHOW(copy_file_range(a, &in, b, &out, 4, 0));
	printf("%ld %ld\n", (long)in, (long)out);
	SHOW(copy_file_range(a, &in, b, &out, 100, 0));
	printf("%ld %ld\n", (long)in, (long)out);
	SHOW(copy_file_range(a, &in, b, &out, 100, 0));
	SHOW(copy_file_range(a, NULL, b, NULL, 5, 0));
	lseek(a, 3, SEEK_SET);
	SHOW(copy_file_range(a, NULL, b, NULL, 5, 0));
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(lseek(b, 0, SEEK_CUR));
	SHOW(copy_file_range(a, NULL, w, NULL, 0, 0));
	SHOW(copy_file_range(a, NULL, w, NULL, 5, 1));
	SHOW(copy_file_range(a, NULL, append, NULL, 5, 0));
	SHOW(copy_file_range(w, NULL, a, NULL, 5, 0));
	SHOW(copy_file_range(a, NULL, r, NULL, 5, 0));
	SHOW(copy_file_range(d, NULL, a, NULL, 5, 0));
	SHOW(copy_file_range(a, NULL, d, NULL, 5, 0));
	SHOW(copy_file_range(path, NULL, b, NULL, 5, 0));
	SHOW(copy_file_range(p[0], NULL, b, NULL, 5, 0));
	SHOW(copy_file_range(a, NULL, p[1], NULL, 5, 0));
	SHOW(copy_file_range(99, NULL, b, NULL, 5, 0));
	in = 0, out = 2;
	SHOW(copy_file_range(a, &in, a, &out, 5, 0));
	in = 0, out = 5;
	SHOW(copy_file_range(a, &in, a, &out, 5, 0));
	in = 0, out = 10;
	SHOW(copy_file_range(a, &in, a, &out, 20, 0));
	CHECK(pread(a, text, 31, 0) > 0);
	puts(text);
	in = -1;
	SHOW(copy_file_range(a, &in, b, NULL, 5, 0));
	in = 0, out = -5;
	SHOW(copy_file_range(a, &in, b, &out, 5, 0));
	in = 1L << 40, out = 0;
	SHOW(copy_file_range(a, &in, b, &out, 5, 0));
	in = 0, out = 0x7ffffffffffffffe;
	SHOW(copy_file_range(a, &in, b, &out, 5, 0));
	SHOW(copy_file_range(a, (void *)1, b, NULL, 5, 0));
	int null = open("/dev/null", O_RDWR);
	SHOW(copy_file_range(a, NULL, null, NULL, 5, 0));
	SHOW(copy_file_range(null, NULL, a, NULL, 5, 0));
	return 0;
}
