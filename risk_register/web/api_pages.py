"""The API told to people: what it is, how to try it, and every door with lines to copy."""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register.domain.permissions import Access
from risk_register.services.programmes import list_programmes_of
from risk_register.web.access import needs

doors = Blueprint("api_pages", __name__)

_METHODS = ("get", "post", "patch")
_PART = re.compile(r"\{([a-z_]+)\}")
_JSON, _FILE = "application/json", "application/octet-stream"
_KEY = '-H "Authorization: Bearer rrk_…"'
_VERSION = '"R-001.3"'


@doors.get("/api")
@needs(Access.ANYBODY)
def show_api() -> ResponseReturnValue:
    """Show what programs can do here; it tells nothing of any register."""
    document = current_app.extensions["write_api_document"]()
    public_url, key = current_app.config["PUBLIC_URL"].rstrip("/"), _find_programme_key()
    return render_template(
        "api_pages/show.html",
        rooms=_list_rooms(document, public_url, key),
        public_url=public_url,
        key=key,
    )


def _find_programme_key() -> str:
    """Give a programme of whoever is asking, for the examples; another word to strangers."""
    programmes = list_programmes_of(current_user.person) if current_user.is_authenticated else ()
    return programmes[0].key if programmes else "your-programme"


def _list_rooms(document: dict[str, Any], public_url: str, key: str) -> list[dict[str, Any]]:
    """List the doors of each room, in the order in which the document names the rooms."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                told = _name_programme(operations[method], key)
                parts = [*operations.get("parameters", ()), *told.get("parameters", ())]
                place = _fill(path, key, parts)
                door = {
                    "method": method.upper(),
                    "path": path,
                    "words": told["summary"],
                    "link": place if method == "get" else "",
                    "curl": _write_curl(method, f"{public_url}{place}", told),
                    "python": _write_python(method, place.partition("/api/v1")[2], told),
                }
                found[told["tags"][0]].append(door)
    about = {tag["name"].removeprefix("api_"): tag["description"] for tag in document["tags"]}
    return [{"name": name, "about": about[name], "doors": found[name]} for name in about]


def _name_programme(told: dict[str, Any], key: str) -> dict[str, Any]:
    """Let the examples name the programme of whoever is asking."""
    named: dict[str, Any] = json.loads(
        json.dumps(told).replace('"programme": "send"', f'"programme": {json.dumps(key)}')
    )
    return named


def _fill(path: str, key: str, parameters: Sequence[Mapping[str, Any]]) -> str:
    """Put the document's examples into an address, and ask what has to be asked there."""
    parts = {each["name"]: each["example"] for each in parameters if each["in"] == "path"}
    parts["programme_key"] = key
    place = _PART.sub(lambda part: str(parts[part[1]]), path)
    asked = {
        each["name"]: each["example"]
        for each in parameters
        if each["in"] == "query" and each.get("required") and "example" in each
    }
    return f"{place}?{urlencode(asked, quote_via=quote, safe=':')}" if asked else place


def _write_curl(method: str, address: str, told: Mapping[str, Any]) -> str:
    lines = [f"curl {_KEY}"]
    if method != "get":
        lines[0] += f" -X {method.upper()}"
    if _needs_version(told):
        lines.append(f"-H {shlex.quote(f'If-Match: {_VERSION}')}")
    content = told.get("requestBody", {}).get("content", {})
    if _JSON in content:
        lines.append(f'-H "Content-Type: {_JSON}"')
        lines.append(f"-d {shlex.quote(_write_example(content))}")
    if _FILE in content:
        asked = _list_asked(told)
        lines.append(f'-H "Content-Type: {_FILE}" --data-binary @{asked["name"]}')
        address = f"{address.partition('?')[0]}?{urlencode(asked, quote_via=quote)}"
    return " \\\n  ".join([*lines, f'"{address}"'])


def _write_python(method: str, path: str, told: Mapping[str, Any]) -> str:
    content = told.get("requestBody", {}).get("content", {})
    given = [f'"{path}"']
    if _JSON in content:
        given.append(f"json={json.loads(_write_example(content))!r}")
    headers = {"If-Match": _VERSION} if _needs_version(told) else {}
    if _FILE in content:
        given[0] = f'"{path.partition("?")[0]}"'
        given.append(f"params={_list_asked(told)!r}, content=file.read()")
        headers["Content-Type"] = _FILE
    if headers:
        given.append(f"headers={headers!r}")
    return f"register.{method}({', '.join(given)})"


def _write_example(content: Mapping[str, Any]) -> str:
    return json.dumps(content[_JSON].get("example", {}), ensure_ascii=False)


def _list_asked(told: Mapping[str, Any]) -> dict[str, str]:
    """Give what a door for files asks in its address, by example; what has none may be left out."""
    asked = (each for each in told["parameters"] if each["in"] == "query")
    examples = {each["name"]: each["schema"].get("example") for each in asked}
    return {name: example for name, example in examples.items() if example is not None}


def _needs_version(told: Mapping[str, Any]) -> bool:
    return any(each.get("name") == "If-Match" for each in told.get("parameters", ()))
