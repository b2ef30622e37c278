/* Clocks, limits, names, capabilities, prctl, and calls that do not exist. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    struct timespec now;
    struct timeval moment;
    struct utsname names;
    struct sysinfo info;
    struct tms ticks;
    char buffer[64];
    long value;
    int number, futex = 5;
    uname(&names);
    sysinfo(&info);
    times(&ticks);
    syscall(SYS_gettimeofday, &moment, 0);
    syscall(SYS_time, 0);
    syscall(SYS_time, &value);
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    syscall(SYS_clock_gettime, 99, &now);
    syscall(SYS_clock_getres, CLOCK_REALTIME, &now);
    getrandom(buffer, 64, GRND_NONBLOCK);
    getcwd(buffer, 2);
    syscall(SYS_futex, &futex, FUTEX_WAKE_OP, 1, 1, &futex, FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, 3));
    syscall(SYS_futex, &futex, FUTEX_CMP_REQUEUE, 1, 2, &futex + 1, 6);
    syscall(SYS_futex, &futex, FUTEX_REQUEUE | FUTEX_PRIVATE_FLAG, 1, 2, &futex + 1, 6);
    syscall(SYS_futex, &futex, FUTEX_WAIT, 9, 0);
    syscall(SYS_futex, &futex, FUTEX_WAIT, 6, &(struct timespec){0, 1000});
    syscall(SYS_futex, &futex, FUTEX_WAKE_BITSET, 1, 0, 0, 4);
    syscall(SYS_futex, &futex, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 9, 0, 0, -1);
    syscall(SYS_futex, &futex, 99, 1, 2, 3, 4);
    prctl(PR_SET_NAME, "a name of more than 15");
    prctl(PR_GET_NAME, buffer);
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    prctl(PR_GET_PDEATHSIG, &number);
    prctl(PR_SET_DUMPABLE, 1);
    prctl(PR_GET_DUMPABLE);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    prctl(PR_CAPBSET_READ, 27);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_GET_CHILD_SUBREAPER, &number);
    prctl(PR_SET_KEEPCAPS, 1);
    prctl(PR_GET_KEEPCAPS);
    prctl(PR_GET_SECUREBITS);
    prctl(PR_SET_TIMERSLACK, 5);
    prctl(PR_GET_TIMERSLACK);
    prctl(PR_GET_SECCOMP);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 3, 0, 0);
    prctl(PR_GET_TSC, &number);
    prctl(9999, 1, 2, 3, 4);
    syscall(SYS_arch_prctl, 0x1003, &value);
    syscall(SYS_arch_prctl, 0x3001, &value);
    personality(0xffffffff);
    personality(ADDR_NO_RANDOMIZE);
    syscall(SYS_capget, (int[]){0, 0}, 0);
    syscall(SYS_getcpu, &number, 0, 0);
    syscall(SYS_sched_getparam, 0, &number);
    syscall(SYS_mount, "none", "/nowhere", "tmpfs", 1, "size=1m");
    syscall(SYS_umount2, "/nowhere", 2);
    int watcher = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    inotify_add_watch(watcher, ".", IN_CREATE | IN_DELETE | IN_ONLYDIR);
    inotify_rm_watch(watcher, 9);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM, .sigev_value.sival_int = 9};
    timer_t timer;
    struct itimerspec when = {{0, 5}, {1000, 0}};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    timer_settime(timer, 0, &when, 0);
    timer_gettime(timer, &when);
    timer_getoverrun(timer);
    timer_delete(timer);
    alarm(5);
    alarm(0);
    int shared = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    struct shmid_ds segment;
    void *attached = shmat(shared, 0, SHM_RDONLY);
    shmctl(shared, IPC_STAT, &segment);
    shmctl(shared, IPC_SET, &segment);
    shmdt(attached);
    shmctl(shared, IPC_RMID, 0);
    int semaphores = semget(IPC_PRIVATE, 2, 0600);
    semctl(semaphores, 0, SETVAL, 1);
    struct sembuf operation = {0, -1, SEM_UNDO | IPC_NOWAIT};
    semop(semaphores, &operation, 1);
    semop(semaphores, &operation, 1);
    semctl(semaphores, 0, GETVAL);
    semctl(semaphores, 0, IPC_RMID);
    int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0640);
    struct {
        long type;
        char text[8];
    } message = {5, "hello"};
    struct msqid_ds described;
    msgsnd(queue, &message, 5, 0);
    msgctl(queue, IPC_STAT, &described);
    msgrcv(queue, &message, 8, -6, IPC_NOWAIT | MSG_NOERROR);
    msgrcv(queue, &message, 8, 0, IPC_NOWAIT);
    msgctl(queue, IPC_RMID, 0);
    syscall(999, 1, 2, 3, 4, 5, 6);
    return 0;
}
