// needs: root
/* rmdir(2), unlink(2): "EPERM The filesystem containing pathname does not support the removal of directories"; what belongs to a process cannot be changed at
 * all, and the files of /proc/sys have no writable directory. */
#include "behaviour.h"

int main(void)
{
	SHOW(rmdir("/proc/self/fd"));
	SHOW(rmdir("/proc/self/task"));
	SHOW(rmdir("/proc/self"));
	SHOW(rmdir("/proc/1"));
	SHOW(rmdir("/proc/sys"));
	SHOW(rmdir("/proc/sys/kernel"));
	SHOW(unlink("/proc/sys/kernel/hostname"));
	SHOW(unlink("/proc/sys/kernel"));
	SHOW(rmdir("/proc/self/status"));
	SHOW(unlink("/proc/self/status"));
	SHOW(unlink("/proc/self/fd"));
	SHOW(unlink("/proc/self/cwd"));
	SHOW(unlink("/proc/self/fd/0"));
	SHOW(rmdir("/proc/self/fd/0"));
	SHOW(unlink("/proc/version"));
	SHOW(rmdir("/proc/version"));
	SHOW(unlink("/proc/sys"));
	SHOW(rmdir("/proc/none"));
	SHOW(rmdir("/proc/."));
	return 0;
}
