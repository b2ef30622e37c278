// strsignal(3), sigdescr_np(3), sigabbrev_np(3): a text for every signal, another for numbers that are none, and NULL from the last two.
#include "behaviour.h"

int main(void)
{
	for (int s = -1; s <= 66; s++) {
		const char *description = sigdescr_np(s), *short_name = sigabbrev_np(s);
		printf("%d: %s, %s, %s\n", s, strsignal(s), description ? description : "none", short_name ? short_name : "none");
	}
	return 0;
}
