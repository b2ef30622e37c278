// alarm(2): a new one replaces the old and returns its seconds, rounded to the nearest but never 0; a fork clears it in the child.
#include "behaviour.h"

static int in_child(void)
{
	SHOW(alarm(0));
	SHOW(alarm(50));
	SHOW(alarm(0));
	return 0;
}

int main(void)
{
	SHOW(alarm(0));
	SHOW(alarm(1000));
	long left = alarm(2000);
	printf("about 1000: %d\n", left > 900 && left <= 1000);
	show_status(wait_status(child(in_child)));
	left = alarm(0);
	printf("about 2000: %d\n", left > 1900 && left <= 2000);
	SHOW(alarm(0));
	return 0;
}
