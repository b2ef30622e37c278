"""The system's whole state and its one transition function: tasks, scheduler, signals, fork/exec/exit/wait, memory maps, clock."""
