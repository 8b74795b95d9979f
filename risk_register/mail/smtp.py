"""A mail server as post office.

Sources: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 1870 (SIZE),
RFC 6531 (SMTPUTF8).
"""

import base64
import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from threading import Timer

from risk_register.domain.errors import MailSettingsError
from risk_register.mail.letters import Letter, as_message
from risk_register.mail.receipts import Outcome, Receipt

_TOO_LARGE = 552  # the one refusal of a sender that is about the letter
_GOODBYE_SECONDS = 2.0


class Security(StrEnum):
    """How the line to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  #: for a server on this machine only


class SmtpPost:
    """Hands each letter to one mail server, on a line of its own, for one reader.

    A refusal before the reader is named is about this service, so every letter
    would meet it: the outcome is STOP. From then on it is about the letter.
    """

    carries_files = True

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        security: Security = Security.STARTTLS,
        timeout: float = 30.0,
        longest: float = 100.0,
        ca_file: Path | None = None,
        client_certificate: Path | None = None,
        client_key: Path | None = None,
    ) -> None:
        """Take the settings; nothing is sent yet.

        :param port: 1 to 65535
        :param username: ASCII; empty to send without signing in
        :param timeout: seconds to wait for any one answer, above 0
        :param longest: seconds that one letter may take once the line stands
        :param ca_file: certificates to trust instead of the system's
        :param client_certificate: by which the service proves itself, with those that vouch for it
        :param client_key: its key, if it is in a file of its own
        :raises MailSettingsError: if the settings cannot work or would send anything in clear
        """
        _check_host(host, port, security)
        _check_sign_in(username, password)
        if timeout <= 0:
            raise MailSettingsError("SMTP_TIMEOUT_SECONDS must be above 0.")
        self._host, self._port = host, port
        self._username, self._password = username, password
        self._security = security
        self._timeout, self._longest = timeout, longest
        self._context = _load_trust(ca_file)
        _load_proof(self._context, client_certificate, client_key)

    def deliver(self, letter: Letter) -> Receipt:
        """Try once to hand the letter over."""
        try:
            with self._open_line() as line:
                return _hand_over(line, letter)
        except (OSError, ValueError) as error:
            receipt = _receipt_before_reader(error)
            return Receipt(receipt.outcome, self._without_secrets(receipt.answer))

    @contextmanager
    def _open_line(self) -> Iterator[smtplib.SMTP]:
        line = self._connect()
        # Each answer has its time limit, but a server that uses most of it each time would
        # hold a letter longer than its worker may.
        watch = Timer(self._longest, _cut, [line])
        watch.daemon = True
        watch.start()
        try:
            if self._security is Security.STARTTLS:
                line.starttls(context=self._context)
            line.ehlo_or_helo_if_needed()
            if self._username:
                line.login(self._username, self._password)
            yield line
            _say_goodbye(line)
        finally:
            watch.cancel()
            with suppress(OSError):
                line.close()

    def _connect(self) -> smtplib.SMTP:
        if self._security is Security.TLS:
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=self._context
            )
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _without_secrets(self, words: str) -> str:
        if not self._password:
            return words
        plain = f"\0{self._username}\0{self._password}"
        for secret in (plain, self._password):
            coded = base64.b64encode(secret.encode()).decode()
            words = words.replace(coded, "(hidden)").replace(secret, "(hidden)")
        return words


def _hand_over(line: smtplib.SMTP, letter: Letter) -> Receipt:
    content = as_message(letter).as_bytes()
    obstacle = _find_obstacle(line, letter, size=len(content))
    if obstacle:
        return Receipt(Outcome.FAILED, obstacle)
    options = [f"SIZE={len(content)}"] if line.has_extn("size") else []
    if not _is_ascii(letter):
        options.append("SMTPUTF8")
    code, words = line.mail(letter.sender, options)
    if code // 100 != 2:
        raise smtplib.SMTPSenderRefused(code, words, letter.sender)
    code, words = line.rcpt(letter.recipient)
    if code // 100 != 2:
        return _refusal(code, words)
    code, words = line.docmd("DATA")
    if code != 354:
        return _refusal(code, words)
    line.send(_with_final_dot(content))
    return _await_answer(line)


def _await_answer(line: smtplib.SMTP) -> Receipt:
    try:
        code, words = line.getreply()
    except (OSError, ValueError) as error:
        said = _sentence(error)
        return Receipt(Outcome.UNCERTAIN, f"The line broke before the server answered: {said}.")
    if code // 100 == 2:
        return Receipt(Outcome.SENT, _quote(code, words))
    if code // 100 in {4, 5}:
        return _refusal(code, words)
    return Receipt(Outcome.UNCERTAIN, f"The server's answer makes no sense: {_quote(code, words)}")


def _find_obstacle(line: smtplib.SMTP, letter: Letter, *, size: int) -> str | None:
    """Say why this server cannot take this letter, if it has said so in its greeting.

    :param size: of the whole message, in bytes
    """
    if not _is_ascii(letter) and not line.has_extn("smtputf8"):
        return (
            "The mail server takes only addresses in the letters A to Z without accents (it does"
            " not offer SMTPUTF8). Ask the reader for another address."
        )
    limit = line.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < size:
        return (
            f"The letter has {size:,} bytes and the mail server takes {int(limit):,} at most."
            " Ask the reader to open the pack in the register."
        )
    return None


def _receipt_before_reader(error: OSError | ValueError) -> Receipt:
    """Judge what went wrong before the letter was handed over whole."""
    match error:
        case smtplib.SMTPSenderRefused() if error.smtp_code == _TOO_LARGE:
            return _refusal(error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            permanent = error.smtp_code // 100 == 5
            outcome = Outcome.STOP if permanent else Outcome.RETRY
            return Receipt(outcome, _quote(error.smtp_code, error.smtp_error))
        case ssl.SSLCertVerificationError():
            words = f"The mail server's certificate is not trusted: {error.verify_message}."
            return Receipt(Outcome.STOP, words)
        case smtplib.SMTPServerDisconnected():
            return Receipt(Outcome.RETRY, f"The line to the mail server broke: {_sentence(error)}.")
        case smtplib.SMTPException():
            # The server offers no STARTTLS, or no way to sign in that we know.
            return Receipt(Outcome.STOP, f"Nothing was sent: {_sentence(error)}.")
    return Receipt(Outcome.RETRY, f"The mail server cannot be reached: {_sentence(error)}.")


def _refusal(code: int, words: bytes | str) -> Receipt:
    permanent = code // 100 == 5
    return Receipt(Outcome.FAILED if permanent else Outcome.RETRY, _quote(code, words))


def _quote(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {said}"


def _sentence(error: OSError | ValueError) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said.strip().rstrip(".") or type(error).__name__


def _with_final_dot(content: bytes) -> bytes:
    """End the letter as SMTP wants it; a line's own first dot is doubled."""
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def _say_goodbye(line: smtplib.SMTP) -> None:
    # The letter's fate is known; no server's manners may change it.
    with suppress(OSError, ValueError):
        if line.sock:
            line.sock.settimeout(_GOODBYE_SECONDS)
        line.quit()


