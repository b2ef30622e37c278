"""Sockets (socket(7)): UNIX (unix(7)), and the internet families over the loopback device (ip(7), tcp(7), udp(7)).

base      what every socket has: type, options, errors, timeouts, the calls as methods
buffers   how much memory a queued message counts for, as Linux counts it
unix      UNIX sockets: names, connections
unix_data their messages: bytes, descriptors and credentials on the way
inet      addresses, ports and options of AF_INET and AF_INET6
tcp, udp  the two protocols, without a network: every host but this one is unreachable
tcp_data  the bytes of a TCP connection and its urgent one; tcp_end how a connection ends
"""
