"""Pages are tested on SQLite, and those that ask the database much on PostgreSQL, too.

What pages call is tested on both databases in tests/services.
"""

#: Pages that search, narrow, sort, count and look back.
ASK_MUCH = frozenset(
    {
        "test_desk",
        "test_heat_maps",
        "test_history",
        "test_moments",
        "test_past_moments",
        "test_risks",
        "test_work",
    }
)


def pytest_collection_modifyitems(config, items):
    """Leave pages that only save what a service saves to one database."""
    kept, left = [], []
    for item in items:
        (left if _is_left(item) else kept).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _is_left(item):
    if item.path.parent.name != "web" or item.path.stem in ASK_MUCH:
        return False
    return hasattr(item, "callspec") and item.callspec.params.get("database") == "postgresql"
