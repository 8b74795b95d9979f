"""The press: draws packs in a child process, so that no pack can take the service along.

The child is ``python -m risk_register.documents``. Only it loads the layout engine, once for all
that it is given to draw, and it limits its own memory and time: what runs between fork and exec is
not safe beside threads.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from risk_register.domain.errors import PackDrawingError
from risk_register.domain.packs import Form

log = logging.getLogger(__name__)

MODULE = "risk_register.documents"
LONGEST_TRACE = 8_000  # characters of a child's trace that the log keeps
OUT_OF_MEMORY = 12  #: the child's exit code when its memory was not enough
REFUSED = 3  #: the child's exit code when it says itself what could not be drawn
MEMORY_BYTES = 1536 * 1024 * 1024  #: of address space, for each process of the press
KEPT_VARIABLES = ("LD_LIBRARY_PATH",)  # where the machine keeps Pango is its own affair
BASE_SECONDS = 120.0
RISK_SECONDS = 0.5
RECORD_SECONDS = 60.0
TELL_SECONDS = 1.0

ORDER, REFUSAL, TRACE = "order.json", "refusal.txt", "trace.txt"
RECORD = "record"  #: where an order holds a circulation record instead of a pack
MANIFEST, READABLE = "manifest.json", "readable.txt"
PDF_MARK = b"%PDF-"
ENDED = b"ended "  #: begins the line in which the child says how an order ended

# A machine's own fonts may not change a pack, and reading their list takes time.
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}</cachedir></fontconfig>
"""

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Printed:
    """What the press made of an order.

    ``manifest`` proves that it is whole. ``readable`` is everything that a reader or a program
    can find in the files; empty for an edition that leaves nothing out.
    """

    files: dict[Form, bytes]
    manifest: dict[str, Any]
    readable: str


