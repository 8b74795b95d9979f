"""What the layout engine does only once comes out as if it had done it again and again."""

import subprocess
import sys
from pathlib import Path

import pytest

from risk_register.documents import press
from tests.documents.conftest import ORDERS


def test_no_page_differs_for_the_shortcuts():
    told = subprocess.run(
        [sys.executable, "-m", "tests.documents.drawn_twice"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == ""


@pytest.mark.parametrize("name", ["foreign", "full", "mixed", "public", "unbroken"])
def test_no_pack_differs_for_the_shortcuts_of_the_press(drawn, monkeypatch, name):
    with_them = drawn.bytes(name)
    monkeypatch.setattr(press, "MODULE", "tests.documents.plain_child")

    assert press.draw_in_child(ORDERS[name]()) == with_them
