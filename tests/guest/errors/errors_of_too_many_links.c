// slow
// needs: x86-64
/* ext4 lets a file have 65,000 names. */
#include "errors.h"

int main(void)
{
	char name[32];
	close(made("file"));
	mkdir("many", 0755);
	for (int i = 0; i < 65001; i++) {
		snprintf(name, sizeof name, "many/%d", i);
		if (link("file", name))
			break;
	}
	TRY("link", EMLINK, link("file", "many/last"));
	TRY("linkat", EMLINK, linkat(AT_FDCWD, "file", AT_FDCWD, "many/last", 0));
	return 0;
}
