/* Accesses that may fault: each prints or returns what came of it. */
#ifndef FAULTS_H
#define FAULTS_H
#include "behaviour.h"
#include <setjmp.h>
#include <sys/mman.h>

#define PAGE 4096

static sigjmp_buf fault_return;
static siginfo_t fault_info;

static void on_fault(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	fault_info = *info;
	siglongjmp(fault_return, 1);
}

__attribute__((unused)) static void catch_faults(void)
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK(sigaction(SIGBUS, &action, NULL) == 0);
}

/* "ok" or the fault an access gives. */
__attribute__((unused, noinline)) static const char *try_read(volatile char *p)
{
	static char text[64];
	if (sigsetjmp(fault_return, 1) == 0) {
		(void)*p;
		return "ok";
	}
	snprintf(text, sizeof text, "%s code %d%s", signal_name(fault_info.si_signo), fault_info.si_code,
		 fault_info.si_addr == p ? "" : " elsewhere");
	return text;
}

__attribute__((unused, noinline)) static const char *try_write(volatile char *p)
{
	static char text[64];
	if (sigsetjmp(fault_return, 1) == 0) {
		*p = 'w';
		return "ok";
	}
	snprintf(text, sizeof text, "%s code %d%s", signal_name(fault_info.si_signo), fault_info.si_code,
		 fault_info.si_addr == p ? "" : " elsewhere");
	return text;
}

__attribute__((unused, noinline)) static const char *try_call(void *p)
{
	static char text[64];
	if (sigsetjmp(fault_return, 1) == 0) {
		((void (*)(void))p)();
		return "ok";
	}
	snprintf(text, sizeof text, "%s code %d%s", signal_name(fault_info.si_signo), fault_info.si_code,
		 fault_info.si_addr == p ? "" : " elsewhere");
	return text;
}

__attribute__((unused)) static char *anonymous(size_t length)
{
	char *p = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	return p;
}

__attribute__((unused)) static int file_of(const char *name, size_t length)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
	CHECK(fd >= 0);
	for (size_t i = 0; i < length; i += 16) {
		char line[17];
		snprintf(line, sizeof line, "%015zu\n", i);
		CHECK(write(fd, line, length - i < 16 ? length - i : 16) > 0);
	}
	return fd;
}
#endif
