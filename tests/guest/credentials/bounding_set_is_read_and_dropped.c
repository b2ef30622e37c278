// needs: root
#include "behaviour.h"
#include <linux/capability.h>
#include <sys/prctl.h>

int main(void)
{
	SHOW(prctl(PR_CAPBSET_READ, CAP_KILL));
	SHOW(prctl(PR_CAPBSET_DROP, CAP_KILL));
	SHOW(prctl(PR_CAPBSET_READ, CAP_KILL));
	SHOW(prctl(PR_CAPBSET_READ, 99));
	SHOW(prctl(PR_CAPBSET_DROP, 99));
	setuid(1000);
	SHOW(prctl(PR_CAPBSET_DROP, CAP_CHOWN));
	SHOW(prctl(PR_CAPBSET_READ, CAP_CHOWN));
}
