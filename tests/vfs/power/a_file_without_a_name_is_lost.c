// disk: file=old named=kept
// disk: file=old
#include "power.h"
int main(void)
{
	int lost = open(".", O_TMPFILE | O_RDWR, 0644), kept = open(".", O_TMPFILE | O_RDWR, 0644);
	char path[64];
	OK(write(lost, "lost", 4));
	OK(fsync(lost));
	OK(write(kept, "kept", 4));
	OK(fsync(kept));
	snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
	OK(linkat(AT_FDCWD, path, AT_FDCWD, "named", AT_SYMLINK_FOLLOW));
}
