"""What the document says of every name in it, and answers by example, put together from the names.

The sentences stand in ``meanings.toml``: one for each name, because a name means the same
wherever it stands; ``Schema.name`` where it does not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

_JSON, _METHODS = "application/json", ("get", "post", "patch")
#: References by what they are of; other addresses name risks.
_REFERENCES = {"/actions/": "A-1.1", "/indicators/": "I-01"}
_DEEPEST = 8  #: levels of an example
_PLAIN: dict[str, Any] = {
    "boolean": True,
    "object": {},
    "date": "2018-06-14",
    "date-time": "2018-06-05T08:00:00+00:00",
}


@cache
def read_meanings() -> dict[str, dict[str, list[Any]]]:
    """Read the sentences: of parts of addresses, of what is asked, and of fields."""
    file = files("risk_register.api").joinpath("meanings.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def explain(document: dict[str, Any]) -> None:
    """Say of every name in the document what it means, and show each answer by an example."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    for name, schema in schemas.items():
        for field, told in schema.get("properties", {}).items():
            _say(told, "fields", field, within=name)
    for path, operations in document["paths"].items():
        for parameter in _list_parameters(operations):
            is_part = parameter["in"] == "path"
            _say(parameter, "parts" if is_part else "asked", parameter["name"])
            if is_part and parameter["name"] == "reference":
                found = (said for place, said in _REFERENCES.items() if place in path)
                parameter["example"] = next(found, parameter["example"])
    _show_answers(document)


def _say(told: dict[str, Any], section: str, name: str, *, within: str = "") -> None:
    known = read_meanings()[section]
    meaning = known.get(f"{within}.{name}") or known.get(name)
    if meaning is None:
        return
    told.setdefault("description", meaning[0])
    # What a choice can be stands in it already; what takes null is no less a word.
    has_own = {"enum", "example"} & {*told, *told.get("schema", ())}
    if len(meaning) > 1 and _takes_words_or_ids(told) and not has_own:
        told.setdefault("example", meaning[1])


def _takes_words_or_ids(told: Mapping[str, Any]) -> bool:
    return bool({"string", "integer"} & set(_kinds(told.get("schema", told))))


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", "string")
    return [kinds] if isinstance(kinds, str) else kinds


def _list_parameters(operations: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from operations.get("parameters", ())
    for method in _METHODS:
        yield from operations.get(method, {}).get("parameters", ())


def _show_answers(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for method in _METHODS:
            for answer in operations.get(method, {}).get("responses", {}).values():
                content = answer.get("content", {}).get(_JSON)
                if content and "$ref" in content["schema"]:
                    content.setdefault("example", compose(content["schema"], schemas))
    for name, answer in document["components"]["responses"].items():
        status = HTTPStatus[name]
        problem = {"type": "about:blank", "title": status.phrase, "status": status.value}
        for content in answer["content"].values():
            content["example"] = problem | {"detail": "What is wrong, in a sentence."}


def compose(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], *, name: str = "", level: int = 0
) -> Any:
    """Put an example of a schema together from those of its fields.

    :param name: of the field, whose words are then of a list's items
    """
    if name in read_meanings()["usually"]["null"] and _may_be_null(schema):
        return None
    if "$ref" in schema:
        return compose(schemas[schema["$ref"].rpartition("/")[2]], schemas, level=level)
    if "anyOf" in schema:
        known = (each for each in schema["anyOf"] if each.get("type") != "null")
        return compose(next(known), schemas, level=level)
    kind = _kinds(schema)[0]
    if kind == "object" and "properties" in schema and level < _DEEPEST:
        fields = schema["properties"].items()
        return {each: compose(told, schemas, name=each, level=level + 1) for each, told in fields}
    if kind == "array":
        return [compose(schema["items"], schemas, name=name, level=level + 1)]
    return _compose_plain(schema, kind, name)


def _compose_plain(schema: Mapping[str, Any], kind: str, name: str) -> Any:
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return next(value for value in schema["enum"] if value)
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    shown = read_meanings()["fields"].get(name, [])[1:]
    words = shown[0] if shown else read_meanings()["shown"].get(name, "")
    return _PLAIN.get(schema.get("format", kind), words)


def _may_be_null(schema: Mapping[str, Any]) -> bool:
    return any("null" in _kinds(each) for each in (schema, *schema.get("anyOf", ())))
