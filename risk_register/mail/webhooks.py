"""Handing a message to another program over HTTP, once, and to nobody inside our own network.

The host's name is looked up once; every number found must be public, and the connection goes to
one of those. No redirection is followed, no proxy is asked, nothing of the answer is kept but its
status, and whoever is slow is left after ten seconds.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Timer
from typing import Any

from risk_register.domain.webhooks import Address, is_public

SILENT_SECONDS = 5.0  #: without a byte
TOTAL_SECONDS = 10.0
MOST_NUMBERS = 4  #: of one host that are tried
NOT_PUBLIC = "The name leads into a network that is not public."

Resolve = Callable[..., Sequence[Any]]


@dataclass(frozen=True)
class Answer:
    """What became of a message: whether it was taken, and in which words that is told."""

    is_taken: bool
    words: str


def post_message(
    address: Address,
    body: bytes,
    headers: Mapping[str, str],
    *,
    is_production: bool,
    resolve: Resolve = socket.getaddrinfo,
    seconds: float = TOTAL_SECONDS,
) -> Answer:
    """Hand a message over; an answer of 200 to 299 takes it.

    :param is_production: without it, any network may be reached
    :param seconds: for all of it, once the host's name is looked up
    """
    try:
        found = resolve(address.host, address.port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
    except (OSError, UnicodeError):
        return Answer(is_taken=False, words="The name is not known.")
    if is_production and not all(map(is_public, numbers)):
        return Answer(is_taken=False, words=NOT_PUBLIC)
    connection = _Connection(address, numbers[:MOST_NUMBERS])
    said = {"Content-Type": "application/json", "User-Agent": "risk-register", **headers}
    is_late = Event()
    try:
        with _hanging_up(connection, is_late, seconds):
            connection.request("POST", address.path, body=body, headers=said)
            status = connection.getresponse().status
    except ssl.SSLCertVerificationError:
        words = "The certificate is not valid for this name."
    except TimeoutError:
        words = "There was no answer in time."
    except (OSError, http.client.HTTPException, ValueError):
        words = "There was no answer in time." if is_late.is_set() else "There was no good answer."
    else:
        return _read(status)
    finally:
        connection.close()
    return Answer(is_taken=False, words=words)


def _read(status: int) -> Answer:
    if 300 <= status < 400:
        return Answer(is_taken=False, words=f"It answered {status}; nothing is sent on elsewhere.")
    return Answer(is_taken=200 <= status < 300, words=f"It answered {status}.")


class _Connection(http.client.HTTPConnection):
    """Connects to a number that was looked at, by whatever name it is called."""

    def __init__(self, address: Address, numbers: Sequence[str]) -> None:
        super().__init__(address.host, address.port, timeout=SILENT_SECONDS)
        self.numbers = numbers
        self.context = ssl.create_default_context() if address.is_secure else None

    def connect(self) -> None:
        self.sock = self._reach()
        if self.context is not None:
            # Held before hands are shaken, so that whoever is slow at that can be left, too.
            self.sock = self.context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _reach(self) -> socket.socket:
        failure: OSError = ConnectionRefusedError()
        for number in self.numbers:
            try:
                return socket.create_connection((number, self.port), timeout=SILENT_SECONDS)
            except OSError as error:
                failure = error
        raise failure


@contextmanager
def _hanging_up(connection: _Connection, is_late: Event, seconds: float) -> Iterator[None]:
    """Hang up after a time, however busy the other side keeps the line."""

    def hang_up() -> None:
        is_late.set()
        if connection.sock is not None:
            # As a plain socket: the thread that reads must not lose its state of encryption.
            try:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
            except OSError:
                return

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
