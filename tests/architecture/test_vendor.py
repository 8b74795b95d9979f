"""What others wrote stands here as it came, with its licence; nothing is loaded from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "risk_register/static"
SHELVES = [*sorted((STATIC / "vendor").iterdir()), ROOT / "tests/browser/vendor/axe-core"]
OURS = sorted(path for path in STATIC.iterdir() if path.suffix in {".css", ".js", ".svg"})
#: An SVG names its language by an address that nobody fetches.
NAMES_ONLY = ("http://www.w3.org/2000/svg",)


@pytest.fixture(params=SHELVES, ids=lambda shelf: shelf.name)
def shelf(request):
    """One folder of somebody else's files."""
    return request.param


@pytest.fixture
def lock(shelf):
    """What the shelf should hold."""
    return json.loads((shelf / "LOCK.json").read_text(encoding="utf-8"))


def test_every_file_is_as_it_came(shelf, lock):
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shelf.iterdir()
        if path.name != "LOCK.json"
    }

    assert found == lock["files"]


def test_every_shelf_says_where_it_comes_from(lock):
    packages = lock.get("packages") or {lock["package"]: lock["archive_sha512"]}

    assert all(re.fullmatch(r"\S+@\d+(\.\d+)+", name) for name in packages)
    assert all(re.fullmatch(r"[0-9a-f]{128}", digest) for digest in packages.values())


def test_every_shelf_has_its_licence(shelf):
    licences = list(shelf.glob("LICENSE*"))

    assert licences
    assert all(path.stat().st_size > 500 for path in licences)


@pytest.mark.parametrize("trace", ["GDS Transport", "crest", "url(", "@font-face", "@import"])
def test_the_style_sheet_is_fit_for_a_service_outside_gov_uk(trace):
    style = (STATIC / "vendor/govuk/govuk-frontend.min.css").read_text(encoding="utf-8")

    assert trace not in style


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_own_files_load_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    for name in NAMES_ONLY:
        text = text.replace(name, "")

    assert "//" not in re.sub(r"(?m)^\s*// .*$", "", text)
    assert "url(" not in text
    assert "@import" not in text


def test_our_styles_win_without_force():
    assert not [path.name for path in OURS if "!important" in path.read_text(encoding="utf-8")]
