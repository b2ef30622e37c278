// slow
// needs: root
/* setuid(2), setreuid(2), setresuid(2), seteuid(3) and their group twins, by a process whose three ids differ: every pair of arguments. */
#include "behaviour.h"

static void ids(void)
{
	uid_t r, e, s;
	gid_t g, h, i;
	getresuid(&r, &e, &s), getresgid(&g, &h, &i);
	printf("%d %d %d, %d %d %d", r, e, s, g, h, i);
}

static int a, b, c, call;
static int one(void)
{
	long r = 0;
	CHECK(setresgid(100, 200, 300) == 0 && setresuid(1000, 2000, 3000) == 0);
	errno = 0;
	switch (call) {
	case 0: r = setuid(a); break;
	case 1: r = setreuid(a, b); break;
	case 2: r = setresuid(a, b, c); break;
	case 3: r = seteuid(a); break;
	case 4: r = setgid(a / 10); break;
	case 5: r = setregid(a == -1 ? -1 : a / 10, b == -1 ? -1 : b / 10); break;
	case 6: r = setresgid(a == -1 ? -1 : a / 10, b == -1 ? -1 : b / 10, c == -1 ? -1 : c / 10); break;
	}
	printf("%d(%d, %d, %d): %s; ", call, a, b, c, r ? strerrorname_np(errno) : "ok");
	ids();
	puts("");
	return 0;
}

int main(void)
{
	int values[] = {-1, 0, 1000, 2000, 3000, 5000};
	for (call = 0; call < 7; call++)
		for (int i = 0; i < 6; i++)
			for (int j = 0; j < (call % 4 == 0 || call == 3 ? 1 : 6); j++) {
				a = values[i], b = values[j], c = values[(i + j) % 6];
				wait_status(child(one));
			}
	return 0;
}
