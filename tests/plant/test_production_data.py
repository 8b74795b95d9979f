"""A register that must not be served in production."""

import pytest

from risk_register.app import create_app
from risk_register.domain.errors import SettingsError


def test_the_demonstrations_data_are_refused_in_production(templates, tmp_path):
    environ = {
        "RISK_REGISTER_ENVIRONMENT": "production",
        "RISK_REGISTER_SECRET_KEY": "k" * 32,
        "RISK_REGISTER_PUBLIC_URL": "https://register.example.org",
        "RISK_REGISTER_DATABASE_URL": templates.copy("small", "sqlite", tmp_path),
    }
    with pytest.raises(SettingsError, match="The database holds the demonstration"):
        create_app(environ)


def test_an_empty_database_is_not_refused(tmp_path):
    app = create_app(
        {
            "RISK_REGISTER_ENVIRONMENT": "production",
            "RISK_REGISTER_SECRET_KEY": "k" * 32,
            "RISK_REGISTER_PUBLIC_URL": "https://register.example.org",
            "RISK_REGISTER_DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite",
        }
    )

    assert app.config["IS_HTTPS"]
