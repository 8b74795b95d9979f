"""Programs with keys, for the tests of the API."""

import json

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.api_keys import SCOPES
from risk_register.models import Person
from risk_register.services.api_keys import make_api_key


class Program:
    """A program that acts for somebody by a key."""

    def __init__(self, app, secret):
        self.browser = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, address, **headers):
        """Ask for something under the API."""
        return self.browser.get(f"/api/v1{address}", headers={**self.headers, **headers})

    def send(self, method, address, body, **headers):
        """Send something as JSON; ``If_Match`` becomes ``If-Match``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        text = body if isinstance(body, bytes) else json.dumps(body)
        return self.browser.open(
            f"/api/v1{address}",
            method=method,
            data=text,
            headers={"Content-Type": "application/json", **self.headers, **named},
        )


def make_program(app, name, scopes=SCOPES):
    """Give a program the key of somebody of the small programme."""
    with app.app_context():
        mine = Person.email == f"{name}@example.org"
        person = db.session.scalars(db.select(Person).where(mine)).one()
        with write_transaction():
            _, secret = make_api_key(
                person, name="A script", scopes=scopes, days=30, by=person, at=clock.now()
            )
    return Program(app, secret)
