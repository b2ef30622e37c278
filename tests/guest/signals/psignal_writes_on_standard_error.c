// psignal(3), psiginfo(3): message, colon and text of the signal on standard error; without a message only the text.
#include "behaviour.h"

int main(void)
{
	CHECK(dup2(1, 2) == 2);
	psignal(SIGUSR1, "message");
	psignal(SIGSEGV, NULL);
	psignal(SIGTERM, "");
	psignal(70, "none");
	psignal(-5, "none");
	psignal(SIGRTMIN + 1, "real time");
	siginfo_t info = {0};
	info.si_signo = SIGSEGV;
	info.si_code = SEGV_MAPERR;
	psiginfo(&info, "fault");
	info.si_signo = SIGFPE;
	info.si_code = FPE_INTDIV;
	psiginfo(&info, NULL);
	return 0;
}
