"""Commands about the record of everything that was done."""

import argparse
import json
import sys

from flask import Flask

from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import read_moment
from risk_register.services.events import Head
from risk_register.services.history import export_lines, verify_history


def add_history(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the record."""
    history = behind(word)
    verify = enter(history, "verify", _verify_history, "Check the record, tables and packs.")
    verify.add_argument(
        "--expect",
        action="append",
        default=[],
        type=_head,
        metavar="N:HASH",
        help="a head that a pack or a letter prints; may be repeated",
    )
    export = enter(history, "export", _export_history, "Print the record, one JSON line each.")
    export.add_argument("--chain", help="the programme's key, or 'service'")


def _verify_history(_app: Flask, options: argparse.Namespace) -> int:
    with read_moment():
        findings = verify_history(expected=options.expect)
    for problem in findings.problems:
        print(problem, file=sys.stderr)
    print(
        f"Looked at {findings.lines} lines, {findings.rows} rows, {findings.packs} packs "
        f"and {findings.files} files: "
        + (f"{len(findings.problems)} problems." if findings.problems else "all as recorded.")
    )
    for chain, head in findings.heads.items():
        print(f"  {chain}: {head}")
    return 1 if findings.problems else 0


def _export_history(_app: Flask, options: argparse.Namespace) -> int:
    for line in export_lines(options.chain or name_only_programme()):
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _head(given: str) -> Head:
    sequence, _, text = given.partition(":")
    if not sequence.isdigit() or len(text) != 64:
        raise argparse.ArgumentTypeError("a head looks like 412:0f3a… with 64 hexadecimal digits")
    return Head(int(sequence), text)
