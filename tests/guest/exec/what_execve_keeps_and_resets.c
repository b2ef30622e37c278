#include "again.h"
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
static void handler(int s) { (void)s; }
static void show(int signal)
{
	struct sigaction a;
	sigaction(signal, NULL, &a);
	printf("%s %s flags %x\n", signal_name(signal),
	       a.sa_handler == SIG_DFL ? "default" : a.sa_handler == SIG_IGN ? "ignored" : "caught", a.sa_flags & ~0x04000000);
}
int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		show(SIGUSR1);
		show(SIGUSR2);
		show(SIGHUP);
		sigset_t set;
		sigprocmask(SIG_BLOCK, NULL, &set);
		printf("blocked TERM %d INT %d\n", sigismember(&set, SIGTERM), sigismember(&set, SIGINT));
		sigpending(&set);
		printf("pending TERM %d\n", sigismember(&set, SIGTERM));
		stack_t stack;
		sigaltstack(NULL, &stack);
		printf("alternate stack %s\n", stack.ss_flags & SS_DISABLE ? "disabled" : "kept");
		SHOW(fcntl(10, F_GETFD));
		SHOW(fcntl(11, F_GETFD));
		SHOW(lseek(10, 0, SEEK_CUR));
		printf("umask %o\n", umask(0));
		char here[300];
		printf("%s\n", strrchr(getcwd(here, 300), '/'));
		struct itimerval timer;
		getitimer(ITIMER_REAL, &timer);
		printf("timer %s\n", timer.it_value.tv_sec > 1000 ? "kept" : "gone");
		struct rlimit limit;
		getrlimit(RLIMIT_CORE, &limit);
		printf("core limit %ld\n", (long)limit.rlim_cur);
		char name[20] = "";
		prctl(PR_GET_NAME, name);
		printf("name %s\n", name);
		printf("keepcaps %d dumpable %d\n", prctl(PR_GET_KEEPCAPS), prctl(PR_GET_DUMPABLE));
		int signal = -1;
		prctl(PR_GET_PDEATHSIG, &signal);
		printf("death signal %d\n", signal);
		printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
		printf("environment %s\n", getenv("NEW"));
		printf("parent %d group %d session %d\n", getppid() == atoi(argv[2]), getpgrp() == atoi(argv[3]), getsid(0) == atoi(argv[4]));
		return 0;
	}
	fflush(stdout);
	pid_t c = fork();
	if (c) {
		show_status(wait_status(c));
		return 0;
	}
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART | SA_NODEFER };
	sigaction(SIGUSR1, &a, NULL);
	a.sa_handler = SIG_IGN;
	sigaction(SIGUSR2, &a, NULL);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTERM);
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
	sigaltstack(&stack, NULL);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	write(fd, "12345", 5);
	dup2(fd, 10);
	dup3(fd, 11, O_CLOEXEC);
	umask(027);
	mkdir("sub", 0700);
	chdir("sub");
	struct itimerval timer = { .it_value.tv_sec = 5000 };
	setitimer(ITIMER_REAL, &timer, NULL);
	struct rlimit limit = { 0, 4096 };
	setrlimit(RLIMIT_CORE, &limit);
	prctl(PR_SET_NAME, "before");
	prctl(PR_SET_KEEPCAPS, 1);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_PDEATHSIG, SIGURG);
	setpriority(PRIO_PROCESS, 0, 3);
	setenv("NEW", "value", 1);
	mlockall(MCL_FUTURE);
	char a2[12], a3[12], a4[12];
	sprintf(a2, "%d", getppid());
	sprintf(a3, "%d", getpgrp());
	sprintf(a4, "%d", getsid(0));
	symlink("/proc/self/exe", "a-name-of-more-than-fifteen-characters");
	execl("a-name-of-more-than-fifteen-characters", "x", "after", a2, a3, a4, NULL);
	_exit(98);
}
