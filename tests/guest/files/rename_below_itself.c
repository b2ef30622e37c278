// slow
/* rename(2), EINVAL: "an attempt was made to make a directory a subdirectory of itself"; ENOTEMPTY when the new name is an ancestor. */
#include "behaviour.h"

int main(void)
{
	CHECK(mkdir("a", 0755) == 0 && mkdir("a/b", 0755) == 0 && mkdir("a/b/c", 0755) == 0 && symlink("a/b", "link") == 0);
	SHOW(rename("a", "a/x"));
	SHOW(rename("a", "a/b/c/x"));
	SHOW(rename("a", "link/x"));
	SHOW(rename("a", "a/b"));
	SHOW(rename("a", "a"));
	SHOW(rename("a/b/c", "a"));
	SHOW(rename("a/b", "a"));
	SHOW(rename("a/b/c", "a/b"));
	SHOW(rename("a/../a", "a/b/../../a/y"));
	SHOW(rename("a/b/c", "a/c"));
	SHOW(rename("a/b", "a/c/b"));
	SHOW(access("link", F_OK));
	SHOW(access("a/c/b", F_OK));
	return 0;
}