def _cut(line: smtplib.SMTP) -> None:
    with suppress(OSError):
        if line.sock:
            socket.socket.shutdown(line.sock, socket.SHUT_RDWR)


def _is_ascii(letter: Letter) -> bool:
    return (letter.sender + letter.recipient).isascii()


def _check_host(host: str, port: int, security: Security) -> None:
    try:
        host.encode("idna")
    except UnicodeError:
        raise MailSettingsError("SMTP_HOST is not the name of a mail server.") from None
    if not host or not host.isprintable() or " " in host:
        raise MailSettingsError("SMTP_HOST must name the mail server.")
    if not 1 <= port <= 65535:
        raise MailSettingsError("SMTP_PORT must be between 1 and 65535.")
    if security is Security.NONE and not _is_loopback(host):
        raise MailSettingsError("SMTP_SECURITY may be none only for a server on this machine.")


def _check_sign_in(username: str, password: str) -> None:
    if bool(username) != bool(password):
        raise MailSettingsError("SMTP_USERNAME and SMTP_PASSWORD must be given together.")
    if not (username + password).isascii():
        raise MailSettingsError("SMTP_USERNAME and SMTP_PASSWORD must be ASCII.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _load_trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise MailSettingsError(
            f"SMTP_CA_FILE {ca_file} cannot be used: {_sentence(error)}."
        ) from None


def _load_proof(context: ssl.SSLContext, certificate: Path | None, key: Path | None) -> None:
    if certificate is None:
        if key is not None:
            raise MailSettingsError("SMTP_CLIENT_KEY_FILE needs SMTP_CLIENT_CERTIFICATE_FILE.")
        return
    try:
        # Without a password OpenSSL would ask at the terminal, and the service would wait there.
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise MailSettingsError(
            "SMTP_CLIENT_CERTIFICATE_FILE and SMTP_CLIENT_KEY_FILE cannot be used:"
            f" {_sentence(error)}."
        ) from None
