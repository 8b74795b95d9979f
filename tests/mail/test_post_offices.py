"""The post office that the settings name."""

from pathlib import Path

import pytest

from risk_register.domain.errors import MailSettingsError
from risk_register.mail.post import FolderPost, Outcome, SmtpPost, open_post_office

DEFAULT = Path(__file__).parents[2] / "config" / "default.toml"


def test_letters_go_to_a_folder_unless_somebody_says_otherwise(settings, tmp_path, write_letter):
    office = open_post_office(settings)

    assert isinstance(office, FolderPost)
    assert office.deliver(write_letter()).outcome is Outcome.SENT
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_letters_go_to_the_mail_server_that_is_named(
    settings, open_server, write_letter, certificates
):
    server = open_server(tls_context=certificates.context(), require_starttls=True)
    office = open_post_office(
        settings
        | {
            "MAIL_TRANSPORT": "smtp",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": server.port,
            "SMTP_CA_FILE": str(certificates.ca_file),
        }
    )

    assert isinstance(office, SmtpPost)
    assert office.deliver(write_letter()).outcome is Outcome.SENT
    assert len(server.desk.envelopes) == 1


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"MAIL_TRANSPORT": "pigeon"}, "MAIL_TRANSPORT"),
        ({"MAIL_TRANSPORT": "folder", "MAIL_FOLDER": ""}, "MAIL_FOLDER"),
        ({"MAIL_FROM": "not an address"}, "MAIL_FROM"),
        ({"MAIL_FROM": "a@example.org\r\nBcc: b@example.org"}, "MAIL_FROM"),
        ({"SMTP_HOST": ""}, "SMTP_HOST"),
        ({"SMTP_HOST": "mail..example.org"}, "SMTP_HOST"),
        ({"SMTP_PORT": 0}, "SMTP_PORT"),
        ({"SMTP_SECURITY": "perhaps"}, "SMTP_SECURITY"),
        ({"SMTP_SECURITY": "none"}, "SMTP_SECURITY"),
        ({"SMTP_USERNAME": "register"}, "SMTP_PASSWORD"),
        ({"SMTP_USERNAME": "register", "SMTP_PASSWORD": "pässwort"}, "SMTP_PASSWORD"),
        ({"SMTP_TIMEOUT_SECONDS": 0}, "SMTP_TIMEOUT_SECONDS"),
        ({"SMTP_CA_FILE": "/nowhere/ca.pem"}, "SMTP_CA_FILE"),
        ({"SMTP_CA_FILE": str(DEFAULT)}, "SMTP_CA_FILE"),
        ({"SMTP_CLIENT_CERTIFICATE_FILE": "/nowhere/us.pem"}, "SMTP_CLIENT_CERTIFICATE_FILE"),
        ({"SMTP_CLIENT_CERTIFICATE_FILE": str(DEFAULT)}, "SMTP_CLIENT_CERTIFICATE_FILE"),
        ({"SMTP_CLIENT_KEY_FILE": "/nowhere/us.key"}, "SMTP_CLIENT_KEY_FILE"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(wrong, named, settings):
    smtp = {"MAIL_TRANSPORT": "smtp", "SMTP_HOST": "mail.example.org"}

    with pytest.raises(MailSettingsError, match=named):
        open_post_office(settings | smtp | wrong)
