"""How a command is entered, and what several of them read."""

import argparse
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from flask import Flask

from risk_register.domain.errors import RegisterError
from risk_register.frame import create_frame
from risk_register.services.programmes import list_programmes

Build = Callable[[], Flask]
Command = Callable[[Flask, argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no other name


def enter(commands: Commands, name: str, run: Command, words: str) -> argparse.ArgumentParser:
    """Enter a command, with one sentence of what it does."""
    parser = commands.add_parser(name, help=words, description=words)
    let_run(parser, run)
    return parser


def let_run(parser: argparse.ArgumentParser, run: Command, *, build: Build = create_frame) -> None:
    """Say what a command does, and on which application: most open no page, and need no doors."""
    parser.set_defaults(run=run, build=build)


def behind(word: argparse.ArgumentParser) -> Commands:
    """Let several commands stand behind a word."""
    return word.add_subparsers(
        required=True, metavar="COMMAND", parser_class=argparse.ArgumentParser
    )


def name_only_programme() -> str:
    """Give the key of the programme, if there is but one.

    :raises RegisterError: if one has to be named
    """
    keys = [programme.key for programme in list_programmes()]
    if len(keys) != 1:
        raise RegisterError(f"Name a programme with --programme: {', '.join(keys) or 'none yet'}.")
    return keys[0]


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    :raises RegisterError: if it cannot be read
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(f"{path} cannot be read: {error}") from error
