"""Everything the services record has its words: each kind of line, each column."""

import ast
from pathlib import Path

import pytest

from risk_register.database import Base, recorded_columns
from risk_register.domain.publications import PUBLICATION_LETTER_EVENTS
from risk_register.domain.reading_links import OPENING_EVENTS
from risk_register.domain.record_words import ALWAYS_UNTOLD, TABLES
from risk_register.domain.risks import Move
from risk_register.domain.tellings import TELLINGS
from risk_register.services.controls import CONTROL_EVENTS
from risk_register.services.deliveries import LETTER_EVENTS
from risk_register.services.milestones import MILESTONE_EVENTS
from risk_register.services.notices import NOTICE_EVENTS

SERVICES = Path(__file__).parents[2] / "risk_register/services"
#: Kinds that are put together as the service runs: where, how, and what can come of it.
PUT_TOGETHER = {
    ("restrictions.py", "'risk restricted' if is_new else 'restriction changed'"): (
        "risk restricted",
        "restriction changed",
    ),
    ("controls.py", "kind"): CONTROL_EVENTS,
    ("webhooks.py", "kind"): ["webhook added", "webhook stopped"],
    ("indicators.py", "kind"): [f"indicator {act}" for act in ("added", "changed", "retired")],
    ("readings.py", "'reading restated' if before else 'reading recorded'"): [
        "reading recorded",
        "reading restated",
    ],
    ("plan.py", "kind"): [
        "area added",
        "area changed",
        *(f"success measure {act}" for act in ("added", "changed", "retired")),
    ],
    ("plan_lines.py", "kind"): ["action planned", "action placed", "action taken out of the plan"],
    ("milestones.py", "kind"): ["milestone added", *MILESTONE_EVENTS.values()],
    ("impact.py", "kind"): ["impact stated", "impact withdrawn"],
    ("evidence.py", "kind"): ["evidence added", "evidence withdrawn"],
    ("agendas.py", "kind"): [
        "agenda drafted",
        *(f"agenda item {act}" for act in ("added", "changed", "moved", "removed")),
    ],
    ("attendances.py", "kind"): ["apologies sent", "apologies taken back", "attendance noted"],
    ("papers.py", "kind"): ["paper added", "paper withdrawn"],
    ("bounces.py", "kind"): [
        "letter report kept",
        "publication letter report kept",
        "notice report kept",
    ],
    ("bodies.py", "kind"): ["body added", "body rules changed"],
    (
        "published_files.py",
        "'edition put into the folder' if is_put else 'edition taken out of the folder'",
    ): ["edition put into the folder", "edition taken out of the folder"],
    (
        "publication_letters.py",
        "PUBLICATION_LETTER_EVENTS[letter.state]",
    ): PUBLICATION_LETTER_EVENTS.values(),
    ("publication_resends.py", "kind"): [
        "publication letter sent again",
        "publication letter known to have arrived",
    ],
    ("publications.py", "kind"): ["edition published", "edition taken back"],
    ("seats.py", "kind"): ["seat added", "seat changed", "seat ended"],
    ("holidays.py", "kind"): ["holiday added", "holiday removed"],
    ("saved_filters.py", "kind"): ["filter saved", "filter changed", "filter removed"],
    ("register_layouts.py", "kind"): ["layout kept", "layout changed", "layout removed"],
    ("relations.py", "kind"): ["risks related", "relation taken back"],
    ("deliveries.py", "LETTER_EVENTS[delivery.state]"): LETTER_EVENTS.values(),
    ("handouts.py", "OPENING_EVENTS[kind]"): OPENING_EVENTS.values(),
    ("notices.py", "NOTICE_EVENTS[notice.state]"): NOTICE_EVENTS.values(),
    ("minutes.py", "kind"): [
        f"minutes {act}" for act in ("drafted", "written", "agreed", "reopened", "approved")
    ],
    ("reminders.py", "'person chased' if by is None else 'person nudged'"): [
        "person chased",
        "person nudged",
    ],
    ("memberships.py", "kind"): ["role given", "role withdrawn"],
    ("agency_names.py", "kind"): ["agency added", "agency renamed"],
    ("people.py", "kind"): [f"agency administrator {act}" for act in ("named", "relieved")],
    ("posts.py", "kind"): [
        *(f"post {act}" for act in ("renamed", "retired", "reinstated", "leadership chosen")),
        *(f"post {act}" for act in ("taken up", "given up")),
    ],
    ("lives.py", "move.event"): [move.event for move in Move],
    ("drawings.py", "kind"): ["pack made", "approved pack drawn"],
}
MODELS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if mapper.class_.is_recorded),
    key=lambda model: model.__tablename__,
)


def recorded_kinds():
    """List each kind of line that the code writes, with the file that does."""
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_event":
                kind = node.args[0]
                if isinstance(kind, ast.Constant):
                    yield path.name, kind.value
                else:
                    for one in PUT_TOGETHER[path.name, ast.unparse(kind)]:
                        yield path.name, one


@pytest.mark.parametrize(("file", "kind"), list(recorded_kinds()))
def test_every_kind_of_line_has_its_sentence(file, kind):
    assert kind in TELLINGS, f"services/{file} records {kind!r}: give it a sentence in tellings.py"


def test_the_kinds_are_found_at_all():
    kinds = {kind for _, kind in recorded_kinds()}
    assert {"risk scored", "risk merged", "control retired", "letter sent", "signed in"} <= kinds


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_every_recorded_column_has_a_label_or_is_named_as_untold(model):
    words = TABLES[model.__tablename__]
    columns = set(recorded_columns(model))

    assert columns - set(words.told) - words.untold - ALWAYS_UNTOLD == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_no_label_stands_for_a_column_that_is_not_recorded(model):
    words = TABLES[model.__tablename__]

    assert (set(words.told) | words.untold) - set(recorded_columns(model)) == set()
    assert set(words.told) & words.untold == set()
