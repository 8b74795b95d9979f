"""The child of the press: an order as JSON on standard input, a PDF on standard output."""

import gc
import json
import resource
import sys

from risk_register.documents.packs import draw_pack
from risk_register.documents.press import OUT_OF_MEMORY

MEMORY_BYTES = 1536 * 1024 * 1024  # of address space


def main() -> int:
    """Draw the ordered pack within the limits; the first argument is processor seconds."""
    _limit(int(sys.argv[1]))
    # The process ends before the collector could pay: off, drawing takes a quarter less time.
    gc.disable()
    try:
        order = json.load(sys.stdin)
        sys.stdout.buffer.write(draw_pack(order.pop("snapshot"), **order))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    sys.exit(main())
