#include "behaviour.h"
#include <sys/mman.h>

int secret = 1234567;

static int find(unsigned long address, char *rights, char *name)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[500];
	unsigned long start, end, offset, inode;
	char device[20];
	while (fgets(line, 500, f)) {
		name[0] = 0;
		sscanf(line, "%lx-%lx %s %lx %s %lu %s", &start, &end, rights, &offset, device, &inode, name);
		if (start <= address && address < end) {
			fclose(f);
			return 1;
		}
	}
	fclose(f);
	return 0;
}

int main(void)
{
	char rights[10], name[300];
	int local;
	SHOW(find((unsigned long)&local, rights, name));
	printf("%s %s\n", rights, name);
	SHOW(find((unsigned long)malloc(100), rights, name));
	printf("%s %s\n", rights, name);
	SHOW(find((unsigned long)main, rights, name));
	printf("%s %d\n", rights, name[0]);
	char *m = mmap(NULL, 8192, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	SHOW(find((unsigned long)m, rights, name));
	printf("%s\n", rights);
	munmap(m, 8192);
	SHOW(find((unsigned long)m, rights, name));
	int fd = open("/proc/self/mem", O_RDWR), value = 0;
	SHOW(pread(fd, &value, 4, (off_t)(long)&secret));
	printf("%d\n", value);
	value = 7;
	SHOW(pwrite(fd, &value, 4, (off_t)(long)&secret));
	printf("%d\n", *(volatile int *)&secret);
	SHOW(pread(fd, &value, 4, 16));
	fd = open("/proc/self/environ", O_RDONLY);
	char b[500] = "";
	read(fd, b, 499);
	SHOW(strchr(b, '=') != NULL);
	fd = open("/proc/self/auxv", O_RDONLY);
	unsigned long aux[100];
	long n = read(fd, aux, sizeof aux);
	for (long i = 0; i + 1 < n / 8; i += 2)
		if (aux[i] == 6)
			printf("page size %lu\n", aux[i + 1]);
	fd = open("/proc/self/statm", O_RDONLY);
	int size, resident, shared, text, zero, data;
	n = read(fd, b, 499);
	b[n] = 0;
	SHOW(sscanf(b, "%d %d %d %d %d %d", &size, &resident, &shared, &text, &zero, &data));
	SHOW(size > 0 && resident > 0 && resident <= size && zero == 0);
}
