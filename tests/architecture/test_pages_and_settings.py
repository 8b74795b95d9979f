"""Templates, forms, states and settings: nothing without its other half."""

import re
from pathlib import Path

import pytest

from risk_register.domain.actions import ActionStatus
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.packs import Standing

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "risk_register/templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.fixture
def database():
    """Templates know no database."""
    return "sqlite"


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_posts_carries_its_token(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        if 'method="post"' in form:
            assert "csrf" in form, form[:80]


def test_every_web_template_compiles(app):
    for name in NAMES:
        if not name.startswith("packs/document/"):
            app.jinja_env.get_template(name)


def test_every_state_has_its_tag(app):
    states = app.jinja_env.get_template("macros/states.html").module
    for status in ActionStatus:
        assert status.label in states.action(status)
    for state in DeliveryState:
        assert state.label in states.delivery(state)
    for state in Standing:
        assert state.value in states.pack(state)


def test_every_setting_is_used():
    default = (ROOT / "config/default.toml").read_text(encoding="utf-8")
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "risk_register").rglob("*.py")
    )
    pages = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "risk_register/templates").rglob("*.html")
    )
    for name in re.findall(r"^([A-Z_]+) =", default, re.MULTILINE):
        assert f'"{name}"' in code or f"config.{name} " in pages, name


def test_no_template_turns_escaping_off_or_styles_by_itself():
    for name in NAMES:
        if name.startswith("packs/document/"):
            continue
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), name
        assert "autoescape" not in text, name
        assert " style=" not in text, name
