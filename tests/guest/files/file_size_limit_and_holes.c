// slow
/* getrlimit(2), RLIMIT_FSIZE: what each call that lengthens a file does at the limit: a part, SIGXFSZ and EFBIG. */
#include "behaviour.h"
#include <sys/resource.h>
#include <sys/sendfile.h>

static int signals;
static void caught(int s) { signals++; }
#define TRY(call) signals = 0; SHOW(call); printf("  signals %d\n", signals)

int main(void)
{
	char text[100] = {0};
	signal(SIGXFSZ, caught);
	int fd = open("f", O_RDWR | O_CREAT, 0644), source = open("s", O_RDWR | O_CREAT, 0644);
	CHECK(write(source, text, 100) == 100);
	CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){50, 1000}) == 0);
	TRY(write(fd, text, 40));
	TRY(write(fd, text, 40));
	TRY(write(fd, text, 40));
	TRY(write(fd, text, 0));
	TRY(pwrite(fd, text, 10, 45));
	TRY(pwrite(fd, text, 10, 50));
	TRY(pwrite(fd, text, 10, 40));
	TRY(ftruncate(fd, 50));
	TRY(ftruncate(fd, 51));
	TRY(truncate("f", 100));
	TRY(fallocate(fd, 0, 0, 51));
	TRY(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 51));
	TRY(sendfile(fd, source, &(off_t){0}, 10));
	TRY(copy_file_range(source, &(loff_t){0}, fd, &(loff_t){45}, 10, 0));
	TRY(copy_file_range(source, &(loff_t){0}, fd, &(loff_t){50}, 10, 0));
	TRY(ftruncate(source, 80));
	TRY(pwrite(source, text, 10, 70));
	signal(SIGXFSZ, SIG_IGN);
	TRY(write(fd, text, 40));
	return 0;
}
