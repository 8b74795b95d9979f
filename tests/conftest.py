"""What every test may ask for: a register, somebody in it, and somebody at its pages."""

import gc
import threading
import tomllib
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import pytest
from flask import get_flashed_messages, session
from flask_login import FlaskLoginClient
from flask_wtf.csrf import generate_csrf

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.doors.background import AFTER_REQUEST
from risk_register.models import Person
from risk_register.services import pack_orders, previews
from risk_register.services.people import start_session
from risk_register.services.programmes import get_member
from risk_register.web.identity import SignedIn
from tests.applications import Applications
from tests.registers import ROOT, Templates
from tests.remembered import RememberingPress

pytest_plugins = ["tests.live", "tests.postgres"]

#: 5 June 2018, 09:00 in London: the June pack of both programmes is due.
NOW = datetime.fromisoformat("2018-06-05T09:00:00+01:00")


#: Files that take minutes: whoever begins one last keeps the other worker waiting. The second asks
#: for a small register, because the first loads the demonstration, and one of two would wait.
LONGEST = (
    "tests/stories/test_the_year.py",
    "tests/faults/test_racing_clocks.py",
    "tests/browser/test_every_page.py",
    "tests/stories/test_the_boards_month.py",
    "tests/web/test_queries.py",
    "tests/web/test_adopted_schemes.py",
)


def pytest_collection_modifyitems(items):
    """Put the longest files first; within each, and after them, the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let the collector leave alone what is found before the first test: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        # A page makes thousands of objects and drops them by itself; there is seldom more to find.
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """One folder for all workers of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session", autouse=True)
def remembering_press(shared_folder):
    """Let a pack that several tests have made be drawn once."""
    press = RememberingPress(shared_folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_orders, "open_press", lambda: nullcontext(press))
        patch.setattr(previews, "print_pack", press.print_pack)
        yield press
    press.press.close()


@pytest.fixture(scope="session")
def templates(shared_folder, request):
    """Registers that are loaded once and copied for each test."""
    return Templates(shared_folder, _Lazy(request))


class _Lazy:
    """Starts PostgreSQL with the first test that needs it."""

    def __init__(self, request):
        self.request = request

    def create_database(self, template=None):
        return self.request.getfixturevalue("postgres").create_database(template=template)

    def drop_database(self, url):
        self.request.getfixturevalue("postgres").drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request):
    """Both databases: what holds on one must hold on the other."""
    return request.param


@pytest.fixture(autouse=True)
def machine_clock():
    """Leave the clock as it was found."""
    yield
    clock.flow_with_machine()


@pytest.fixture
def kind():
    """Which register: small, approved (its June pack is made and approved) or demonstration."""
    return "small"


@pytest.fixture
def has_doors():
    """Whether the application answers at pages."""
    return True


@pytest.fixture(scope="session")
def applications():
    """Applications that are built once and moved from test to test."""
    return Applications()


@pytest.fixture
def app(kind, database, has_doors, templates, applications, tmp_path: Path):
    """The application on a register of its own; small_programme.toml says who is in it."""
    url = templates.copy(kind, database, tmp_path)
    with applications.at(url, tmp_path, has_doors=has_doors) as app:
        yield app
        for thread in threading.enumerate():
            if thread.name.startswith(AFTER_REQUEST):
                thread.join(60)
    templates.drop(url)


@pytest.fixture
def inside(app):
    """Stand inside the application, where services can be called."""
    with app.app_context():
        yield app


@pytest.fixture
def member(inside):
    """Find somebody of the small programme by their first name."""

    def find(name: str):
        person = db.session.scalars(db.select(Person).where(Person.name == name.title())).one()
        return get_member(person, "send", on=clock.today())

    return find


@pytest.fixture
def at_the_page(app):
    """Sign somebody in and give their browser: ``at_the_page("tom")``.

    Their session begins as behind the form, whose slow password tests/web/test_sessions.py types.
    """

    def sign_in(name: str | None = None):
        if name is None:
            return app.test_client()
        with app.test_request_context():
            mine = Person.email == f"{name}@example.org"
            person = db.session.scalars(db.select(Person).where(mine)).one()
            with write_transaction():
                token = start_session(person, at=clock.now())
        return FlaskLoginClient(app, app.response_class, user=SignedIn(token, person))

    return sign_in


def post(browser, address: str, **fields):
    """Send a form with the token of the browser's session."""
    return browser.post(address, data={"csrf_token": token_of(browser), **fields})


def token_of(browser) -> str:
    """Make the token against forgery that forms of the browser's session hold.

    Whoever fills one in has seen its page, and with it what the page before had to say.
    """
    app = browser.application
    with browser.session_transaction() as kept, app.app_context(), app.test_request_context():
        session.update(kept)
        get_flashed_messages()
        token = generate_csrf()
        kept.clear()
        kept.update(session)
    return token


@pytest.fixture
def nhs():
    """What the file of the NHS scheme says."""
    return tomllib.loads((ROOT / "config/schemes/nhs-5x5.toml").read_text(encoding="utf-8"))


@pytest.fixture
def three_by_four():
    """A scheme of three by four whose scores are no products."""
    return {
        "key": "three-by-four",
        "version": "1",
        "name": "Three by four",
        "likelihood": [{"point": n, "name": f"L{n}"} for n in (1, 2, 3)],
        "impact": [{"point": n, "name": f"I{n}"} for n in (1, 2, 3, 4)],
        "domains": [],
        "grid": [[1, 2, 3, 5], [2, 4, 6, 8], [4, 7, 9, 12]],
        "bands": [
            {
                "key": "green",
                "name": "Mild",
                "lowest": 1,
                "highest": 4,
                "review_days": 90,
                "tone": "low",
            },
            {
                "key": "dark",
                "name": "Dark",
                "lowest": 5,
                "highest": 12,
                "review_days": 14,
                "tone": "high",
            },
        ],
        "categories": ["capacity", "recruitment"],
        "appetite": [{"category": "capacity", "most": 4}],
        "review_days": {"capacity": 7},
    }
