"""Reading somebody's workbook or CSV file in a child process, so that none can harm the service.

The child is ``python -m risk_register.sheets``. Only it loads the parser, and it limits its own
memory and time. It tells cells as lines of JSON on standard output and follows nothing: no
formula is computed, no macro, link or external entity is opened.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import FIELD
from risk_register.domain.import_files import SourceKind, inspect_source
from risk_register.domain.sheet_cells import Block, Cell, Sheet

log = logging.getLogger(__name__)

MODULE = "risk_register.sheets"
SECONDS = 10.0  #: that a file may take, by the clock and of the processor
MEMORY_BYTES = 256 * 1024 * 1024  #: of address space
MOST_TOLD = 40_000_000  # bytes
MOST_CELLS = 2_000_000  #: of all sheets, each as wide as its widest row
REFUSED = 3  #: the child's exit code when it says itself why it refuses
LONGEST_TRACE = 4_000  # characters of a child's trace that the log keeps
AT_ONCE = 2  #: files that one process of the service reads at the same time

_places = threading.BoundedSemaphore(AT_ONCE)
TOO_MUCH = (
    "The file needs too much room or time to read. Copy the register into a new workbook, "
    "without pictures and empty formatted rows."
)


def read_source(name: str, content: bytes) -> list[Sheet]:
    """Read the sheets of a file as plain cells.

    :param name: as the browser sent it
    :raises RuleError: with one sentence, if the file is not read
    """
    return build_sheets(read_cells(name, content))


def read_cells(name: str, content: bytes) -> bytes:
    """Read a file's cells as lines of JSON, which can be kept until they are needed.

    :param name: as the browser sent it
    :raises RuleError: with one sentence, if the file is not read
    """
    kind = inspect_source(name, content)
    if not _places.acquire(timeout=SECONDS):
        raise _refusal("Other files are being read at this moment. Try again in a minute.")
    try:
        return _run(kind, content)
    finally:
        _places.release()


def build_sheets(told: bytes) -> list[Sheet]:
    """Build the sheets of what ``read_cells`` gave.

    :raises RuleError: if it cannot be read
    """
    try:
        return list(_build(told))
    except (ValueError, KeyError, TypeError):
        log.exception("The reader told what cannot be read.")
        raise _refusal(TOO_MUCH) from None


def _run(kind: SourceKind, content: bytes) -> bytes:
    with subprocess.Popen(  # noqa: S603 - our own module, fixed words
        [sys.executable, "-s", "-m", MODULE, kind.value, str(int(SECONDS))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"},
        start_new_session=True,
    ) as child:
        try:
            told, trace = child.communicate(content, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise _refusal(TOO_MUCH) from None
        finally:
            child.kill()
    if child.returncode == REFUSED:
        raise _refusal(trace.decode("utf-8"))
    if child.returncode != 0 or len(told) > MOST_TOLD:
        said = trace.decode("utf-8", "replace")[-LONGEST_TRACE:]
        log.warning("The reader stopped with code %s: %s", child.returncode, said)
        raise _refusal(TOO_MUCH)
    return told


def _build(told: bytes) -> Iterator[Sheet]:
    cells = 0
    for head, rows in _gather(told):
        width = max((len(row) for row in rows), default=0)
        cells += width * len(rows)
        if cells > MOST_CELLS:
            raise _refusal(TOO_MUCH)
        even = [[*row, *[None] * (width - len(row))] for row in rows]
        blocks = tuple(Block(*each) for each in head["blocks"])
        yield Sheet(head["name"], even, blocks, head["hidden"], head["cut"])


def _gather(told: bytes) -> Iterator[tuple[dict[str, Any], list[list[Cell]]]]:
    head: dict[str, Any] | None = None
    rows: list[list[Cell]] = []
    for line in told.splitlines():
        said = json.loads(line)
        if isinstance(said, list):
            rows.append([_cell(each) for each in said])
            continue
        if head is not None:
            yield head, rows
        head, rows = said, []
    if head is not None:
        yield head, rows


def _cell(said: Any) -> Cell:
    if isinstance(said, dict):
        return date.fromisoformat(said["date"])
    cell: Cell = said
    return cell


def _refusal(sentence: str) -> RuleError:
    return RuleError(sentence, field=FIELD)
