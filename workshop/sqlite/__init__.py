"""SQLite where the threads of one process take turns to write; see `base.py`."""
