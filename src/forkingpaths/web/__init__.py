"""The page: a run, and the tree of explored runs, in a browser on this machine (`fpath serve`, extra `web`).

    looker.py     one run, asked for by step: what the panes show.  Lives in a worker process, for a kernel takes its time.
    explorer.py   an exploration that tells of each run as it is made.  Lives in a worker process of its own.
    workers.py    the two kinds of worker process, and how the server talks to them
    server.py     addresses, and who may ask: 127.0.0.1, the token, no other host or origin
    single.py     a run or an exploration as one HTML file that needs no server
    static/       the page, built from web/ by Vite (`make page`); a user needs no Node

A run is the same whoever looks: workers only replay schedules, and nothing that the page asks for is a choice of a run.
"""
