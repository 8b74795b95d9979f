"""The only way to a directory: its own hosts, no redirects, no proxies, little time and size."""

import json
from typing import Any
from urllib.parse import urlsplit

import requests

from risk_register.domain.errors import DirectoryError

TIMEOUT_SECONDS = 5
MOST_BYTES = 1_000_000
CHUNK_BYTES = 65_536
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Network:
    """Asks addresses of a few hosts and no others."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts

    def check(self, address: str) -> str:
        """Give an address back if it may be asked.

        :raises DirectoryError: if it is another host's, or neither https nor on this machine
        """
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in _LOOPBACK
        )
        if not is_safe or parts.hostname not in self.hosts:
            raise DirectoryError(f"The directory names an address that is not its own: {address!r}")
        return address

    def get(self, address: str) -> dict[str, Any]:
        """Read a JSON object."""
        return self._ask("GET", address)

    def post(self, address: str, fields: dict[str, str]) -> dict[str, Any]:
        """Send a form, and read the JSON object that answers it."""
        return self._ask("POST", address, data=fields)

    def _ask(self, method: str, address: str, **rest: Any) -> dict[str, Any]:
        with requests.Session() as session:
            session.trust_env = False
            try:
                with session.request(
                    method,
                    self.check(address),
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                    stream=True,
                    headers={"Accept": "application/json"},
                    **rest,
                ) as answer:
                    body = _take(answer)
            except (requests.RequestException, OSError) as error:
                raise DirectoryError(f"The directory did not answer: {error}") from error
        if answer.status_code != requests.codes.ok or len(body) > MOST_BYTES:
            raise DirectoryError(f"The directory answered {answer.status_code}.")
        return _read(body)


def _take(answer: requests.Response) -> bytes:
    """Take no more of an answer than is ever needed."""
    body = b""
    for part in answer.iter_content(CHUNK_BYTES):
        body += part
        if len(body) > MOST_BYTES:
            break
    return body


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise DirectoryError("The directory's answer is no JSON.") from None
    if not isinstance(found, dict):
        raise DirectoryError("The directory's answer is no JSON object.")
    return found
