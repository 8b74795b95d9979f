"""Settings: where they come from, which wins, and what is refused."""

from datetime import datetime
from pathlib import Path

import pytest

from risk_register.domain.errors import SettingsError
from risk_register.settings import load_settings

CONFIG = Path(__file__).parents[2] / "config"
DEFAULT = 'SECRET_KEY = ""\nNAME = "default"\nMINUTES = 30\nTICKING = true\nCLOCK_START = ""\n'


def load(folder=CONFIG, **environ):
    """Load settings as the service does, from names without their prefix."""
    return load_settings(folder, {f"RISK_REGISTER_{name}": text for name, text in environ.items()})


def refusal(folder=CONFIG, **environ):
    """Give the sentence with which settings are refused."""
    with pytest.raises(SettingsError) as refused:
        load(folder, **environ)
    return str(refused.value)


@pytest.fixture
def folder(tmp_path):
    """A folder of settings in which two sources say nothing yet."""
    (tmp_path / "default.toml").write_text(DEFAULT, encoding="utf-8")
    (tmp_path / "testing.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_a_setting_that_nobody_changes_keeps_its_default(folder):
    assert load(folder, ENVIRONMENT="testing")["NAME"] == "default"


def test_an_environment_s_own_file_wins_over_the_default(folder):
    (folder / "testing.toml").write_text('NAME = "testing"', encoding="utf-8")

    assert load(folder, ENVIRONMENT="testing")["NAME"] == "testing"


def test_a_variable_wins_over_every_file(folder):
    (folder / "testing.toml").write_text('NAME = "testing"', encoding="utf-8")

    assert load(folder, ENVIRONMENT="testing", NAME="variable")["NAME"] == "variable"


@pytest.mark.parametrize(("text", "value"), [("true", True), ("FALSE", False)])
def test_a_variable_may_say_true_or_false_in_any_case(folder, text, value):
    assert load(folder, ENVIRONMENT="testing", TICKING=text)["TICKING"] is value


def test_the_settings_say_in_which_folder_they_were_found(folder):
    assert load(folder, ENVIRONMENT="testing")["CONFIG_DIR"] == folder


def test_a_variable_becomes_what_its_default_is(folder):
    settings = load(folder, ENVIRONMENT="testing", MINUTES="45", TICKING="False", NAME="7")

    assert (settings["MINUTES"], settings["TICKING"], settings["NAME"]) == (45, False, "7")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("MINUTES", "half", "RISK_REGISTER_MINUTES must be a whole number."),
        ("MINUTES", "1.5", "RISK_REGISTER_MINUTES must be a whole number."),
        ("TICKING", "yes", "RISK_REGISTER_TICKING must be true or false."),
        ("CLOCK_START", "June", "RISK_REGISTER_CLOCK_START is not an instant."),
        (
            "CLOCK_START",
            "2018-06-05T09:00",
            "RISK_REGISTER_CLOCK_START needs an offset, like +01:00.",
        ),
    ],
)
def test_a_variable_of_the_wrong_kind_is_refused(folder, name, text, sentence):
    assert refusal(folder, **{"ENVIRONMENT": "testing", name: text}) == sentence


def test_the_clock_s_start_is_an_instant():
    settings = load(CLOCK_START="2018-07-05T09:00:00+01:00")

    assert settings["CLOCK_START"] == datetime.fromisoformat("2018-07-05T08:00:00+00:00")


def test_the_service_is_in_development_unless_told_otherwise():
    assert load()["ENVIRONMENT"] == "development"


@pytest.mark.parametrize("name", ["staging", "Production", ""])
def test_an_unknown_environment_is_refused(name):
    assert refusal(ENVIRONMENT=name) == (
        f"RISK_REGISTER_ENVIRONMENT is {name!r}; it can be development, testing, production."
    )


def test_a_missing_settings_file_is_named(folder):
    (folder / "testing.toml").unlink()

    missing = folder / "testing.toml"
    assert refusal(folder, ENVIRONMENT="testing") == f"The settings file {missing} is missing."


def test_a_settings_file_that_cannot_be_read_is_named(folder):
    (folder / "testing.toml").write_text("NAME =", encoding="utf-8")

    sentence = refusal(folder, ENVIRONMENT="testing")
    assert sentence.startswith(f"The settings file {folder / 'testing.toml'} cannot be read: ")


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "SMTP_PASSWORD",
        "DATABASE_URL",
        "DEMONSTRATION_PASSWORD",
        "HEARTBEAT_URL",
        "OIDC_CLIENT_SECRET",
    ],
)
def test_a_secret_is_read_from_its_file_even_if_a_variable_says_another(tmp_path, name):
    (tmp_path / "secret").write_text("https://from.the.file\n", encoding="utf-8")

    settings = load(**{name: "from the variable", f"{name}_FILE": str(tmp_path / "secret")})

    assert settings[name] == "https://from.the.file"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("BACKUP_KEEP", "0", "RISK_REGISTER_BACKUP_KEEP must be at least 1."),
        (
            "HEARTBEAT_URL",
            "file:///etc/passwd",
            "RISK_REGISTER_HEARTBEAT_URL must begin with https://.",
        ),
    ],
)
def test_what_cannot_work_anywhere_is_refused(name, text, sentence):
    assert refusal(**{name: text}) == sentence


def test_only_secrets_are_read_from_files(tmp_path):
    (tmp_path / "name").write_text("from the file", encoding="utf-8")

    assert refusal(SERVICE_NAME_FILE=str(tmp_path / "name")) == (
        "There is no setting SERVICE_NAME_FILE (an environment variable)."
    )


def test_a_misspelt_setting_is_refused_wherever_it_stands(folder):
    assert "NONSENSE" in refusal(NONSENSE="1")
    (folder / "testing.toml").write_text("NMAE = 3", encoding="utf-8")
    assert refusal(folder, ENVIRONMENT="testing") == "There is no setting NMAE (testing.toml)."


def test_a_secret_s_missing_file_stops_the_service(tmp_path):
    assert refusal(SECRET_KEY_FILE=str(tmp_path / "nowhere")) == (
        "RISK_REGISTER_SECRET_KEY_FILE cannot be read: No such file or directory."
    )
