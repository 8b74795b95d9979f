"""The API told to people: what it is, how to try it, and every door it has."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register.domain.permissions import Access
from risk_register.services.programmes import list_programmes_of
from risk_register.web.access import needs

doors = Blueprint("api_pages", __name__)

_METHODS = ("get", "post", "patch")


@doors.get("/api")
@needs(Access.ANYBODY)
def show_api() -> ResponseReturnValue:
    """Show what programs can do here; it tells nothing of any register."""
    document = current_app.extensions["api_document"].spec.to_dict()
    return render_template(
        "api_pages/show.html",
        rooms=_list_rooms(document),
        public_url=current_app.config["PUBLIC_URL"].rstrip("/"),
        key=_find_programme_key(),
    )


def _find_programme_key() -> str:
    """Give a programme of whoever is asking, for the examples; another word to strangers."""
    programmes = list_programmes_of(current_user.person) if current_user.is_authenticated else ()
    return programmes[0].key if programmes else "your-programme"


def _list_rooms(document: dict[str, Any]) -> list[dict[str, Any]]:
    """List the doors of each room, in the order in which the document names the rooms."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                told = operations[method]
                door = {"method": method.upper(), "path": path, "words": told["summary"]}
                found[told["tags"][0]].append(door)
    about = {tag["name"].removeprefix("api_"): tag["description"] for tag in document["tags"]}
    return [{"name": name, "about": about[name], "doors": found[name]} for name in about]
