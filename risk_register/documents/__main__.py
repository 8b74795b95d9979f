"""The child of the press: orders as files in folders, finished files in the same folders.

It loads what drawing needs, then reads lines from standard input, each with the seconds of the
processor that an order may take and its folder, and draws each in a fork of its own. That is safe,
because nothing runs beside it and only forks use the layout engine. On standard output the fork
tells how far it is, a line with two numbers each time, and the child how the fork ended. Both stop
as soon as standard input ends: then nobody waits for the pack any more.
"""

import gc
import json
import os
import resource
import sys
import traceback
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from risk_register.documents.pages import pages
from risk_register.documents.press import (
    ENDED,
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
BROKEN = 1  #: exit code of any other error than those; the trace stands on standard error
LONGEST_LINE = 4096


def main() -> int:
    """Draw what is ordered until standard input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(POLITE)
    # Each fork ends before the collector could pay: off, drawing takes a quarter less time.
    gc.disable()
    take_shortcuts()
    # What the first order's fork compiles, the next need not.
    pages.bytecode_cache = FileSystemBytecodeCache(os.environ["HOME"])
    # The next order comes only when the one before has ended, so a line is read whole and alone.
    while line := os.read(sys.stdin.fileno(), LONGEST_LINE):
        seconds, _, folder = line.decode().rstrip("\n").partition(" ")
        code = _fork(Path(folder), int(seconds))
        sys.stdout.write(f"{ENDED.decode()}{code}\n")
        sys.stdout.flush()
    return 0


def _fork(folder: Path, seconds: int) -> int:
    """Draw in a fork and give its exit code, negative if a signal ended it."""
    ends, held = os.pipe()  # what the fork watches ends with this process
    pid = os.fork()
    if pid == 0:
        os.close(held)
        try:
            code = _draw(folder, seconds, watched=(sys.stdin.fileno(), ends))
        except BaseException:  # noqa: BLE001 - nothing may go on in a fork
            traceback.print_exc()
            sys.stderr.flush()
            code = BROKEN
        os._exit(code)
    os.close(ends)
    _, status = os.waitpid(pid, 0)
    os.close(held)
    return os.waitstatus_to_exitcode(status)


def _draw(folder: Path, seconds: int, *, watched: tuple[int, ...]) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
        if RECORD in order:
            print_record(order[RECORD], folder)
        else:
            print_files(order, folder, tell=_tell, watched=watched)
    except MemoryError:
        return OUT_OF_MEMORY
    except PackDrawingError as error:
        (folder / REFUSAL).write_text(str(error), encoding="utf-8")
        return REFUSED
    return 0


def _tell(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
