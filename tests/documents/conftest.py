"""Packs drawn once for all tests that look at them."""

import gc
import subprocess
from functools import cache
from pathlib import Path

import pytest

from risk_register.domain.packs import Form
from tests.documents.full_pack import build_full_snapshot, build_public_snapshot
from tests.documents.june_pack import (
    build_empty_snapshot,
    build_large_snapshot,
    build_long_snapshot,
    build_mixed_snapshot,
    build_order,
    build_snapshot,
    build_wordy_snapshot,
)
from tests.documents.measured_plans import monitor
from tests.domain.test_editions import publish

FOLDER = Path(__file__).parent
LONG = "Children wait for the help that their plan names, and families are told too late. "

ORDERS = {
    "june": build_order,
    "empty": lambda: build_order(build_empty_snapshot()),
    "one": lambda: build_order(build_large_snapshot(1)),
    "large": lambda: build_order(build_large_snapshot()),
    "mixed": lambda: build_order(build_mixed_snapshot()),
    "wordy": lambda: build_order(build_long_snapshot(LONG * 62)),
    "unbroken": lambda: build_order(build_long_snapshot("x" * 500)),
    "foreign": lambda: build_order(build_wordy_snapshot("مرحبا بكم שלום 漢字 🙂 Łódź e\u0301")),
    "corrected": lambda: build_order(version=2, correction="R-004 was printed with a wrong owner."),
    "late": lambda: build_order(build_snapshot(late=True)),
    "first": lambda: build_order(build_snapshot(compared_with=None)),
    "full": lambda: build_order(build_full_snapshot()),
    "public": lambda: build_order(build_public_snapshot(), edition="public"),
    "monitoring": lambda: build_order(monitor(build_full_snapshot())),
    "monitoring-public": lambda: build_order(
        publish(monitor(build_full_snapshot())), edition="public"
    ),
    "approved": lambda: build_order(
        status="approved",
        approval={"post": "Chair, SEND Programme Board", "at": "2018-06-06T09:00:00+00:00"},
    ),
    "draft": lambda: build_order(status="draft"),
    "plain": lambda: build_order(build_snapshot(marking="OFFICIAL", handling=None)),
}


def pytest_collection_modifyitems(items):
    """Let WeasyPrint leave its own colour profile open; the collector closes it."""
    forgiven = pytest.mark.filterwarnings(r"ignore:unclosed file .*sRGB2014\.icc:ResourceWarning")
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(forgiven)


@pytest.fixture(scope="package", autouse=True)
def collected():
    """Close what is left open while it is still forgiven, not in a test of another room."""
    yield
    gc.collect()


class Drawn:
    """Lets each pack be drawn when it is first asked for."""

    def __init__(self, folder, press):
        self.folder = folder
        self.press = press

    def path(self, name):
        path = self.folder / f"{name}.pdf"
        if not path.exists():
            path.write_bytes(self.press.print_pack(ORDERS[name]()).files[Form.PDF])
        return path

    def bytes(self, name):
        return self.path(name).read_bytes()

    def text(self, name, *, page=None):
        """Give the words of a pack or one of its pages; white space is one space."""
        pages = self._read(name)
        return " ".join(" ".join(pages if page is None else [pages[page - 1]]).split())

    @cache  # noqa: B019 - there is one for a test run
    def _read(self, name):
        read = subprocess.run(["pdftotext", self.path(name), "-"], capture_output=True, check=True)
        return read.stdout.decode().split("\f")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory, remembering_press):
    """All packs by name, each drawn at most once in a test run."""
    return Drawn(tmp_path_factory.mktemp("packs"), remembering_press)
