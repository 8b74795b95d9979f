"""Headers that only a proxy may write, written by somebody else."""

import pytest

from risk_register.database import db
from risk_register.models import SignInTry
from tests.conftest import post
from tests.registers import build_app, close_app

FORGED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.1, 192.0.2.77",
    "Forwarded": "for=203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
}


@pytest.mark.parametrize(
    ("proxies", "network"), [("0", "127.0.0.0/24"), ("1", "192.0.2.0/24"), ("2", "198.51.100.0/24")]
)
def test_tries_are_counted_where_the_nearest_proxies_saw_them_come_from(
    templates, tmp_path, proxies, network
):
    url = templates.copy("small", "sqlite", tmp_path)
    app = build_app(url, tmp_path, TRUSTED_PROXIES=proxies)
    try:
        browser = app.test_client()
        for name, words in FORGED.items():
            browser.environ_base[f"HTTP_{name.upper().replace('-', '_')}"] = words
        answer = post(browser, "/sign-in", email="nobody@example.org", password="wrong")
        assert answer.status_code == 422
        assert "evil.example" not in answer.text
        with app.app_context():
            keys = db.session.scalars(db.select(SignInTry.key)).all()
        assert {key for key in keys if key.startswith("network:")} == {f"network:{network}"}
    finally:
        close_app(app)
