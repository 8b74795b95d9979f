"""The one application of a worker keeps nothing of one test for the next."""

import pytest
from sqlalchemy import event, text

from risk_register.database import db

FILE = text("SELECT file FROM pragma_database_list WHERE name = 'main'")


@pytest.fixture
def moved_to(applications, templates, tmp_path):
    """Stand inside the application, moved to a fresh register in a folder of that name."""

    def move(name):
        folder = tmp_path / name
        folder.mkdir()
        return applications.at(templates.copy("small", "sqlite", folder), folder, has_doors=False)

    return move


def test_each_test_has_the_register_of_its_own_folder(moved_to, tmp_path):
    for name in ("first", "second"):
        with moved_to(name) as app, app.app_context():
            assert db.session.scalar(FILE) == str(tmp_path / name / "register.sqlite")
            assert app.config["MAIL_FOLDER"] == str(tmp_path / name / "mail")


def test_a_setting_that_a_test_changes_is_as_it_was_in_the_next(moved_to):
    with moved_to("first") as app:
        app.config["EVIDENCE_MOST_BYTES"] = 1
        app.config["MADE_UP"] = True

    with moved_to("second") as app:
        assert app.config["EVIDENCE_MOST_BYTES"] > 1
        assert "MADE_UP" not in app.config


def test_what_a_test_listens_to_is_quiet_in_the_next(moved_to):
    heard = []
    with moved_to("first") as app, app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))
        db.session.scalar(FILE)
    noted = list(heard)

    with moved_to("second") as app, app.app_context():
        db.session.scalar(FILE)

    assert FILE.text in noted
    assert heard == noted
