"""Files that come in with a form, the room they get there, and how they are handed out again."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Response, current_app, request, send_file
from werkzeug.datastructures import FileStorage

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import (
    FIELD,
    FileKind,
    InspectedFile,
    check_size,
    inspect_file,
    say_size,
)

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
#: A browser that shows a file in spite of all lets it do nothing and load nothing.
FILE_POLICY = "sandbox; default-src 'none'"


def takes_files(view: View) -> View:
    """Say that a view's form may come with a file."""
    setattr(view, TAKES_FILES, True)
    return view


def set_room_for_files() -> None:
    """Let a request be as large as its form may be; runs before anything reads it."""
    if _takes_files():
        request.max_content_length = ROOM * current_app.config["EVIDENCE_MOST_BYTES"]


def read_file() -> InspectedFile:
    """Read the file that came with the form; to be done before the register is locked for it.

    :raises RuleError: if none was chosen, it is too large, or of a kind that is not kept
    """
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        raise RuleError("Choose a file.", field=FIELD)
    check_size(_size_of(file), most=current_app.config["EVIDENCE_MOST_BYTES"])
    return inspect_file(file.filename, file.stream.read())


def inspect_body(name: str, content: bytes) -> InspectedFile:
    """Look at a file that came as the whole body; before the register is locked for it.

    :param name: what the file is called; its ending says what it is
    :raises RuleError: if it is too large, or of a kind that is not kept
    """
    check_size(len(content), most=current_app.config["EVIDENCE_MOST_BYTES"])
    return inspect_file(name, content)


def hand_out(name: str, kind: FileKind, content: bytes) -> Response:
    """Hand a kept file out to be saved, never to be shown as a page of ours."""
    response = send_file(
        BytesIO(content),
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
    )
    response.headers["Content-Type"] = kind.media_type
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def hand_out_pieces(file: IO[bytes], *, name: str, media_type: str) -> Response:
    """Hand a large file out piece by piece; it is closed when the last one has gone.

    :param file: open, at its beginning
    """
    answer = Response(_read_pieces(file), mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.call_on_close(file.close)
    return answer


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


def _read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def _size_of(file: FileStorage) -> int:
    """Count a file's bytes without reading them."""
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size


def _takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, TAKES_FILES, False)
