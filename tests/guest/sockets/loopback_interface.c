// slow
/* netdevice(7): the interface lo as programs ask for it: its index, address, flags, MTU, and what others say. */
#include "behaviour.h"
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void)
{
	struct ifreq r = {0};
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	SHOW(if_nametoindex("lo"));
	char name[IF_NAMESIZE];
	SHOW(if_indextoname(1, name) ? 0 : -1);
	printf("%s\n", name);
	SHOW(if_nametoindex("none0"));
	strcpy(r.ifr_name, "lo");
	SHOW(ioctl(s, SIOCGIFADDR, &r));
	printf("%x\n", ntohl(((struct sockaddr_in *)&r.ifr_addr)->sin_addr.s_addr));
	SHOW(ioctl(s, SIOCGIFNETMASK, &r));
	printf("%x\n", ntohl(((struct sockaddr_in *)&r.ifr_addr)->sin_addr.s_addr));
	SHOW(ioctl(s, SIOCGIFFLAGS, &r));
	printf("up %d loopback %d\n", (r.ifr_flags & IFF_UP) != 0, (r.ifr_flags & IFF_LOOPBACK) != 0);
	SHOW(ioctl(s, SIOCGIFMTU, &r));
	printf("%d\n", r.ifr_mtu);
	SHOW(ioctl(s, SIOCGIFINDEX, &r));
	printf("%d\n", r.ifr_ifindex);
	strcpy(r.ifr_name, "none0");
	SHOW(ioctl(s, SIOCGIFADDR, &r));
	SHOW(ioctl(s, SIOCGIFFLAGS, (void *)1));
	return 0;
}
