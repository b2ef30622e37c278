// slow
/* inotify(7): IN_MOVED_FROM and IN_MOVED_TO of one rename share a cookie, which differs from the next rename's; a move in from elsewhere has one too. */
#include "behaviour.h"
#include <sys/inotify.h>

int main(void)
{
	char buffer[4096] __attribute__((aligned(8)));
	unsigned cookies[20];
	int known = 0;
	mkdir("a", 0755), mkdir("b", 0755), mkdir("c", 0755), close(creat("a/x", 0644)), close(creat("c/y", 0644)), close(creat("c/z", 0644));
	int in = inotify_init1(IN_NONBLOCK);
	inotify_add_watch(in, "a", IN_MOVE), inotify_add_watch(in, "b", IN_MOVE);
	rename("a/x", "b/x"), rename("b/x", "b/y"), rename("c/y", "a/y"), rename("a/y", "c/y"), rename("c/z", "b/y"), rename("a", "aa");
	rename("aa", "a");
	ssize_t n = read(in, buffer, sizeof buffer);
	for (ssize_t at = 0; at < n;) {
		struct inotify_event *e = (void *)(buffer + at);
		int i;
		for (i = 0; i < known && cookies[i] != e->cookie; i++)
			;
		if (i == known)
			cookies[known++] = e->cookie;
		printf("wd %d mask %x cookie %s #%d %s\n", e->wd, e->mask, e->cookie ? "set" : "zero", i, e->name);
		at += sizeof *e + e->len;
	}
	return 0;
}
