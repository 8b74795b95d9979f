"""Posts, invitations, layouts and the access review at the command line, as pages have them."""

import json

import pytest

from risk_register.cli import _parser
from risk_register.database import db
from risk_register.domain.errors import RegisterError
from risk_register.models import AccessReview, Event, Notice, Person, RegisterLayout
from risk_register.services.second_factors import is_demanded

SHEET = "name,email,agency,post,programme,role\nNadia,nadia@example.org,CCG,{},send,{}\n"


@pytest.fixture
def has_doors():
    """Commands need no doors."""
    return False


@pytest.fixture
def database():
    """Commands are the same on either database."""
    return "sqlite"


@pytest.fixture
def run(inside, capsys):
    """Run a command and give its exit code and what it prints."""

    def command(*words):
        options = _parser().parse_args(words)
        return options.run(inside, options), capsys.readouterr().out

    return command


def test_a_post_is_opened_given_renamed_and_given_up(run):
    run("post", "open", "ccg", "Head of Nursing")
    given = ("ccg", "Head of Nursing", "priya@example.org", "--from", "2018-06-01")
    assert "priya@example.org holds Head of Nursing" in run("post", "hand-over", *given)[1]
    run("post", "rename", "ccg", "head of nursing", "--to", "Chief Nurse", "--leads", "yes")
    with pytest.raises(RegisterError, match="does not work at"):
        run("post", "hand-over", "ccg", "Chief Nurse", "tom@example.org")
    _, listed = run("post", "list", "--agency", "ccg", "--json")
    run("post", "end", "ccg", "Chief Nurse", "--on", "2018-06-04")

    nurse = next(each for each in json.loads(listed) if each["title"] == "Chief Nurse")
    assert (nurse["holders"], nurse["leads_agency"]) == (["priya@example.org"], True)
    assert "Chief Nurse" in run("post", "list", "--vacant")[1]
    assert run("post", "retire", "ccg", "Chief Nurse") == (0, "Chief Nurse is retired.\n")


def test_a_sheet_invites_everybody_or_nobody(run, tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text(SHEET.format("Analyst", "king"), encoding="utf-8")
    code, said = run("person", "invite-sheet", str(sheet))
    assert (code, "no role “king”" in said) == (1, True)
    sheet.write_text(SHEET.format("Analyst", "observer"), encoding="utf-8")
    code, told = run("person", "invite-sheet", str(sheet), "--dry-run", "--json")
    assert (code, json.loads(told)[0]["problem"]) == (0, None)
    assert db.session.scalar(db.select(Person.id).where(Person.name == "Nadia")) is None

    assert "1 invited" in run("person", "invite-sheet", str(sheet))[1]
    notice = db.session.scalars(db.select(Notice)).one()
    assert (notice.person.name, notice.person.agency.key) == ("Nadia", "ccg")
    assert "invitation of nadia@example.org" in run("person", "take-back", "nadia@example.org")[1]


def test_an_access_review_is_entered_for_who_has_looked(run):
    said = ("--note", "All as it should be.")
    with pytest.raises(RegisterError):
        run("access", "review", "--by", "tom@example.org", *said)
    run("access", "review", "--by", "amira@example.org", *said)

    assert db.session.scalars(db.select(AccessReview)).one().reviewed_by.name == "Amira"
    line = db.session.scalars(db.select(Event).where(Event.kind == "access reviewed")).one()
    assert json.loads(line.body)["facts"]["entered"] == "at the command line"
    (tom,) = (
        each for each in json.loads(run("access", "list", "--json")[1]) if each["name"] == "Tom"
    )
    assert tom["roles"] == ["risk_owner"]


def test_a_person_is_renamed_and_asked_for_a_second_factor(run):
    run("person", "change", "tom@example.org", "--name", "Thomas")
    run("person", "renew-second-factor", "tom@example.org")

    tom = db.session.scalars(db.select(Person).where(Person.name == "Thomas")).one()
    assert (tom.email, is_demanded(tom)) == ("tom@example.org", True)


def test_an_agency_is_added_and_renamed(run):
    assert (
        "Its key is harbour."
        in run(
            "agency",
            "add",
            "--name",
            "The Harbour Trust",
            "--short",
            "Harbour",
            "--kind",
            "charity",
        )[1]
    )
    run("agency", "rename", "harbour", "--short", "Port")

    listed = {each["key"]: each for each in json.loads(run("agency", "list", "--json")[1])}
    assert (listed["harbour"]["short"], listed["harbour"]["people"]) == ("Port", 0)


def test_an_agency_gets_columns_of_its_own_and_other_ones_in_their_place(run, tmp_path):
    file = tmp_path / "columns.txt"
    for lines in ("Nr = Title", "Risk ID = Reference\nOur comment ="):
        file.write_text(lines, encoding="utf-8")
        said = run("agency", "columns", "ccg", "Quality register", str(file))
    file.write_text("Risk ID = Weather", encoding="utf-8")
    with pytest.raises(RegisterError, match="Line 1: There is no column “Weather”"):
        run("agency", "columns", "ccg", "Quality register", str(file))

    assert said == (0, "CCG takes its risks along as “Quality register”: 2 columns.\n")
    (kept,) = db.session.scalars(db.select(RegisterLayout))
    assert kept.columns == [["Risk ID", "Reference"], ["Our comment", ""]]
