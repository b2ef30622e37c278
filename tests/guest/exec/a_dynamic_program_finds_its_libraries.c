// flags: -dynamic -fPIE -pie
#include "again.h"
#include <dlfcn.h>
#include <link.h>
#include <math.h>
#include <sys/auxv.h>
static int count(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	const char *base = strrchr(info->dlpi_name, '/');
	if (base)
		printf("%s\n", base + 1);
	++*(int *)data;
	return 0;
}
int main(void)
{
	int n = 0;
	dl_iterate_phdr(count, &n);
	void *m = dlopen("libm.so.6", RTLD_NOW);
	CHECK(m);
	double (*root)(double) = (double (*)(double))dlsym(m, "sqrt");
	printf("%.4f\n", root(2));
	dlclose(m);
	printf("interpreter at a base %d\n", getauxval(AT_BASE) != 0);
	char *p = malloc(1 << 20);
	memset(p, 1, 1 << 20);
	printf("%d\n", p[12345]);
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		printf("child\n");
		return 3;
	}
	show_status(wait_status(c));
}
