// slow
// needs: root
/* write(2) and its kin by a user without CAP_FSETID take away S_ISUID, and S_ISGID of a file its group may execute; root's do not. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/sendfile.h>

static int how;

static int act(void)
{
	char byte = 'x';
	int pipes[2];
	if (how >= 20) {
		how -= 20;
	} else {
		CHECK(setresuid(1000, 1000, 1000) == 0);
	}
	int fd = open("f", O_RDWR), source = open("source", O_RDONLY);
	CHECK(fd >= 0);
	long r = -7;
	switch (how) {
	case 0: r = write(fd, &byte, 1); break;
	case 1: r = pwrite(fd, &byte, 1, 9); break;
	case 2: r = ftruncate(fd, 3); break;
	case 3: r = truncate("f", 2); break;
	case 4: r = fallocate(fd, 0, 0, 10000); break;
	case 5: r = sendfile(fd, source, NULL, 2); break;
	case 6: r = copy_file_range(source, NULL, fd, NULL, 2, 0); break;
	case 7: CHECK(pipe(pipes) == 0 && write(pipes[1], "ab", 2) == 2); r = splice(pipes[0], NULL, fd, NULL, 2, 0); break;
	case 8: r = open("f", O_WRONLY | O_TRUNC) > 0; break;
	case 9: { char *p = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0); p[0] = 1; r = msync(p, 4096, MS_SYNC); break; }
	case 10: r = write(fd, &byte, 0); break;
	case 11: r = fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096); break;
	case 12: r = utimensat(AT_FDCWD, "f", NULL, 0); break;
	case 13: r = write(fd, (void *)1, 1); break;
	}
	printf("%ld ", r);
	return 0;
}

int main(void)
{
	int modes[] = {06777, 06766, 04666, 02666, 02676};
	int source = open("source", O_RDWR | O_CREAT, 0644);
	CHECK(write(source, "abcd", 4) == 4);
	umask(0);
	for (int round = 0; round < 28; round++)
		for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
			unlink("f");
			int fd = open("f", O_CREAT | O_RDWR, 0666);
			CHECK(write(fd, "12345", 5) == 5 && fchmod(fd, modes[i]) == 0);
			close(fd);
			how = round % 14 + (round >= 14 ? 20 : 0);
			printf("%s %d on %o: ", round >= 14 ? "root" : "user", round % 14, modes[i]);
			wait_status(child(act));
			struct stat s;
			stat("f", &s);
			printf("then %o\n", s.st_mode);
		}
	return 0;
}
