"""Files as the kernel sees them: i-nodes, names, permissions, open file descriptions, pipes, sockets, terminals.

Nothing here knows tasks, signals or scheduling; what an object needs of the kernel it asks of `services.Services`.
"""
