"""Whoever installs the package gets all of it, and not only who runs it from its folder."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

HOME = Path(__file__).parents[2]
PACKAGE = "risk_register"
BUILD = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")


def test_every_file_of_the_package_is_in_what_is_installed(tmp_path):
    source = tmp_path / "source"
    bytecode = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HOME / PACKAGE, source / PACKAGE, ignore=bytecode)
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(HOME / name, source)
    ours = {
        str(path.relative_to(source)) for path in (source / PACKAGE).rglob("*") if path.is_file()
    }

    subprocess.run([sys.executable, *BUILD, "--wheel-dir", tmp_path, source], check=True)

    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        assert ours - set(archive.namelist()) == set()
