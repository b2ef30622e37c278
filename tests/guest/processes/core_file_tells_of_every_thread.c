// needs: x86-64
/* The notes of a core file: one NT_PRSTATUS a thread, the signal, the program's name and arguments, the mapped files; and memory that the
 * program had written, at its address. */
#include "behaviour.h"
#include <elf.h>
#include <pthread.h>
#include <sys/procfs.h>
#include <sys/resource.h>

static char written[9000] = "what the program wrote";
static pthread_barrier_t barrier;

static void *sleeper(void *unused)
{
	pthread_barrier_wait(&barrier);
	pause();
	return NULL;
}

static int victim(void)
{
	struct rlimit r = {RLIM_INFINITY, RLIM_INFINITY};
	setrlimit(RLIMIT_CORE, &r);
	pthread_t thread;
	pthread_barrier_init(&barrier, NULL, 3);
	pthread_create(&thread, NULL, sleeper, NULL);
	pthread_create(&thread, NULL, sleeper, NULL);
	pthread_barrier_wait(&barrier);
	strcpy(written + 8000, "and further on");
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	__asm__ volatile("mov $0x1234, %r12\n mov $0x5678, %r13\n mov $8, %eax\n mov %eax, (%rax)");
	return 0;
}

static void show_notes(const char *notes, size_t size, pid_t pid)
{
	int statuses = 0, floats = 0;
	for (size_t at = 0; at < size;) {
		const Elf64_Nhdr *n = (const void *)(notes + at);
		const char *data = notes + at + sizeof *n + ((n->n_namesz + 3) & ~3u);
		if (n->n_type == NT_PRSTATUS) {
			const prstatus_t *s = (const void *)data;
			const struct { long r15, r14, r13, r12; } *regs = (const void *)s->pr_reg;
			if (!statuses)
				printf("prstatus %u bytes: signal %d, %d, pid %d, r12 %#lx r13 %#lx, SIGUSR2 held %d\n", n->n_descsz, s->pr_info.si_signo, s->pr_cursig, s->pr_pid == pid,
				       regs->r12, regs->r13, (int)(s->pr_sighold >> (SIGUSR2 - 1) & 1));
			statuses++;
		} else if (n->n_type == NT_PRPSINFO) {
			const prpsinfo_t *p = (const void *)data;
			printf("prpsinfo %u bytes: %.16s, words %d, pid %d, uid %d\n", n->n_descsz, p->pr_fname, !strncmp(p->pr_psargs, "/", 1), p->pr_pid == pid, p->pr_uid == getuid());
		} else if (n->n_type == NT_SIGINFO) {
			const siginfo_t *i = (const void *)data;
			printf("siginfo %u bytes: signal %d code %d addr %p\n", n->n_descsz, i->si_signo, i->si_code, i->si_addr);
		} else if (n->n_type == NT_AUXV) {
			printf("auxv: %d\n", n->n_descsz > 100);
		} else if (n->n_type == NT_FILE) {
			printf("files: %d\n", *(const long *)data > 0);
		} else if (n->n_type == NT_FPREGSET) {
			floats++;
		}
		at += sizeof *n + ((n->n_namesz + 3) & ~3u) + ((n->n_descsz + 3) & ~3u);
	}
	printf("%d threads, %d sets of floats\n", statuses, floats);
}

int main(void)
{
	unlink("core");
	pid_t pid = child(victim);
	show_status(wait_status(pid));
	int fd = open("core", O_RDONLY);
	CHECK(fd >= 0);
	off_t size = lseek(fd, 0, SEEK_END);
	char *core = malloc(size);
	CHECK(pread(fd, core, size, 0) == size);
	Elf64_Ehdr *e = (void *)core;
	printf("class %d type %d machine %d\n", e->e_ident[EI_CLASS], e->e_type, e->e_machine);
	Elf64_Phdr *p = (void *)(core + e->e_phoff);
	for (int i = 0; i < e->e_phnum; i++) {
		if (p[i].p_type == PT_NOTE)
			show_notes(core + p[i].p_offset, p[i].p_filesz, pid);
		uintptr_t at = (uintptr_t)written;
		if (p[i].p_type == PT_LOAD && p[i].p_vaddr <= at && at < p[i].p_vaddr + p[i].p_filesz) {
			char *there = core + p[i].p_offset + (at - p[i].p_vaddr);
			printf("memory: \"%s\" \"%s\", flags %u\n", there, there + 8000, p[i].p_flags);
		}
	}
	printf("aligned: %d\n", p[1].p_offset % 4096 == 0);
	return 0;
}
