/* Children that exit, are killed, stop and go on; and what their parent hears. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <grp.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    int status;
    struct rusage usage;
    siginfo_t info = {0};
    if (fork() == 0) _exit(3);
    wait(&status);
    pid_t child = fork();
    if (child == 0) abort();
    waitid(P_PID, child, &info, WEXITED | WNOWAIT);
    wait4(child, &status, 0, &usage);
    child = fork();
    if (child == 0) {
        raise(SIGSTOP);
        _exit(0);
    }
    waitpid(child, &status, WUNTRACED);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    child = vfork();
    if (child == 0) _exit(1);
    waitpid(child, 0, 0);
    if (fork() == 0) *(volatile int *)0 = 1;
    wait(&status);
    child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    nanosleep(&(struct timespec){0, 200000000}, 0);
    kill(child, SIGTERM);
    waitpid(child, &status, __WALL);
    child = fork();
    if (child == 0) {
        execl("/bin/true", "true", "argument", (char *)0);
        _exit(127);
    }
    waitpid(child, &status, 0);
    waitpid(-1, &status, WNOHANG);
    waitid(P_ALL, 0, &info, WEXITED);
    syscall(SYS_waitid, 9, 0, 0, 0, 0);
    getppid();
    getpgid(0);
    getsid(0);
    setpgid(0, -1);
    sched_yield();
    sched_getscheduler(0);
    getpriority(PRIO_PROCESS, 0);
    setpriority(PRIO_PROCESS, 0, 1);
    getrusage(RUSAGE_SELF, &usage);
    struct rlimit limit;
    getrlimit(RLIMIT_CORE, &limit);
    syscall(SYS_getrlimit, RLIMIT_STACK, &limit);
    setrlimit(RLIMIT_STACK, &limit);
    prlimit(0, RLIMIT_NPROC, 0, 0);
    getuid();
    setuid(0);
    uid_t one, two, three;
    getresuid(&one, &two, &three);
    setresuid(-1, 0, -1);
    gid_t groups[10] = {1, 2, 3};
    getgroups(0, 0);
    setgroups(3, groups);
    getgroups(10, groups);
    syscall(SYS_exit_group, 256 + 7);
}
