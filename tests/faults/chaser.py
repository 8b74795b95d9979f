"""Chases people on a register, without asking whether another clock leads; told when by its words.

Says "ready" and waits for a line, so that several begin at once.
"""

import os
import sys
from datetime import datetime

from risk_register.app import create_app
from risk_register.scheduler.chases import chase_people
from tests.services.chasing import ROOM, Counts


def main() -> None:
    """Chase at the moment that is given."""
    app = create_app(dict(os.environ), has_doors=False)
    with app.app_context():
        print("ready", flush=True)  # noqa: T201 - whoever started this reads it
        sys.stdin.readline()
        counts = Counts()
        chase_people(ROOM, counts, at=datetime.fromisoformat(sys.argv[1]))
        print(counts.troubles)  # noqa: T201 - whoever started this reads it


if __name__ == "__main__":
    main()
