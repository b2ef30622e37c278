// needs: root
// slow
/* nftw(3), fts(3) and glob(3): the order and kinds that each reports over links, cycles and unreadable directories. */
#include "behaviour.h"
#include <ftw.h>
#include <glob.h>

static int count[20], deepest;
static int visit(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	count[kind]++;
	if (where->level > deepest)
		deepest = where->level;
	return 0;
}

static int walk(void)
{
	int flags[] = {0, FTW_PHYS, FTW_DEPTH, FTW_PHYS | FTW_DEPTH, FTW_CHDIR, FTW_MOUNT | FTW_PHYS};
	for (int i = 0; i < 6; i++) {
		memset(count, 0, sizeof count), deepest = 0;
		int r = nftw("t", visit, 4, flags[i]);
		printf("flags %d: %d, files %d directories %d unreadable %d after %d links %d dangling %d unknown %d, depth %d\n", flags[i], r, count[FTW_F], count[FTW_D], count[FTW_DNR],
		       count[FTW_DP], count[FTW_SL], count[FTW_SLN], count[FTW_NS], deepest);
	}
	return 0;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	return walk();
}

int main(void)
{
	glob_t g;
	mkdir("t", 0755), mkdir("t/a", 0755), mkdir("t/a/b", 0755), mkdir("t/closed", 0700), close(creat("t/closed/x", 0644)), close(creat("t/a/f", 0644)), close(creat("t/a/b/g", 0644));
	symlink("../a", "t/a/self"), symlink("none", "t/dangling"), symlink("a/f", "t/link"), mkfifo("t/fifo", 0644);
	walk();
	wait_status(child(as_user));
	for (char **pattern = (char *[]){"t/*", "t/*/*", "t/[a-c]*", "t/?", "t/.*", "none*", "t/a/", NULL}; *pattern; pattern++) {
		int r = glob(*pattern, GLOB_MARK, NULL, &g);
		printf("%s: %d %d", *pattern, r, r ? 0 : (int)g.gl_pathc);
		for (size_t i = 0; !r && i < g.gl_pathc; i++)
			printf(" %s", g.gl_pathv[i]);
		puts("");
	}
	return 0;
}
