"""The OpenAPI document: whole, valid by somebody else's measure, and open to anybody."""

import json

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from risk_register.api.meanings import read_meanings


def test_the_document_is_valid_and_names_every_door(app):
    document = app.test_client().get("/api/openapi.json").json

    OpenAPIV31SpecValidator(document).validate()
    doors = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert len(doors) == len(document["paths"])
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                assert operation["operationId"]
                assert operation["summary"]
                assert operation["security"][0]["key"]


def test_what_each_door_takes_is_shown_by_an_example_that_fits(app):
    document = app.test_client().get("/api/openapi.json").json

    unfit = {}
    for place, path in document["paths"].items():
        for method in ("post", "patch"):
            content = path.get(method, {}).get("requestBody", {}).get("content", {})
            for told in (content[kind] for kind in content if kind == "application/json"):
                schema = {**told["schema"], "components": document["components"]}
                wrong = [
                    error.message for error in OAS31Validator(schema).iter_errors(told["example"])
                ]
                if wrong:
                    unfit[f"{method} {place}"] = wrong
    assert unfit == {}


def list_operations(document):
    """List the doors: where, and what is said of them."""
    for place, path in document["paths"].items():
        for method, operation in path.items():
            if method in {"get", "post", "patch"}:
                asked = [*path.get("parameters", ()), *operation.get("parameters", ())]
                yield f"{method} {place}", operation, asked


def list_faults(document, told):
    """List what is wrong with an example."""
    schema = {**told["schema"], "components": document["components"]}
    return [error.message for error in OAS31Validator(schema).iter_errors(told["example"])]


def test_every_name_in_the_document_says_what_it_means(app):
    document = app.test_client().get("/api/openapi.json").json

    untold = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description")
    }
    untold |= {
        f"{door}: {each['name']}"
        for door, _, asked in list_operations(document)
        for each in asked
        if not each.get("description")
    }
    assert untold == set()


def test_nothing_is_explained_that_does_not_stand_there(app):
    document = app.test_client().get("/api/openapi.json").json

    schemas = document["components"]["schemas"].items()
    fields = {(name, field) for name, schema in schemas for field in schema.get("properties", {})}
    plain = {field for _, field in fields}
    asked = [each for *_, asked in list_operations(document) for each in asked]
    there = {
        "parts": {each["name"] for each in asked if each["in"] == "path"},
        "asked": {each["name"] for each in asked if each["in"] == "query"},
        "fields": plain | {f"{name}.{field}" for name, field in fields},
        "shown": plain,
    }
    gone = {section: set(read_meanings()[section]) - names for section, names in there.items()}
    gone["usually"] = set(read_meanings()["usually"]["null"]) - plain
    assert not any(gone.values()), gone


def test_no_door_has_the_name_of_another(app):
    document = app.test_client().get("/api/openapi.json").json

    names = [operation["operationId"] for _, operation, _ in list_operations(document)]
    assert len(names) == len(set(names))


def test_what_each_door_gives_is_shown_by_an_example_that_fits(app):
    document = app.test_client().get("/api/openapi.json").json

    doors, unfit, wordless = 0, [], set()
    for door, operation, asked in list_operations(document):
        shown = [each for each in asked if "example" in each]
        for status, answer in operation["responses"].items():
            told = answer.get("content", {}).get("application/json", {})
            if "$ref" in told.get("schema", {}):
                shown.append(told)
                doors += 1
                wordless |= {(door, status)} if '""' in json.dumps(told["example"]) else set()
        unfit += [(door, wrong) for each in shown for wrong in list_faults(document, each)]
    assert unfit == []
    assert wordless == set()
    assert doors > 200


def test_what_each_problem_looks_like_is_shown(app):
    document = app.test_client().get("/api/openapi.json").json

    for answer in document["components"]["responses"].values():
        (told,) = answer["content"].values()
        assert list_faults(document, told) == []
        assert told["example"]["status"] >= 400


def test_only_a_list_is_ordered_and_narrowed_and_no_thing_with_items_inside(app):
    document = app.test_client().get("/api/openapi.json").json

    things = set()
    for place, path in document["paths"].items():
        told = path.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        name = told.get("application/json", {}).get("schema", {}).get("$ref", "").split("/")[-1]
        beside = dict(document["components"]["schemas"].get(name, {}).get("properties", {}))
        if not beside.pop("items", None) or "next" in beside:
            continue
        if any("integer" not in each.get("type", "") for each in beside.values()):
            asked = {each["name"] for each in path["get"]["parameters"] if each["in"] == "query"}
            assert asked == {"fields"}, place
            things.add(place.rpartition("/")[2])
    assert things == {"minutes", "holidays", "access", "outlook"}


def test_a_door_for_files_says_what_it_asks_in_its_address(app):
    document = app.test_client().get("/api/openapi.json").json

    asked = {
        place: {each["name"] for each in path["post"]["parameters"] if each["in"] == "query"}
        for place, path in document["paths"].items()
        if "application/octet-stream" in str(path.get("post", {}).get("requestBody"))
    }
    assert {"name"} in asked.values()
    assert all("name" in names for names in asked.values())
