"""Nothing is sent in clear, and nothing to a server that cannot prove who it is."""

import base64

import pytest
from aiosmtpd.smtp import AuthResult

from risk_register.domain.errors import MailSettingsError
from risk_register.mail.post import Outcome, Security, SmtpPost

PASSWORD = "correct horse battery"


@pytest.fixture
def post_to(certificates):
    """Open a post office for a server on this machine that trusts our own authority."""

    def post_to(server, **rest):
        known = {"timeout": 10, "ca_file": certificates.ca_file}
        return SmtpPost(host="127.0.0.1", port=server.port, **known | rest)

    return post_to


def test_a_letter_goes_over_starttls(open_server, post_to, write_letter, certificates):
    server = open_server(tls_context=certificates.context(), require_starttls=True)

    receipt = post_to(server).deliver(write_letter())

    assert receipt.outcome is Outcome.SENT
    assert len(server.desk.envelopes) == 1


def test_a_letter_goes_over_tls_from_the_first_byte(
    open_server, post_to, write_letter, certificates
):
    server = open_server(ssl_context=certificates.context())

    receipt = post_to(server, security=Security.TLS).deliver(write_letter())

    assert receipt.outcome is Outcome.SENT
    assert len(server.desk.envelopes) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        ({"address": "127.0.0.2"}, "certificate is not valid for '127.0.0.1'"),
        ({"until": 2019}, "certificate has expired"),
        ({"self_signed": True}, "self-signed certificate"),
    ],
)
def test_a_certificate_that_proves_nothing_stops_all_letters(
    security, flaw, words, open_server, post_to, write_letter, certificates
):
    context = certificates.context(**flaw)
    kind = {"ssl_context" if security is Security.TLS else "tls_context": context}
    server = open_server(**kind)

    receipt = post_to(server, security=security, username="register", password=PASSWORD).deliver(
        write_letter()
    )

    assert receipt.outcome is Outcome.STOP
    assert words in receipt.answer
    assert set(server.desk.stages) <= {"ehlo"}


def test_an_authority_that_we_were_not_told_about_stops_all_letters(
    open_server, post_to, write_letter, certificates
):
    server = open_server(tls_context=certificates.context())

    receipt = post_to(server, ca_file=None).deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert "not trusted" in receipt.answer
    assert server.desk.stages == ["ehlo"]


def test_a_server_without_starttls_gets_no_letter_and_no_password(
    open_server, post_to, write_letter
):
    server = open_server(offers=("AUTH PLAIN LOGIN",))

    receipt = post_to(server, username="register", password=PASSWORD).deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert "STARTTLS" in receipt.answer
    assert server.desk.stages == ["ehlo"]


def test_a_man_in_the_middle_who_offers_starttls_and_refuses_it_gets_nothing(
    open_server, post_to, write_letter
):
    server = open_server(offers=("STARTTLS",))  # and answers 454, for it has no certificate

    receipt = post_to(server, username="register", password=PASSWORD).deliver(write_letter())

    assert receipt.outcome in {Outcome.RETRY, Outcome.STOP}
    assert server.desk.stages == ["ehlo"]


def test_a_server_that_speaks_no_tls_on_a_tls_port_is_tried_again(
    open_server, post_to, write_letter
):
    server = open_server()

    receipt = post_to(server, security=Security.TLS).deliver(write_letter())

    assert receipt.outcome is Outcome.RETRY
    assert server.desk.envelopes == []


@pytest.fixture
def guarded(open_server, certificates):
    """Start a server that wants a password, over TLS."""

    def guarded(**rest):
        desk = {}

        def sign_in(*words):
            return desk["server"].desk.sign_in(*words)

        kind = {
            "tls_context": certificates.context(),
            "require_starttls": True,
            "authenticator": sign_in,
            "auth_required": True,
        }
        desk["server"] = open_server(**kind | rest)
        desk["server"].desk.password = PASSWORD
        return desk["server"]

    return guarded


def test_the_right_password_lets_letters_through(guarded, post_to, write_letter):
    server = guarded()

    receipt = post_to(server, username="register", password=PASSWORD).deliver(write_letter())

    assert receipt.outcome is Outcome.SENT
    assert server.desk.stages.index("auth") < server.desk.stages.index("mail")


def test_a_wrong_password_stops_all_letters(guarded, post_to, write_letter):
    server = guarded()

    receipt = post_to(server, username="register", password="wrong").deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert receipt.answer.startswith("535 ")
    assert "mail" not in server.desk.stages


def test_a_missing_password_stops_all_letters(guarded, post_to, write_letter):
    receipt = post_to(guarded()).deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert receipt.answer.startswith("530 ")


def test_a_server_that_knows_no_passwords_stops_all_letters(
    open_server, post_to, write_letter, certificates
):
    server = open_server(
        tls_context=certificates.context(), auth_exclude_mechanism=("PLAIN", "LOGIN")
    )

    receipt = post_to(server, username="register", password=PASSWORD).deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert "mail" not in server.desk.stages


@pytest.mark.parametrize("said", [PASSWORD, base64.b64encode(PASSWORD.encode()).decode()])
def test_a_server_that_repeats_the_password_is_not_quoted(said, guarded, post_to, write_letter):
    server = guarded(authenticator=lambda *_: _refuse_aloud(said))

    receipt = post_to(server, username="register", password=PASSWORD).deliver(write_letter())

    assert "(hidden)" in receipt.answer
    assert said not in receipt.answer


def _refuse_aloud(said):
    return AuthResult(success=False, handled=False, message=f"535 Wrong: {said}")


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "localhost.example.org"])
def test_a_line_in_clear_to_another_machine_is_refused_at_start(host):
    with pytest.raises(MailSettingsError, match="this machine"):
        SmtpPost(host=host, port=25, security=Security.NONE)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_a_line_in_clear_to_this_machine_is_allowed(host):
    SmtpPost(host=host, port=25, security=Security.NONE)


def test_a_server_that_asks_for_a_certificate_takes_letters_from_the_one_who_has_it(
    open_server, post_to, write_letter, certificates
):
    server = open_server(tls_context=certificates.context(asks_client=True))

    receipt = post_to(server, client_certificate=certificates.issue()).deliver(write_letter())

    assert receipt.outcome is Outcome.SENT


@pytest.mark.parametrize("proof", [{}, {"self_signed": True}])
def test_a_server_that_asks_for_a_certificate_takes_none_from_others(
    proof, open_server, post_to, write_letter, certificates
):
    server = open_server(tls_context=certificates.context(asks_client=True))
    own = {"client_certificate": certificates.issue(**proof)} if proof else {}

    receipt = post_to(server, **own).deliver(write_letter())

    assert receipt.outcome is not Outcome.SENT
    assert server.desk.stages == ["ehlo"]


def test_a_clients_key_may_be_in_a_file_of_its_own(
    open_server, post_to, write_letter, certificates, tmp_path
):
    both = certificates.issue().read_text()
    certificate, key = tmp_path / "client.pem", tmp_path / "client.key"
    begin = both.index("-----BEGIN CERTIFICATE")
    key.write_text(both[:begin])
    certificate.write_text(both[begin:])
    server = open_server(tls_context=certificates.context(asks_client=True))

    receipt = post_to(server, client_certificate=certificate, client_key=key).deliver(
        write_letter()
    )

    assert receipt.outcome is Outcome.SENT
