"""The child of the press: an order as a file in its folder, finished files in the same folder.

It tells how far it is on standard output, a line with two numbers each time, and stops as soon
as standard input ends: then nobody waits for the pack any more.
"""

import gc
import json
import os
import resource
import sys
from pathlib import Path

from risk_register.documents.press import (
    MEMORY_BYTES,
    ORDER,
    OUT_OF_MEMORY,
    RECORD,
    REFUSAL,
    REFUSED,
)
from risk_register.documents.printing import print_files
from risk_register.documents.record_drawing import print_record
from risk_register.documents.shortcuts import take_shortcuts
from risk_register.domain.errors import PackDrawingError

POLITE = 10  #: how much less of the processor the press asks for than the pages people wait for


def main() -> int:
    """Draw the ordered pack within the limits: a folder, and seconds of the processor."""
    folder = Path(sys.argv[1])
    _limit(int(sys.argv[2]))
    os.nice(POLITE)
    # The process ends before the collector could pay: off, drawing takes a quarter less time.
    gc.disable()
    take_shortcuts()
    try:
        order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
        if RECORD in order:
            print_record(order[RECORD], folder)
        else:
            print_files(order, folder, tell=_tell, watched=sys.stdin.fileno())
    except MemoryError:
        return OUT_OF_MEMORY
    except PackDrawingError as error:
        (folder / REFUSAL).write_text(str(error), encoding="utf-8")
        return REFUSED
    return 0


def _tell(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    sys.exit(main())
