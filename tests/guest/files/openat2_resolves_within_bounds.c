/* openat2(2): RESOLVE_ flags and strict checking of flags. */
#include "behaviour.h"
#include <linux/openat2.h>

static int openat2_(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
	int fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

int main(void)
{
	mkdir("d", 0755);
	mkdir("d/e", 0755);
	close(open("d/file", O_CREAT | O_WRONLY, 0644));
	close(open("outside", O_CREAT | O_WRONLY, 0644));
	symlink("file", "d/inner");
	symlink("../outside", "d/escape");
	symlink("/etc/passwd", "d/absolute");
	symlink("/file", "d/rooted");
	int dir = open("d", O_RDONLY);
	SHOW(openat2_(dir, "file", O_RDONLY, 0, 0));
	SHOW(openat2_(dir, "inner", O_RDONLY, 0, RESOLVE_NO_SYMLINKS));
	SHOW(openat2_(dir, "inner", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "escape", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "e/../file", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "e/../../outside", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "absolute", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "/etc/passwd", O_RDONLY, 0, RESOLVE_BENEATH));
	SHOW(openat2_(dir, "rooted", O_RDONLY, 0, RESOLVE_IN_ROOT));
	SHOW(openat2_(dir, "absolute", O_RDONLY, 0, RESOLVE_IN_ROOT));
	SHOW(openat2_(dir, "../../../file", O_RDONLY, 0, RESOLVE_IN_ROOT));
	SHOW(openat2_(dir, "/file", O_RDONLY, 0, RESOLVE_IN_ROOT));
	SHOW(openat2_(AT_FDCWD, "/dev/null", O_RDONLY, 0, RESOLVE_NO_XDEV));
	SHOW(openat2_(dir, "file", O_RDONLY, 0, RESOLVE_NO_XDEV));
	SHOW(openat2_(dir, "file", O_RDONLY, 0644, 0));
	SHOW(openat2_(dir, "new", O_CREAT | O_WRONLY, 010644, 0));
	SHOW(openat2_(dir, "new", O_CREAT | O_WRONLY, 0644, 0));
	SHOW(openat2_(dir, "file", 1ULL << 40, 0, 0));
	SHOW(openat2_(dir, "file", O_RDONLY, 0, 1 << 10));
	SHOW(openat2_(dir, "file", O_RDONLY, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT));
	SHOW(openat2_(dir, "file", O_PATH | O_RDWR, 0, 0));
	SHOW(openat2_(dir, "file", O_PATH | O_NOFOLLOW, 0, 0));
	struct open_how how = {0};
	SHOW(syscall(SYS_openat2, dir, "file", &how, 10));
	char large[40] = {0};
	SHOW(syscall(SYS_openat2, dir, "file", large, 40) > 0);
	large[30] = 1;
	SHOW(syscall(SYS_openat2, dir, "file", large, 40));
	return 0;
}
