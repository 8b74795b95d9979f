"""Services are tested in an application without pages."""

import pytest


@pytest.fixture
def has_doors():
    """Services need no doors."""
    return False
