"""The OpenAPI document: whole, valid by somebody else's measure, and open to anybody."""

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
