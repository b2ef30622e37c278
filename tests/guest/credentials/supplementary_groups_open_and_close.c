// slow
// needs: root
/* setgroups(2), getgroups(2): sizes, limits, who may; the order kept or not; a group taken away closes files, and chown's group rule. */
#include "behaviour.h"
#include <grp.h>

int main(void)
{
	gid_t g[] = {300, 100, 200, 100}, got[70000];
	umask(0);
	close(creat("f200", 0060)), chown("f200", 0, 200), close(creat("mine", 0666)), chown("mine", 1000, 1000);
	SHOW(setgroups(4, g));
	int n = getgroups(70000, got);
	for (int i = 0; i < n; i++)
		printf("%d ", got[i]);
	puts("");
	SHOW(getgroups(0, NULL));
	SHOW(getgroups(2, got));
	SHOW(getgroups(-1, got));
	SHOW(getgroups(10, (void *)1));
	SHOW(setgroups(65537, got));
	SHOW(setgroups(-1, got));
	SHOW(setgroups(1, (void *)1));
	for (int i = 0; i < 65536; i++)
		got[i] = 65536 - i;
	SHOW(setgroups(65536, got));
	SHOW(getgroups(70000, got));
	SHOW(setgroups(3, g));
	CHECK(setresgid(1000, 1000, 1000) == 0 && setresuid(1000, 1000, 1000) == 0);
	int fd = open("f200", O_RDWR);
	SHOW(fd >= 0);
	SHOW(setgroups(0, NULL));
	SHOW(chown("mine", -1, 300));
	SHOW(chown("mine", -1, 400));
	SHOW(chown("mine", -1, 1000));
	SHOW(getgroups(0, NULL));
	return 0;
}
