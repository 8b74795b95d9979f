"""Files that come in with a form: how much room they get, and what to say when it is not enough."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from risk_register.domain.evidence import say_size

View = TypeVar("View", bound=Callable[..., Any])

#: Attribute of a view whose form may come with a file.
TAKES_FILES = "takes_files"
#: How many times the largest file a form may be. One that is somewhat too large is then refused
#: at its field, where what was typed is kept; only a much larger one costs the whole form.
ROOM = 4
#: Bytes of a refused form that are let pass, so that the browser reads the answer and not
#: only that the connection broke.
MOST_LET_PASS = 200_000_000
CHUNK = 65_536  # bytes


def takes_files(view: View) -> View:
    """Say that a view's form may come with a file."""
    setattr(view, TAKES_FILES, True)
    return view


def set_room_for_files() -> None:
    """Let a request be as large as its form may be; runs before anything reads it."""
    if _takes_files():
        request.max_content_length = ROOM * current_app.config["EVIDENCE_MOST_BYTES"]


def find_file(name: str) -> FileStorage | None:
    """Find a file that came with the form; None if none was chosen."""
    file = request.files.get(name)
    return file if file is not None and file.filename else None


def size_of(file: FileStorage) -> int:
    """Count a file's bytes without reading them."""
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size


def let_rest_pass() -> None:
    """Let a form that is too large go by unread; it was refused before its first byte."""
    ends_by_itself = request.environ.get("wsgi.input_terminated", False)
    left = request.content_length or (MOST_LET_PASS if ends_by_itself else 0)
    left = min(left, MOST_LET_PASS)
    stream = request.environ["wsgi.input"]
    with suppress(OSError):  # whoever hung up reads no answer
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)


def say_too_large() -> str | None:
    """Say what would have been small enough; None where no file was asked for."""
    if not _takes_files():
        return None
    most = say_size(current_app.config["EVIDENCE_MOST_BYTES"])
    return f"Nothing was saved. A file can have at most {most}. Go back and choose a smaller one."


def _takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, TAKES_FILES, False)
