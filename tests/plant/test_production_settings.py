"""What must not run in production, each with its sentence."""

from pathlib import Path

import pytest

from risk_register.domain.errors import SettingsError
from risk_register.settings import list_cautions, load_settings

CONFIG = Path(__file__).parents[2] / "config"
SAFE = {
    "SECRET_KEY": "k" * 32,
    "PUBLIC_URL": "https://register.example.org",
    "MAIL_TRANSPORT": "smtp",
}
UNSAFE = {
    "SECRET_KEY": "k" * 31,
    "PUBLIC_URL": "http://register.example.org",
    "CLOCK_START": "2018-06-05T09:00:00+01:00",
    "DEMONSTRATION_PASSWORD": "letmein-please",
    "SMTP_SECURITY": "none",
    "HEARTBEAT_URL": "http://watch.example.org/a-secret-path",
}
OBJECTIONS = {
    "SECRET_KEY": "RISK_REGISTER_SECRET_KEY needs at least 32 characters.",
    "PUBLIC_URL": "RISK_REGISTER_PUBLIC_URL must begin with https:// and name a host.",
    "CLOCK_START": "RISK_REGISTER_CLOCK_START is for demonstrations only.",
    "DEMONSTRATION_PASSWORD": "RISK_REGISTER_DEMONSTRATION_PASSWORD is for demonstrations only.",
    "SMTP_SECURITY": "RISK_REGISTER_SMTP_SECURITY must be starttls or tls.",
    "HEARTBEAT_URL": "RISK_REGISTER_HEARTBEAT_URL must begin with https://.",
}


def load(environment="production", **environ):
    """Load settings that are safe but for what the test says."""
    given = SAFE | {"ENVIRONMENT": environment} | environ
    return load_settings(CONFIG, {f"RISK_REGISTER_{name}": text for name, text in given.items()})


def refusal(**environ):
    """Give the sentence with which settings are refused."""
    with pytest.raises(SettingsError) as refused:
        load(**environ)
    return str(refused.value)


def test_safe_settings_start_in_production():
    settings = load()

    assert settings["ENVIRONMENT"] == "production"
    assert settings["CLOCK_START"] is None


@pytest.mark.parametrize("name", UNSAFE)
def test_one_unsafe_setting_is_refused_in_its_own_sentence(name):
    assert refusal(**{name: UNSAFE[name]}) == OBJECTIONS[name]


def test_every_objection_is_made_at_once():
    assert refusal(**UNSAFE) == " ".join(OBJECTIONS.values())


def test_the_defaults_alone_do_not_start_in_production():
    with pytest.raises(SettingsError) as refused:
        load_settings(CONFIG, {"RISK_REGISTER_ENVIRONMENT": "production"})

    assert str(refused.value) == f"{OBJECTIONS['SECRET_KEY']} {OBJECTIONS['PUBLIC_URL']}"


def test_a_short_secret_is_refused_from_a_file_too(tmp_path):
    (tmp_path / "key").write_text("k" * 31 + "\n", encoding="utf-8")

    assert refusal(SECRET_KEY_FILE=str(tmp_path / "key")) == OBJECTIONS["SECRET_KEY"]


@pytest.mark.parametrize("address", ["", "register.example.org", "ftp://register.example.org"])
def test_an_address_that_is_not_https_is_refused(address):
    assert refusal(PUBLIC_URL=address) == OBJECTIONS["PUBLIC_URL"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_over_a_closed_line_is_accepted(security):
    assert load(SMTP_SECURITY=security)["SMTP_SECURITY"] == security


def test_a_folder_of_letters_needs_no_closed_line():
    assert load(MAIL_TRANSPORT="folder", SMTP_SECURITY="none")["MAIL_TRANSPORT"] == "folder"


@pytest.mark.parametrize("environment", ["development", "testing"])
def test_what_production_refuses_is_accepted_elsewhere(environment):
    settings = load(environment, **UNSAFE)

    assert settings["SECRET_KEY"] == UNSAFE["SECRET_KEY"]


@pytest.mark.parametrize("environment", ["development", "testing"])
def test_a_key_that_anybody_can_read_is_refused(environment):
    published = load_settings(CONFIG, {"RISK_REGISTER_ENVIRONMENT": environment})["SECRET_KEY"]

    assert refusal(SECRET_KEY=published) == "RISK_REGISTER_SECRET_KEY is one that anybody can read."


def test_a_debugger_is_refused():
    given = {f"RISK_REGISTER_{name}": text for name, text in SAFE.items()}
    with pytest.raises(SettingsError, match="FLASK_DEBUG is for development only"):
        load_settings(
            CONFIG, {**given, "RISK_REGISTER_ENVIRONMENT": "production", "FLASK_DEBUG": "1"}
        )


TENANT = "https://login.microsoftonline.com/2b3e0000-0000-0000-0000-000000000000/v2.0"
CLIENT = {"OIDC_CLIENT_ID": "register", "OIDC_CLIENT_SECRET": "a secret"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"OIDC_ISSUER": TENANT}, "OIDC_CLIENT_ID is missing"),
        ({**CLIENT, "OIDC_ISSUER": "http://login.example.org"}, "must begin with https://"),
        ({**CLIENT, "OIDC_ISSUER": "http://127.0.0.1:9400"}, "must begin with https://"),
        ({**CLIENT, "OIDC_ISSUER": "login.example.org"}, "must begin with https://"),
        (
            {**CLIENT, "OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"},
            "must be of one tenant",
        ),
    ],
)
def test_half_a_directory_or_one_of_everybody_is_refused(settings, sentence):
    assert sentence in refusal(**settings)


def test_a_directory_of_one_tenant_is_accepted():
    assert load(**CLIENT, OIDC_ISSUER=TENANT)["OIDC_ISSUER"] == TENANT


def test_administrators_have_a_second_factor_in_production_or_it_is_said_that_they_need_none():
    (spared,) = list_cautions(load(SECOND_FACTOR_ROLES="board_secretary"))

    assert list_cautions(load()) == []
    assert "spares administrators" in spared
    assert list_cautions(load("testing", SECOND_FACTOR_ROLES="")) == []
