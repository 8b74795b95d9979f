"""What somebody typed into a form whose session had ended: kept through signing in."""

import json
from dataclasses import dataclass, field

from flask import render_template, request

from risk_register.web.forms import CSRF_FIELD, Form

Pairs = list[tuple[str, str]]


@dataclass
class Kept:
    """Names and values of a form's fields, and of its file fields the names of the files.

    The files themselves stay with whoever chose them: nothing of somebody who is
    not signed in is stored, and no page can hand a browser a file back.
    """

    words: Pairs = field(default_factory=list)
    files: Pairs = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was kept."""
        return not (self.words or self.files)


def keep_typed() -> str:
    """Write down the fields of the form that was posted; empty if it had none."""
    kept = Kept(
        words=[
            (name, value)
            for name, values in request.form.lists()
            if name not in {CSRF_FIELD, "password"}
            for value in values
        ],
        files=[(name, file.filename or "") for name, file in request.files.items()],
    )
    return "" if kept.is_empty else json.dumps({"words": kept.words, "files": kept.files})


def read_kept(text: str) -> Kept:
    """Read the fields back; empty if they cannot be read, for they come from the browser."""
    try:
        given = json.loads(text or "{}")
        return Kept(_pairs(given["words"]), _pairs(given["files"]))
    except (ValueError, TypeError, KeyError):
        return Kept()


def show_sign_in(*, next_address: str, kept: str, why: str = "You had been signed out.") -> str:
    """Show the sign-in page with what was typed waiting behind it.

    :param why: a sentence on why it was not saved
    """
    form = Form(typed={"next": next_address, "kept": kept})
    return render_template("sessions/new.html", form=form, why=why)


def _pairs(given: list[list[str]]) -> Pairs:
    return [(str(name), str(value)) for name, value in given]
