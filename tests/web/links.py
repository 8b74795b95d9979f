"""Links as letters carry them, and browsers that have opened one."""

from datetime import timedelta

from sqlalchemy import select

from risk_register import clock
from risk_register.database import db
from risk_register.models import Person, SignInLink
from risk_register.services.programmes import get_member
from risk_register.services.sign_in_links import sign_link
from tests.services.outboxes import link_for


def mail_link(app, name="tom", **rest):
    """Give the address that a letter to somebody brings them."""
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == name.title())).one()
        member = get_member(person, "send", on=clock.today())
        link = link_for(member, **{"at": clock.now(), "lasts": timedelta(days=9)} | rest)
        return f"/due/{sign_link(link, secret_key=app.config['SECRET_KEY'])}"


def by_link(app, name="tom", **rest):
    """Give somebody's browser that has opened the link of a letter."""
    browser = app.test_client()
    answer = browser.get(mail_link(app, name, **rest))
    assert answer.location == "/due", answer.text
    return browser


def find_links(app):
    """Give all links as they stand."""
    with app.app_context():
        return list(db.session.scalars(select(SignInLink).order_by(SignInLink.id)))
