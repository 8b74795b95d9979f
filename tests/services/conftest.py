"""Services are tested in an application without pages; what asks PostgreSQL much, on it, too.

SQLite hears every test. PostgreSQL hears all of those about searching, counting, looking back,
claiming and racing, where the two could differ, and one test of every other noun: that its rows
can be written and read there.
"""

import pytest

#: What its own words for the database, locks, sums or orders depend on.
ASK_MUCH = frozenset(
    {
        "test_backups",
        "test_calls",
        "test_chase_walks",
        "test_chases",
        "test_chronicle_pages",
        "test_chronicles",
        "test_circulations",
        "test_desk",
        "test_drawings",
        "test_duties",
        "test_heat_maps",
        "test_history",
        "test_letter_pages",
        "test_long_lists",
        "test_mailed_keys",
        "test_moments",
        "test_months",
        "test_movements",
        "test_moves",
        "test_newer_events",
        "test_nothing_deleted",
        "test_outbox",
        "test_people",
        "test_publication_letters",
        "test_readings",
        "test_record_names",
        "test_remembered_moments",
        "test_rounds",
        "test_searches",
        "test_snapshots",
        "test_tries",
    }
)


@pytest.fixture
def has_doors():
    """Services need no doors."""
    return False


def pytest_collection_modifyitems(config, items):
    """Leave all but the first test of what does not ask PostgreSQL much to SQLite."""
    kept, left, heard = [], [], set()
    for item in items:
        if not _is_for_postgresql(item) or item.path.stem in ASK_MUCH:
            kept.append(item)
        elif item.path in heard:
            left.append(item)
        else:
            heard.add(item.path)
            kept.append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _is_for_postgresql(item):
    if item.path.parent.name != "services":
        return False
    return hasattr(item, "callspec") and item.callspec.params.get("database") == "postgresql"
