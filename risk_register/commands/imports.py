"""Commands that take registers in from spreadsheets."""

import argparse
import json
from pathlib import Path
from typing import Any

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import let_run, name_only_programme
from risk_register.domain.errors import RegisterError
from risk_register.domain.import_finding import choose, look_at
from risk_register.domain.import_reports import report
from risk_register.services.programmes import get_programme
from risk_register.services.schemes import find_scheme
from risk_register.sheets.sources import read_source


def add_import(word: argparse.ArgumentParser) -> None:
    """Enter the command that looks at somebody's register."""
    let_run(word, _import)
    word.add_argument("file", type=Path, help="an .xlsx, .xls, .ods or .csv file")
    word.add_argument("--programme", help="its key; not needed if there is only one")
    word.add_argument("--dry-run", action="store_true", required=True, help="only look")
    word.add_argument("--json", action="store_true")


def _import(_app: Flask, options: argparse.Namespace) -> int:
    programme = get_programme(options.programme or name_only_programme())
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise RegisterError(f"{options.file} cannot be read: {error.strerror}") from error
    founds = [look_at(sheet) for sheet in read_source(options.file.name, content)]
    scheme = find_scheme(programme, on=clock.today())
    told = {"file": options.file.name, **report(founds, choose(founds), scheme)}
    if options.json:
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _print(told)
    return 0 if told.get("count") else 1


def _print(told: dict[str, Any]) -> None:
    print(told["says"])
    if "sheet" not in told:
        return
    print(f"Heading: row {', '.join(str(row) for row in told['header_rows'])}")
    for column in told["columns"]:
        print(f"  {column['column']:3} {column['field'] or '-':22} {column['heading']}")
    for field, levels in told["scales"].items():
        shown = ", ".join(f"{each['said']} = {each['point'] or '?'}" for each in levels)
        print(f"{field}: {shown}")
    for sentence in told["warnings"]:
        print(f"Look: {sentence}")
    for left in told["left_out"]:
        print(f"Left out: row {left['row']} is {left['because']}.")
