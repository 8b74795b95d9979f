"""Services are tested without pages, which take a while to prepare for each test."""

import pytest


@pytest.fixture
def has_doors():
    """Services need no doors."""
    return False
