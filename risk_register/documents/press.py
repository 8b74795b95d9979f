"""The press: draws a pack in a child process, so that no pack can take the service along.

The child is ``python -m risk_register.documents``. Only it loads the layout engine, and it
limits its own memory and time: what runs between fork and exec is not safe beside threads.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from risk_register.domain.errors import PackDrawingError

log = logging.getLogger(__name__)

MODULE = "risk_register.documents"
LONGEST_TRACE = 8_000  # characters of a child's trace that the log keeps
OUT_OF_MEMORY = 12  #: the child's exit code when its memory was not enough
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")  # where the machine keeps Pango is its own affair

# A machine's own fonts may not change a pack, and reading their list takes time.
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}</cachedir></fontconfig>
"""


def draw_in_child(order: dict[str, object], *, seconds: float = 120) -> bytes:
    """Draw a pack in a child process and give back its PDF.

    :param order: the arguments of ``draw_pack``, as JSON can say them
    :param seconds: how long the child may take, by the clock and of the processor
    :raises PackDrawingError: if the child failed, took too long or gave back no PDF
    """
    with TemporaryDirectory(prefix="press-") as folder:
        done = _run(order, seconds=seconds, folder=Path(folder))
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    trace = done.stderr.decode(errors="replace")[-LONGEST_TRACE:]
    log.error("The press stopped with code %s: %s", done.returncode, trace)
    raise PackDrawingError(_say_why(done.returncode))


def _run(
    order: dict[str, object], *, seconds: float, folder: Path
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - our own module, fixed words
            [sys.executable, "-s", "-m", MODULE, str(int(seconds) + 1)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            cwd=Path(__file__).parents[2],
            env=_clean_environment(folder),
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        sentence = f"Drawing the pack took longer than {seconds:g} seconds and was stopped."
        raise PackDrawingError(sentence) from None
    except OSError as error:
        log.exception("The press could not be started.")
        raise PackDrawingError(f"The press could not be started: {error.strerror}.") from None


def _clean_environment(folder: Path) -> dict[str, str]:
    settings = folder / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(folder=folder), encoding="utf-8")
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {
        "FONTCONFIG_FILE": str(settings),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "TZ": "UTC",
    }


def _say_why(code: int) -> str:
    if code == OUT_OF_MEMORY:
        return "The pack is too large to draw: the press ran out of memory."
    if code < 0:
        return "The press was stopped before the pack was finished: it needed too much."
    return "The pack could not be drawn; the service's log says what did not fit."
