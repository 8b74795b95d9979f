"""The OpenAPI document: whole, valid by somebody else's measure, and open to anybody."""

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator


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
