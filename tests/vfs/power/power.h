/* What the programs of this folder share.  Each runs in a folder that holds one durable file, "file", with the text "old"; its
 * comments `// disk:` are all the trees that a loss of power at its end may leave (show_tree.c says how a tree is written). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#define OK(call) \
	do { \
		if ((call) < 0) { \
			perror(#call); \
			_exit(99); \
		} \
	} while (0)

__attribute__((unused)) static int made(const char *name, const char *text, int flags)
{
	int fd = open(name, O_CREAT | O_WRONLY | flags, 0644);
	OK(fd);
	if (*text)
		OK(write(fd, text, strlen(text)));
	return fd;
}

__attribute__((unused)) static void sync_directory(const char *name)
{
	int fd = open(name, O_RDONLY | O_DIRECTORY);
	OK(fd);
	OK(fsync(fd));
	close(fd);
}

__attribute__((unused)) static void page_of(char *page, char byte)
{
	memset(page, byte, 4096);
}
