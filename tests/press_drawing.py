"""Draws a pack of so many risks as the service does, which loads no layout engine itself."""

import sys
from pathlib import Path

from risk_register.documents.press import draw_in_child
from tests.documents.june_pack import build_large_snapshot, build_order

if __name__ == "__main__":
    pdf = draw_in_child(build_order(build_large_snapshot(int(sys.argv[1]))), seconds=3600)
    Path(sys.argv[2]).write_bytes(pdf)
