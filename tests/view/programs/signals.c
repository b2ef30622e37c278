/* Dispositions, masks, handlers, interrupted calls, queued values. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void handler(int signal) { (void)signal; }

int main(void) {
    int ends[2];
    char byte;
    pipe(ends);
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGALRM, &action, 0);
    action.sa_flags = SA_RESTART | SA_SIGINFO | SA_NODEFER | SA_ONSTACK | SA_RESETHAND;
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, 40);
    sigaction(SIGUSR1, &action, 0);
    sigaction(SIGUSR1, 0, &action);
    signal(SIGUSR2, SIG_IGN);
    signal(SIGRTMIN, handler);
    struct itimerval soon = {{0, 0}, {0, 2000}};
    setitimer(ITIMER_REAL, &soon, 0);
    read(ends[0], &byte, 1);
    setitimer(ITIMER_REAL, &soon, 0);
    poll(0, 0, -1);
    setitimer(ITIMER_REAL, &soon, 0);
    nanosleep(&(struct timespec){1, 0}, &(struct timespec){0, 0});
    setitimer(ITIMER_REAL, &soon, 0);
    pause();
    setitimer(ITIMER_REAL, &soon, 0);
    sigset_t set;
    sigemptyset(&set);
    sigsuspend(&set);
    getitimer(ITIMER_PROF, &soon);
    raise(SIGUSR1);
    raise(SIGRTMIN);
    raise(SIGUSR2);
    raise(SIGCONT);
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, 0);
    sigemptyset(&set);
    for (int number = 1; number < 45; number++) sigaddset(&set, number);
    sigprocmask(SIG_SETMASK, &set, &set);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = -7});
    kill(getpid(), SIGTERM);
    sigpending(&set);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    siginfo_t info;
    sigtimedwait(&set, &info, &(struct timespec){0, 0});
    sigtimedwait(&set, 0, &(struct timespec){0, 0});
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    close(fd);
    stack_t stack = {malloc(9000), 0, 9000};
    sigaltstack(&stack, 0);
    sigaltstack(0, &stack);
    syscall(SYS_rt_sigprocmask, 9, 0, 0, 8);
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, 0, 4);
    syscall(SYS_rt_sigaction, 65, 0, 0, 8);
    syscall(SYS_rt_sigaction, SIGKILL, &action, 0, 8);
    syscall(SYS_rt_sigaction, SIGHUP, (void *)8, 0, 8);
    kill(getpid(), 0);
    kill(1 << 30, SIGKILL);
    sigfillset(&set);
    sigdelset(&set, SIGALRM);
    sigprocmask(SIG_SETMASK, &set, 0);
    ualarm(100, 0);
    ppoll(0, 0, &(struct timespec){1, 0}, &set);
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, 0); /* SIGTERM is pending */
    return 0;
}
