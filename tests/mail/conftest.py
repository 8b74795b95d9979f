"""Real mail servers on loopback that can be told to misbehave, and certificates for them."""

import asyncio
import ipaddress
import ssl
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from risk_register.mail.letters import Attachment, Letter

DEFAULT = Path(__file__).parents[2] / "config" / "default.toml"
WRITTEN_AT = datetime(2018, 6, 5, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    """Give the settings as they are shipped, with the letters in the test's own folder."""
    shipped = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    return shipped | {"MAIL_FOLDER": str(tmp_path / "mail")}


@pytest.fixture
def write_letter():
    """Write a letter, saying only what the test cares about."""

    def write(**rest):
        known = {
            "message_id": "<1f3a@example.org>",
            "written_at": WRITTEN_AT,
            "sender": "risk-register@example.org",
            "recipient": "director@example.org",
            "recipient_name": "Director of Children's Services",
            "subject": "SEND Programme Board, 14 June 2018: risk pack, version 1",
            "text": "The pack is attached.\n.a line with a dot\n",
            "attachments": (
                Attachment("pack.pdf", "application/pdf", b"%PDF-1.7 \x00\xff\r\n." * 9),
            ),
        }
        return Letter(**known | rest)

    return write


class Desk:
    """What a mail server was asked and given; ``answers`` are used up, stage by stage.

    Instead of an answer it can ``drop`` the line or ``hang`` for a second.
    """

    def __init__(self, answers):
        self.answers = {stage: list(planned) for stage, planned in answers.items()}
        self.password = None
        self.stages = []
        self.envelopes = []

    async def answer(self, stage, server, usual="250 OK"):
        self.stages.append(stage)
        planned = self.answers.get(stage)
        answer = planned.pop(0) if planned else usual
        if answer == "hang":
            await asyncio.sleep(1)
            return usual
        if answer == "drop":
            server.transport.abort()
        return answer

    async def handle_MAIL(self, server, _session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        answer = await self.answer("mail", server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        answer = await self.answer("rcpt", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return await self.answer("data", server)

    async def handle_QUIT(self, server, _session, _envelope):  # noqa: N802 - aiosmtpd's name
        return await self.answer("quit", server, usual="221 Bye")

    def sign_in(self, _server, _session, _envelope, _mechanism, auth):
        self.stages.append("auth")
        if auth.password == self.password.encode():
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False)  # handled would leave the client waiting


class Greeter(SMTP):
    """A server whose faults lie outside the desk's reach."""

    def __init__(self, desk, *, offers, **rest):
        super().__init__(desk, hostname="mail.test", **rest)
        self.offers = offers

    async def smtp_EHLO(self, hostname):  # noqa: N802 - aiosmtpd's name
        answer = await self.event_handler.answer("ehlo", self)
        if answer != "250 OK":
            await self.push(answer)
            return
        await super().smtp_EHLO(hostname)

    async def push(self, status):
        # aiosmtpd's list of offers ends with HELP.
        if self.offers and status == "250 HELP":
            status = "".join(f"250-{offer}\r\n" for offer in self.offers) + status
        await super().push(status)

    async def smtp_DATA(self, arg):  # noqa: N802 - aiosmtpd's name
        answer = await self.event_handler.answer("go ahead", self)
        if answer == "250 OK":
            await super().smtp_DATA(arg)
        elif answer == "cut":
            await self.push("354 Go ahead")
            await asyncio.sleep(0.05)
            self.transport.abort()
        else:
            await self.push(answer)


class Server(Controller):
    """A mail server in a thread of its own, on a free port."""

    def __init__(self, desk, *, ssl_context=None, **kind):
        self.desk = desk
        self.kind = {"offers": ()} | kind
        super().__init__(desk, hostname="127.0.0.1", port=0, ssl_context=ssl_context)

    def factory(self):
        return Greeter(self.desk, **self.kind)

    def _trigger_server(self):
        # aiosmtpd greets itself here, on the port that was asked for and not the one given.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def open_server():
    """Start a mail server; the answers planned for each stage come first."""
    servers = []

    def open_server(*, answers=None, **kind):
        server = Server(Desk(answers or {}), **kind)
        server.start()
        servers.append(server)
        return server

    yield open_server
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Issue certificates of our own authority, and one that nobody vouches for."""
    return Authority(tmp_path_factory.mktemp("certificates"))


class Authority:
    """A certification authority; ``ca_file`` is what clients trust."""

    def __init__(self, folder):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _named("Test authority")
        self.ca_file = folder / "ca.pem"
        certificate = self._build(self.name, self.key, is_authority=True).sign(
            self.key, hashes.SHA256()
        )
        self.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *, asks_client=False, **kind):
        """Make a server's TLS context with a certificate for an address, valid until a year.

        It may ask its clients for one that this authority has issued.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.issue(**kind))
        if asks_client:
            context.load_verify_locations(self.ca_file)
            context.verify_mode = ssl.CERT_REQUIRED
            # A refusal in TLS 1.3 comes only after the client has begun to talk.
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

    def issue(self, *, address="127.0.0.1", until=2100, self_signed=False):
        """Issue a certificate with its key, and give the file they are in."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = _named("Mail server") if self_signed else self.name
        certificate = self._build(issuer, key, address=address, until=until).sign(
            key if self_signed else self.key, hashes.SHA256()
        )
        path = self.folder / f"{certificate.serial_number}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _build(self, issuer, key, *, address="127.0.0.1", until=2100, is_authority=False):
        return (
            x509.CertificateBuilder()
            .subject_name(self.name if is_authority else _named("Mail server"))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2018, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
                critical=False,
            )
        )


def _named(words):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
