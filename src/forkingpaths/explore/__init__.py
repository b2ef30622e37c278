"""Choosing: strategies, bounds, partial-order reduction, shrinking.

Sees a kernel only through `choices()`, `step()`, snapshots and events.
"""
