"""Somebody else's program that keeps SQLite's write lock: ``python -m tests.faults.locker FILE``.

It says "locked" and lets go when it is told to end, by a line or by the end of its input.
"""

import sqlite3
import sys
from contextlib import closing


def main():
    """Lock, say so, and wait."""
    with closing(sqlite3.connect(sys.argv[1], isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        sys.stdout.write("locked\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main()
