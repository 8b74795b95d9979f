"""Handing a message to another program over HTTP, once, and to nobody inside our own network.

The host's name is looked up once; every number found must be public, and the connection goes to
one of those. No redirection is followed, no proxy is asked, nothing of the answer is read but its
status, and whoever is slow is left after ten seconds. The standard library's client would wait as
long as it gets a byte now and then, so the few lines of HTTP that this takes are spoken here.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from risk_register.domain.webhooks import Address, is_public

TOTAL_SECONDS = 10.0  #: once the host's name is looked up
MOST_NUMBERS = 4  #: of one host that are tried
MOST_BYTES = 8192  #: of an answer, up to its status
NOT_PUBLIC = "The name leads into a network that is not public."

Resolve = Callable[..., Sequence[Any]]

#: The status of an answer, after any that only says that another will follow.
_STATUS = re.compile(
    rb"(?:HTTP/1\.[01] 1\d\d[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)*HTTP/1\.[01] ([2-5]\d\d)[ \r]"
)
_BEGINNING = b"HTTP/1."


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

    :param headers: their values without line ends
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
    line = _Line(until=time.monotonic() + seconds)
    try:
        with closing(line.open(address, numbers[:MOST_NUMBERS])) as connection:
            connection.sendall(_write(address, body, headers))
            status = line.read_status(connection)
    except ssl.SSLCertVerificationError:
        words = "The certificate is not valid for this name."
    except TimeoutError:
        words = "There was no answer in time."
    except (OSError, ValueError):
        words = "There was no good answer."
    else:
        return _tell(status)
    return Answer(is_taken=False, words=words)


def _write(address: Address, body: bytes, headers: Mapping[str, str]) -> bytes:
    host = f"[{address.host}]" if ":" in address.host else address.host
    is_usual = address.port == (443 if address.is_secure else 80)
    lines = {
        "Host": host if is_usual else f"{host}:{address.port}",
        "User-Agent": "risk-register",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    written = [f"POST {address.path} HTTP/1.1", *(f"{name}: {lines[name]}" for name in lines)]
    return "\r\n".join([*written, "", ""]).encode("ascii") + body


def _tell(status: int) -> Answer:
    if 300 <= status < 400:
        return Answer(is_taken=False, words=f"It answered {status}; nothing is sent on elsewhere.")
    return Answer(is_taken=200 <= status < 300, words=f"It answered {status}.")


class _Line:
    """A line to another program that is held until a moment, and no longer."""

    def __init__(self, *, until: float) -> None:
        self.until = until

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def open(self, address: Address, numbers: Sequence[str]) -> socket.socket:
        """Connect to one of the numbers, as the host by its name."""
        failure: OSError = ConnectionRefusedError()
        for number in numbers:
            try:
                plain = socket.create_connection((number, address.port), timeout=self._left())
            except OSError as error:
                failure = error
            else:
                return self._encrypt(plain, address.host) if address.is_secure else plain
        raise failure

    def _encrypt(self, plain: socket.socket, host: str) -> socket.socket:
        plain.settimeout(self._left())
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise

    def read_status(self, connection: socket.socket) -> int:
        """Read no more of an answer than says how it went.

        :raises ValueError: if it is no answer of HTTP, or too long in coming to the point
        """
        said = b""
        while len(said) < MOST_BYTES:
            connection.settimeout(self._left())
            part = connection.recv(MOST_BYTES - len(said))
            said += part
            if found := _STATUS.match(said):
                return int(found[1])
            if not part or not said.startswith(_BEGINNING[: len(said)]):
                break
        raise ValueError
