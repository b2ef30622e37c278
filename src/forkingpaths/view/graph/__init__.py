"""The process graph as textbooks draw it, and its relatives: a row a process, time to the right, arrows for what passes between.

fold.py      many like rows become one
place.py     which step is where, so that no label covers another
svg.py  dot.py  mermaid.py      the graph in each language
tree.py      the process tree instead
orders.py    the partial order, and linear extensions of it
"""
