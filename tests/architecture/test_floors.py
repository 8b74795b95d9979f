"""The floor plan: who may know whom, how large a file may be, and where things stand.

The plan itself is in CONTRIBUTING.md. Each check was broken once on purpose.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "risk_register"

#: From the ground up; a room may import only from floors below its own.
FLOORS = [
    {"domain"},
    {"clock", "settings"},
    {"database"},
    {"migrations"},
    {"models", "documents", "mail", "directories", "sheets"},
    {"services"},
    {"schemas"},
    {"doors", "frame"},
    {"web", "api", "scheduler"},
    {"app"},
    {"server"},
    {"commands"},
    {"cli"},
]
#: Inside the services: a file may import those before it.
COLUMN = [
    "sights",
    "events",
    "leases",
    "job_runs",
    "ticks",
    "tries",
    "passwords",
    "titles",
    "schemes",
    "programmes",
    "api_keys",
    "mailed_keys",
    "people",
    "second_factors",
    "directory_identities",
    "passkeys",
    "passkey_answers",
    "memberships",
    "repeats",
    "keepers",
    "rosters",
    "agency_names",
    "access_reviews",
    "refusals",
    "sign_in_links",
    "throttle",
    "mail_domains",
    "agencies",
    "outbox",
    "notices",
    "account_letters",
    "ways_in",
    "posts",
    "handovers",
    "placements",
    "search_index",
    "searches",
    "risk_filters",
    "risks",
    "openings",
    "restrictions",
    "restricted_lines",
    "two_persons",
    "risk_pages",
    "lives",
    "relations",
    "notes",
    "batches",
    "assessments",
    "courses",
    "appetites",
    "agreements",
    "heat_maps",
    "movements",
    "actions",
    "plan",
    "plan_lines",
    "controls",
    "imports",
    "import_weighings",
    "import_runs",
    "indicators",
    "readings",
    "measures",
    "area_indicators",
    "reading_batches",
    "reading_sheets",
    "early_warnings",
    "effects",
    "kept_files",
    "evidence",
    "milestones",
    "impact",
    "ratings",
    "holidays",
    "bodies",
    "seats",
    "belongings",
    "anonymisations",
    "minutes",
    "meetings",
    "attendances",
    "agenda_numbers",
    "agendas",
    "papers",
    "outlooks",
    "escalations",
    "acceptances",
    "rulings",
    "decisions",
    "action_logs",
    "told_packs",
    "dashboards",
    "recurrences",
    "pack_days",
    "packs",
    "pack_versions",
    "readership",
    "rolls",
    "snapshot_standing",
    "snapshot_changes",
    "snapshot_matter",
    "snapshot_indicators",
    "snapshot_decisions",
    "pack_files",
    "editions",
    "pack_orders",
    "pack_editions",
    "snapshot_lines",
    "snapshot_plan",
    "briefings",
    "looks",
    "snapshots",
    "previews",
    "drawings",
    "letter_papers",
    "issue_positions",
    "withheld_words",
    "minute_texts",
    "readers",
    "reading_links",
    "handouts",
    "publication_letters",
    "withdrawals",
    "circulations",
    "publications",
    "publication_resends",
    "resends",
    "supplements",
    "supplement_letters",
    "letter_pages",
    "published_files",
    "sittings",
    "pack_comparisons",
    "deliveries",
    "bounces",
    "duties",
    "link_duties",
    "reminders",
    "reminder_pages",
    "calls",
    "moved_meetings",
    "chase_contents",
    "chases",
    "nudges",
    "warnings",
    "held_reminders",
    "moves",
    "months",
    "feeds",
    "departures",
    "invitations",
    "invitation_sheets",
    "particulars",
    "desk_matter",
    "desk_oddities",
    "desk_lines",
    "desk",
    "history",
    "backup_files",
    "backups",
    "restores",
    "watch",
    "record_names",
    "record_bands",
    "withheld_lines",
    "told_lines",
    "chronicles",
    "moment_lines",
    "past_seats",
    "circulation_records",
    "verifications",
    "circulated_files",
    "moment_rows",
    "standings",
    "moments",
    "thread_rows",
    "threads",
    "comparisons",
    "export_files",
    "export_rows",
    "working_copy_rows",
    "working_copy_changes",
    "working_copy_readings",
    "working_copy_books",
    "working_copies",
    "working_copy_weighings",
    "working_copy_runs",
    "exports",
    "register_layouts",
    "plan_exports",
    "indicator_exports",
    "webhooks",
    "saved_filters",
    "demonstration_acts",
    "demonstration_plan",
    "demonstration_measures",
    "demonstration_steps",
    "demonstration",
]
MOST_LINES = 400


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def name_of(path):
    return str(path.relative_to(PACKAGE))


def room_of(name):
    """Give the first part of a module's name below the package."""
    return name.removeprefix("risk_register.").split(".")[0]


def imports_of(path):
    """List the package's own modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("risk_register"):
            if node.module == "risk_register":
                yield from (f"risk_register.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (
                alias.name for alias in node.names if alias.name.startswith("risk_register")
            )


def floor_of(room):
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_only_from_floors_below_its_own(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__" or path.name == "env.py":
        return  # Alembic runs env.py from outside, and has to be shown the models
    for name in imports_of(path):
        room = room_of(name)
        assert room == own or floor_of(room) < floor_of(own), f"{own} must not know {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "services").glob("*.py")), ids=name_of)
def test_a_service_imports_only_those_before_it(path):
    own = path.stem
    if own == "__init__":
        return
    for name in imports_of(path):
        if name.startswith("risk_register.services."):
            other = name.split(".")[2]
            assert COLUMN.index(other) < COLUMN.index(own), f"{own} must not know {other}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_import_stands_at_the_top(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert within == []


def test_only_the_database_commits():
    found = [
        name_of(path)
        for path in modules()
        if ".commit(" in path.read_text(encoding="utf-8") and path.name != "database.py"
    ]
    assert found == ["migrations/env.py"]


def test_only_doors_and_long_work_open_write_transactions():
    doors = {"api", "commands", "scheduler", "web"}
    allowed = {
        "frame.py",
        "database.py",
        "services/demonstration.py",
        "services/demonstration_steps.py",
        "services/drawings.py",
        "services/outbox.py",
        "services/previews.py",
        "services/published_files.py",
    }
    found = {
        name_of(path)
        for path in modules()
        if "write_transaction()" in path.read_text(encoding="utf-8")
    }
    assert {name for name in found if name.partition("/")[0] not in doors} <= allowed


def test_no_file_grows_beyond_its_walls():
    paths = [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").iterdir()]
    long = {
        str(path.relative_to(ROOT)): count
        for path in paths
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_a_noun_has_the_same_name_on_every_floor():
    for noun in ("risks", "assessments", "actions", "meetings", "packs", "circulations"):
        for folder in ("models", "services", "web"):
            assert (PACKAGE / folder / f"{noun}.py").exists(), noun


def test_only_rulings_let_somebody_act_on_a_bodys_behalf():
    givers = {path.name for path in modules() if "Mandate(" in path.read_text(encoding="utf-8")}

    assert givers == {"rulings.py"}
