"""A register of an older version comes through the migrations whole, there and back."""

import shutil

import pytest
from sqlalchemy.engine import make_url

from risk_register.database import db, read_moment
from risk_register.frame import set_clock
from risk_register.migrations import is_up_to_date
from risk_register.models import Risk
from risk_register.services.history import verify_history
from risk_register.services.search_index import is_indexed
from tests.architecture.test_migrations import list_differences
from tests.conftest import post
from tests.older_registers import go_back, load_older_register, read_rows, reflect
from tests.registers import build_app, close_app
from tests.roof.test_commands import run_command

#: Pages that read every table there was, and those that came since.
PAGES = (
    "/",
    "/send/risks",
    "/send/risks?changed=1",
    "/send/risks?stuck=1",
    "/send/risks?search=vacant",
    "/send/risks?standing=all",
    "/send/risks/R-001",
    "/send/risks/R-002/edit",
    "/send/risks/R-004",
    "/send/risks/as-at?on=2018-05-10",
    "/send/risks/compare?from=2018-05-10",
    "/send/risks.csv",
    "/send/actions",
    "/send/desk",
    "/send/heat-map?since=2018-05-10",
    "/send/history",
    "/send/meetings",
    "/send/packs",
    "/send/packs/1",
)


@pytest.fixture(scope="module")
def older(templates, tmp_path_factory):
    """Give the register of revision 0005, which is loaded once, as a copy for each test."""
    folder, loaded = tmp_path_factory.mktemp("older"), {}

    def load(url):
        app = build_app(url, folder)
        with app.app_context():
            load_older_register()
            close_app(app)
        return url

    def copy(database, to):
        if database == "sqlite":
            kept = folder / "kept.sqlite"
            kept.exists() or load(f"sqlite:///{kept}")
            shutil.copyfile(kept, to / "older.sqlite")
            return f"sqlite:///{to / 'older.sqlite'}"
        if database not in loaded:
            loaded[database] = make_url(load(templates.postgres.create_database())).database
        return templates.postgres.create_database(template=loaded[database])

    return copy


@pytest.fixture
def url(database, older, tmp_path):
    """Where the tables and rows of revision 0005 are."""
    return older(database, tmp_path)


@pytest.fixture
def app(url, tmp_path):
    """The application of today on the register of then."""
    app = build_app(url, tmp_path)
    app.config["TESTING"] = True
    yield app
    close_app(app)


@pytest.fixture
def upgrade(app, url, tmp_path):
    """Bring the register up to date as an operator does."""

    def run():
        done = run_command(tmp_path, "database", "upgrade", DATABASE_URL=url)
        with app.app_context():
            set_clock(app)
        return done

    return run


def find_problems(app):
    with app.app_context(), read_moment():
        return verify_history().problems


def list_columns(app):
    """List the columns of the tables that stand in the database now."""
    with app.app_context():
        return {name: [column.name for column in table.c] for name, table in reflect().items()}


def rows_of(app, columns):
    with app.app_context():
        db.session.remove()
        return read_rows(columns)


def score(browser):
    """Judge R-001 anew at the page."""
    form = "/send/risks/R-001/assessments/new"
    version = browser.get(form).text.split('name="version"')[1].split('value="')[1].split('"')[0]
    points = {"likelihood": "3", "impact": "3", "reason": "Two posts are filled again."}
    return post(browser, form, basis="current", version=version, **points)


def test_the_record_agrees_with_every_row_after_an_upgrade(inside, upgrade):
    done = upgrade()

    assert done.returncode == 0, done.stderr
    assert is_up_to_date()
    with read_moment():
        findings = verify_history()
    assert findings.problems == []
    assert (findings.lines, findings.packs) == (26, 1)


@pytest.mark.parametrize("database", ["sqlite"])
def test_an_upgrade_fills_the_index_that_risks_are_found_by(app, upgrade, at_the_page):
    upgrade()
    page = at_the_page("amira").get("/send/risks?search=backlog").text

    assert ">R-001<" in page  # a control's words
    assert ">R-002<" not in page
    with app.app_context():
        assert is_indexed()


@pytest.mark.parametrize("database", ["sqlite"])
def test_an_upgrade_gives_a_score_the_scheme_it_was_given_in(inside, upgrade):
    upgrade()
    risks = db.session.scalars(db.select(Risk))

    assert {risk.reference: risk.current_scheme_id for risk in risks} == {
        "R-001": 1,
        "R-002": 1,
        "R-003": None,
        "R-004": None,
    }


@pytest.mark.parametrize("database", ["sqlite"])
def test_every_page_opens_and_saves_after_an_upgrade(app, upgrade, at_the_page):
    upgrade()
    amira = at_the_page("amira")
    answers = {page: amira.get(page).status_code for page in PAGES}
    saved = score(at_the_page("tom"))

    assert answers == dict.fromkeys(PAGES, 200)
    assert saved.status_code == 302, saved.text
    assert "Two posts are filled again." in amira.get("/send/risks/R-001").text
    assert find_problems(app) == []


def test_an_upgrade_changes_nothing_that_was_known(app, upgrade):
    columns = list_columns(app)
    before = rows_of(app, columns)
    upgrade()

    assert sum(len(rows) for rows in before.values()) > 90
    assert rows_of(app, columns) == before


def test_a_way_back_and_forth_loses_nothing_that_the_older_tables_knew(app, upgrade, at_the_page):
    columns = list_columns(app)
    upgrade()
    score(at_the_page("tom"))
    before = rows_of(app, columns)
    with app.app_context():
        go_back()
    assert list_columns(app) == columns
    assert rows_of(app, columns) == before

    upgrade()
    assert rows_of(app, columns) == before
    assert find_problems(app) == []
    with app.app_context():
        assert list_differences() == []
    assert ">R-001<" in at_the_page("amira").get("/send/risks?search=filled").text
