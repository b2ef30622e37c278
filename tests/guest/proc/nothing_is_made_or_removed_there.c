// slow
// needs: root
/* /proc is no place for files of one's own: what each call that makes, removes or renames says there. */
#include "behaviour.h"

int main(void)
{
	SHOW(open("/proc/new", O_CREAT | O_RDWR, 0644));
	SHOW(open("/proc/self/new", O_CREAT | O_RDWR, 0644));
	SHOW(mkdir("/proc/dir", 0755));
	SHOW(mkdir("/proc/self/dir", 0755));
	SHOW(mkdir("/proc/self", 0755));
	SHOW(unlink("/proc/self/stat"));
	SHOW(unlink("/proc/self/absent"));
	SHOW(symlink("x", "/proc/self/link"));
	SHOW(rename("/proc/self/stat", "/proc/self/other"));
	SHOW(open("/proc/self/stat", O_CREAT | O_RDONLY, 0644) >= 0);
	SHOW(open("/proc/self/stat", O_CREAT | O_EXCL | O_RDONLY, 0644));
	SHOW(open("/proc/self/fd", O_WRONLY));
	SHOW(open("/proc/self/fd/99", O_RDONLY));
	SHOW(open("/proc/self/fd/nonsense", O_RDONLY));
	SHOW(open("/proc/0", O_RDONLY));
	SHOW(open("/proc/01", O_RDONLY));
	return 0;
}
