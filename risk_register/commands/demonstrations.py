"""Commands about the demonstration: a programme to look at, never in production."""

import argparse
import secrets
from pathlib import Path
from typing import Any

from flask import Flask

from risk_register.commands.parsing import behind, enter, read_toml
from risk_register.commands.programmes import build_look
from risk_register.domain.errors import SettingsError
from risk_register.frame import open_post_room
from risk_register.services.demonstration import (
    is_loaded,
    list_sign_ins,
    load_demonstration,
    set_password,
)
from risk_register.services.demonstration_steps import Story
from risk_register.services.outbox import PostRoom


def add_demonstration(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the demonstration."""
    demonstration = behind(word)
    enter(demonstration, "load", _load_demonstration, "Load it, and print who can sign in.")


def _load_demonstration(app: Flask, _options: argparse.Namespace) -> int:
    if app.config["ENVIRONMENT"] == "production":
        raise SettingsError("The demonstration is never loaded in production.")
    if not app.config["DEMONSTRATION"]:
        raise SettingsError("RISK_REGISTER_DEMONSTRATION names no file to load.")
    story = read_story(app)
    chosen = app.config["DEMONSTRATION_PASSWORD"]
    password = chosen or secrets.token_urlsafe(9)
    if not is_loaded(story):
        load_demonstration(story, password=password, tell=print)
    elif chosen:
        set_password(story, chosen)
    else:
        print("The demonstration is loaded. Its password was printed when it was;")
        print("to choose another, set RISK_REGISTER_DEMONSTRATION_PASSWORD and start again.")
        return 0
    print("\nDemonstration sign-ins:")
    for sign_in in list_sign_ins(story):
        print(f"  {sign_in.email:42} {sign_in.title} ({', '.join(sign_in.roles)})")
    given = "as in RISK_REGISTER_DEMONSTRATION_PASSWORD" if chosen else password
    print(f"Password of them all: {given}\n")
    return 0


def read_story(app: Flask) -> Story:
    """Read the demonstration's file and the schemes it names."""
    path: Path = app.config["CONFIG_DIR"] / app.config["DEMONSTRATION"]
    return build_story(read_toml(path), folder=app.config["CONFIG_DIR"], room=open_post_room(app))


def build_story(document: dict[str, Any], *, folder: Path, room: PostRoom) -> Story:
    """Put a demonstration's file together with the schemes it names, which stand in a folder."""
    told = [document["programme"], *document["agencies"]]
    names = {each["scheme"] for each in told if "scheme" in each}
    names |= {each["ratings"] for each in told if "ratings" in each}
    look = build_look(document["programme"].get("look", {}), folder)
    return Story(document, {name: read_toml(folder / name) for name in names}, room, look)
