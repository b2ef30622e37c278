/* open(2): which error for which flags. */
#include "behaviour.h"

int main(void)
{
	SHOW(open("missing", O_RDONLY));
	SHOW(open("", O_RDONLY));
	SHOW(open("missing/below", O_RDONLY));
	SHOW(open("missing/below", O_CREAT | O_WRONLY, 0600));
	SHOW(close(open("file", O_CREAT | O_WRONLY, 0600)));
	SHOW(open("file", O_CREAT | O_EXCL | O_WRONLY, 0600));
	SHOW(open("file/", O_RDONLY));
	SHOW(open("file/x", O_RDONLY));
	SHOW(open("new/", O_CREAT | O_WRONLY, 0600));
	SHOW(open("file", O_RDONLY | O_DIRECTORY));
	SHOW(mkdir("folder", 0700));
	SHOW(open("folder", O_WRONLY));
	SHOW(open("folder", O_RDWR));
	SHOW(open("folder", O_RDONLY | O_TRUNC));
	SHOW(open("folder", O_CREAT | O_RDONLY, 0600));
	SHOW(open("folder", O_CREAT | O_EXCL | O_RDONLY, 0600));
	SHOW(open("folder/", O_CREAT | O_RDONLY, 0600));
	SHOW(open(".", O_CREAT | O_RDONLY, 0600));
	SHOW(open("folder", O_CREAT | O_DIRECTORY, 0600));
	SHOW(open("folder", O_TMPFILE | O_RDONLY, 0600));
	SHOW(open("folder", 020000000 | O_RDWR, 0600));
	SHOW(open((char *)8, O_RDONLY));
	SHOW(openat(-7, "file", O_RDONLY));
	SHOW(openat(99, "file", O_RDONLY));
	int fd = open("file", O_RDONLY);
	SHOW(openat(fd, "x", O_RDONLY));
	SHOW(openat(fd, "/dev/null", O_RDONLY) > 0);
	static char name[5000];
	memset(name, 'n', 255);
	SHOW(close(open(name, O_CREAT | O_WRONLY, 0600)));
	name[255] = 'n';
	SHOW(open(name, O_RDONLY));
	memset(name, 'n', 4999);
	SHOW(open(name, O_RDONLY));
	for (int i = 0; i < 4097; i++)
		name[i] = i % 2 ? '/' : '.';
	name[4094] = 0;
	SHOW(close(open(name, O_RDONLY)));
	name[4094] = '.';
	name[4095] = 0;
	SHOW(close(open(name, O_RDONLY)));
	name[4095] = '/';
	name[4096] = 0;
	SHOW(open(name, O_RDONLY));
	return 0;
}
