"""What a pack costs the press, next to one plain drawing of the same document by the library.

For ``scripts/benchmark pack``: each is measured in a process of its own. Times move with the
machine: compare them within one run.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread

import pikepdf

from tests.press_drawing import draw_with_press

#: Programs that draw a pack each: as the service does, and by the library alone.
PRESS, PLAIN = "tests.press_drawing", "tests.plain_drawing"

VISITS = 10  #: of every page, while nothing is drawn


@dataclass(frozen=True)
class Cost:
    """What one drawing took: all its processes, and the largest of them."""

    pages: int
    processor_seconds: float
    seconds: float
    megabytes: float


def measure_packs(sizes: Sequence[int]) -> None:
    """Print the cost of packs of so many risks, the press beside the plain library."""
    print(
        f"{'risks':>6}{'':8}{'pages':>7}{'CPU s':>9}{'wall s':>9}{'MB':>7}"
        f"{'CPU of plain':>15}{'wall of plain':>15}   per page"
    )
    first: tuple[int, float] | None = None
    for size in sizes:
        press, plain = _measure(PRESS, size), _measure(PLAIN, size)
        _tell(size, "press", press, plain)
        _tell(size, "plain", plain, plain)
        if first:
            print(
                f"{'':6}{size / first[0]:.1f} times the risks took "
                f"{press.processor_seconds / first[1]:.1f} times the processor"
            )
        first = first or (size, press.processor_seconds)


def tell_waits(visit: Callable[[], list[float]], size: int) -> None:
    """Print how long pages take while nothing is drawn, and while a pack of so many risks is.

    :param visit: opens every page once and says how long each took, in milliseconds
    """
    drawing = Thread(target=draw_with_press, args=[size])
    alone = [took for _ in range(VISITS) for took in visit()]
    drawing.start()
    beside: list[float] = []
    while drawing.is_alive():
        beside += visit()
    for words, took in (("nothing is drawn", alone), (f"{size} risks are drawn", beside)):
        print(
            f"{len(took):>6} pages while {words:22} median {median(took):6.1f} ms, "
            f"95 of 100 within {quantiles(took, n=20)[-1]:6.1f} ms"
        )


def _tell(size: int, name: str, cost: Cost, plain: Cost) -> None:
    share = plain.pages / cost.pages
    print(
        f"{size:>6}  {name:6}{cost.pages:>7}{cost.processor_seconds:>9.2f}{cost.seconds:>9.2f}"
        f"{cost.megabytes:>7.0f}{cost.processor_seconds / plain.processor_seconds * share:>15.2f}"
        f"{cost.seconds / plain.seconds * share:>15.2f}"
    )


def _measure(how: str, size: int) -> Cost:
    """Measure a program with all the processes it starts, from its first import on."""
    with TemporaryDirectory(prefix="benchmark-") as name:
        target = Path(name) / "pack.pdf"
        began = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-m", how, str(size), str(target)])
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise ChildProcessError(f"{how} with {size} risks ended with {child.returncode}")
        with pikepdf.open(target) as pdf:
            pages = len(pdf.pages)
    return Cost(pages, used.ru_utime + used.ru_stime, seconds, used.ru_maxrss / 1024)
