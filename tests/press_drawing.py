"""Draws a pack of so many risks as the service does, which loads no layout engine itself."""

import sys
from pathlib import Path

from risk_register.documents.press import draw_in_child
from tests.documents.june_pack import build_order, build_varied_snapshot


def draw_with_press(size: int) -> bytes:
    """Draw a pack of so many risks in a child process; it may take an hour."""
    return draw_in_child(build_order(build_varied_snapshot(size)), seconds=3600)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(draw_with_press(int(sys.argv[1])))
