"""Chases people on a register, without asking whether another clock leads; told when by its words.

Says "ready" and waits for a line, so that several begin at once.
"""

import os
import sys
from datetime import datetime

from risk_register.frame import create_frame
from risk_register.scheduler.chases import chase_people
from risk_register.scheduler.rounds import Round
from tests.services.chasing import ROOM


def main() -> None:
    """Chase at the moment that is given."""
    app = create_frame(dict(os.environ))
    with app.app_context():
        print("ready", flush=True)  # noqa: T201 - whoever started this reads it
        sys.stdin.readline()
        chase_people(ROOM, Round(), at=datetime.fromisoformat(sys.argv[1]))


if __name__ == "__main__":
    main()
