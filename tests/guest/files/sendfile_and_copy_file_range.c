/* sendfile(2), copy_file_range(2). */
#include "behaviour.h"
#include <sys/sendfile.h>

static char big[300000], back[300000];

static int drain_fd;

static int drain(void)
{
	size_t total = 0;
	ssize_t n;
	while ((n = read(drain_fd, back, sizeof back)) > 0)
		total += n;
	printf("drained %zu\n", total);
	return 0;
}

int main(void)
{
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = i * 7 + i / 1000;
	int in = open("in", O_CREAT | O_RDWR, 0600), out = open("out", O_CREAT | O_RDWR, 0600);
	write(in, big, sizeof big);
	lseek(in, 0, SEEK_SET);
	SHOW(sendfile(out, in, NULL, 1000));
	off_t off = 299990;
	SHOW(sendfile(out, in, &off, 1000));
	printf("%ld %ld\n", (long)off, (long)lseek(in, 0, SEEK_CUR));
	SHOW(sendfile(out, in, &off, 1000));
	SHOW(pread(out, back, 2000, 0));
	printf("%d %d\n", memcmp(big, back, 1000), memcmp(big + 299990, back + 1000, 10));
	int ends[2];
	make_pipe(ends);
	drain_fd = ends[0];
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		close(ends[1]);
		drain();
		fflush(stdout);
		_exit(0);
	}
	close(ends[0]);
	off = 0;
	SHOW(sendfile(ends[1], in, &off, sizeof big));
	fflush(stdout);
	close(ends[1]);
	wait_status(pid);
	make_pipe(ends);
	SHOW(sendfile(out, ends[0], NULL, 10));
	SHOW(sendfile(out, ends[0], &off, 10));
	off = -1;
	SHOW(sendfile(out, in, &off, 10));
	SHOW(sendfile(open("out", O_WRONLY | O_APPEND), in, NULL, 10));
	SHOW(sendfile(out, open("in", O_WRONLY), NULL, 10));
	SHOW(sendfile(open("out", O_RDONLY), in, NULL, 10));
	SHOW(sendfile(out, 99, NULL, 10));
	off_t a = 10, b = 20;
	SHOW(ftruncate(out, 0));
	SHOW(copy_file_range(in, &a, out, &b, 100, 0));
	printf("%ld %ld\n", (long)a, (long)b);
	SHOW(pread(out, back, 200, 0));
	printf("%d\n", memcmp(back + 20, big + 10, 100));
	lseek(in, 299999, SEEK_SET);
	SHOW(copy_file_range(in, NULL, out, NULL, 100, 0));
	SHOW(copy_file_range(in, NULL, out, NULL, 100, 0));
	SHOW(copy_file_range(in, NULL, out, NULL, 100, 1));
	a = 0, b = 50;
	SHOW(copy_file_range(in, &a, in, &b, 100, 0));
	SHOW(copy_file_range(in, NULL, ends[1], NULL, 100, 0));
	SHOW(copy_file_range(open(".", O_RDONLY), NULL, out, NULL, 100, 0));
	SHOW(copy_file_range(in, NULL, open("out", O_WRONLY | O_APPEND), NULL, 100, 0));
	SHOW(copy_file_range(in, NULL, open("out", O_RDONLY), NULL, 100, 0));
	return 0;
}