class Press:
    """Draws one order after another; the child is started by the first, and anew after a failure.

    Each order is drawn in a fork of the child's, which knows nothing of the orders before it.
    """

    def __init__(self) -> None:
        self._child: _Child | None = None

    def print_pack(
        self, order: dict[str, Any], *, tell: Tell | None = None, seconds: float | None = None
    ) -> Printed:
        """Draw all forms of one edition of a pack.

        :param order: the arguments of ``draw_pack``, as JSON can say them
        :param tell: called, at most once a second, with how many risks are drawn, and of how many
        :param seconds: how long it may take, by the clock and of the processor; the more risks the
            longer if it is not given
        :raises PackDrawingError: if the child failed, took too long or gave back no PDF
        """
        allowed = seconds_for(order) if seconds is None else seconds
        with self._draw(order, seconds=allowed, tell=tell or _tell_nobody) as folder:
            if printed := _collect(folder):
                return printed
            raise self._refuse(folder, 0)

    def print_record(self, order: dict[str, Any]) -> bytes:
        """Draw a circulation record and give back its PDF.

        :param order: as ``records.write_order`` writes it
        :raises PackDrawingError: if the child failed, took too long or gave back no PDF
        """
        with self._draw({RECORD: order}, seconds=RECORD_SECONDS, tell=_tell_nobody) as folder:
            path = folder / f"pack.{Form.PDF.value}"
            content = path.read_bytes() if path.exists() else b""
            if not content.startswith(PDF_MARK):
                raise self._refuse(folder, 0)
            return content

    def close(self) -> None:
        """Stop the child, and whatever it still does."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    @contextmanager
    def _draw(self, order: dict[str, Any], *, seconds: float, tell: Tell) -> Iterator[Path]:
        """Let the child draw an order, and give the folder in which it left what it drew."""
        until = time.monotonic() + seconds
        try:
            self._child = self._child or _Child()
            folder = Path(mkdtemp(prefix="order-", dir=self._child.home.name))
            (folder / ORDER).write_text(json.dumps(order), encoding="utf-8")
            self._child.ask(f"{int(seconds) + 1} {folder}\n")
            code = self._child.listen(until=until, tell=tell)
            if code is None:
                sentence = f"Drawing the pack took longer than {seconds:g} seconds and was stopped."
                raise PackDrawingError(sentence)
            if code != 0:
                raise self._refuse(folder, code)
            yield folder
            rmtree(folder)
        except BaseException:
            self.close()  # before anything is removed that somebody may still write
            raise

    def _refuse(self, folder: Path, code: int) -> PackDrawingError:
        """Log what the child said, and say why there is no file."""
        if self._child is not None:
            self._child.log_trace(code)
        refusal = folder / REFUSAL
        if code == REFUSED and refusal.exists():
            return PackDrawingError(refusal.read_text(encoding="utf-8"))
        return PackDrawingError(_say_why(code))


@contextmanager
def open_press() -> Iterator[Press]:
    """Give a press, whose child ends with the block."""
    press = Press()
    try:
        yield press
    finally:
        press.close()


def print_pack(
    order: dict[str, Any], *, tell: Tell | None = None, seconds: float | None = None
) -> Printed:
    """Draw all forms of one edition of a pack as :meth:`Press.print_pack` does, in a new child."""
    with open_press() as press:
        return press.print_pack(order, tell=tell, seconds=seconds)


def print_record(order: dict[str, Any]) -> bytes:
    """Draw a circulation record as :meth:`Press.print_record` does, in a new child."""
    with open_press() as press:
        return press.print_record(order)


def draw_in_child(order: dict[str, Any], *, seconds: float | None = None) -> bytes:
    """Draw a pack in a child process and give back its PDF alone."""
    return print_pack(order, seconds=seconds).files[Form.PDF]


def seconds_for(order: dict[str, Any]) -> float:
    """Say how long a pack may take: a time for each, and more for each risk and indicator."""
    listed = len(order["snapshot"]["risks"]) + len(order["snapshot"].get("indicators", ()))
    return BASE_SECONDS + RISK_SECONDS * listed


class _Child:
    """The press's child, and the folder in which everything of it lies.

    :raises PackDrawingError: if it cannot be started
    """

    def __init__(self) -> None:
        self.home = TemporaryDirectory(prefix="press-")
        folder = Path(self.home.name)
        try:
            with (folder / TRACE).open("wb") as trace:
                self._process = subprocess.Popen(  # noqa: S603 - our own module, fixed words
                    [sys.executable, "-s", "-m", MODULE],
                    stdin=subprocess.PIPE,  # when it ends, the child stops
                    stdout=subprocess.PIPE,
                    stderr=trace,
                    cwd=Path(__file__).parents[2],
                    env=_clean_environment(folder),
                    start_new_session=True,
                )
        except OSError as error:
            self.home.cleanup()
            log.exception("The press could not be started.")
            raise PackDrawingError(f"The press could not be started: {error.strerror}.") from None

    def ask(self, line: str) -> None:
        """Hand over an order; one that has ended is told apart when it is listened to."""
        assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
        with suppress(BrokenPipeError):
            os.write(self._process.stdin.fileno(), line.encode())

    def listen(self, *, until: float, tell: Tell) -> int | None:
        """Pass on what the child tells, until it says how an order ended.

        :returns: the exit code, negative if a signal ended it; None if it took too long
        """
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        heard, told_at = b"", 0.0
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self._process.stdout], [], [], left)
            if not ready:
                break
            said = os.read(self._process.stdout.fileno(), 4096)
            if not said:
                return self._process.wait()
            *lines, heard = (heard + said).split(b"\n")
            for line in lines:
                if line.startswith(ENDED):
                    return int(line.removeprefix(ENDED))
            if lines and time.monotonic() - told_at >= TELL_SECONDS:
                told_at = time.monotonic()
                _pass_on(lines[-1], tell)
        return None

    def log_trace(self, code: int) -> None:
        """Log what the child wrote about what went wrong."""
        path = Path(self.home.name) / TRACE
        trace = path.read_text(encoding="utf-8", errors="replace")[-LONGEST_TRACE:]
        log.error("The press stopped with code %s: %s", code, trace)

    def stop(self) -> None:
        """Stop whatever is left of the child and of those it started, and leave nothing behind."""
        with suppress(ProcessLookupError):  # nothing is left
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()  # until nobody is there any more who could say something
        self.home.cleanup()


def _collect(folder: Path) -> Printed | None:
    files = {
        form: path.read_bytes() for form in Form if (path := folder / f"pack.{form.value}").exists()
    }
    if not files.get(Form.PDF, b"").startswith(PDF_MARK):
        return None
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Printed(files, manifest, (folder / READABLE).read_text(encoding="utf-8"))


def _pass_on(line: bytes, tell: Tell) -> None:
    words = line.split()
    if len(words) == 2 and all(word.isdigit() for word in words):
        tell(int(words[0]), int(words[1]))


def _tell_nobody(done: int, total: int) -> None:
    """Keep it to oneself."""


def _clean_environment(folder: Path) -> dict[str, str]:
    settings = folder / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(folder=folder), encoding="utf-8")
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {
        "FONTCONFIG_FILE": str(settings),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PATH": "",  # or a compiler, if there is one, is asked in vain where twenty libraries are
        "TMPDIR": str(folder),
        "TZ": "UTC",
    }


def _say_why(code: int) -> str:
    if code == OUT_OF_MEMORY:
        return "The pack is too large to draw: the press ran out of memory."
    if code < 0:
        return "The press was stopped before the pack was finished: it needed too much."
    return "The pack could not be drawn; the service's log says what did not fit."
