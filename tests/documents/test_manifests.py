"""A pack that lacks something of its snapshot is not made, and what it lacks is named."""

import pytest

from risk_register.documents.formats import complete
from risk_register.documents.manifests import build_manifest, list_kinds
from risk_register.domain.errors import PackDrawingError
from tests.documents.june_pack import build_snapshot
from tests.documents.measured_plans import complete_indicator

WITHHELD = [{"reference": "R-002", "why": "exempt, paragraph 4", "current": None}]


@pytest.fixture
def snapshot():
    """The June snapshot, with a risk withheld and an indicator that is drawn."""
    return complete(build_snapshot(withheld=WITHHELD, indicators=[complete_indicator()]))


def _names(snapshot):
    return [name for kind in list_kinds(snapshot, paged=["R-006"]) for name in kind.names]


def _prove(snapshot, pdf, html):
    drawn = {"pdf": pdf, "html": html}
    return build_manifest(snapshot, paged=["R-006"], drawn=drawn, pages=16, layout=2)


def test_a_whole_pack_is_counted(snapshot):
    names = _names(snapshot)

    manifest = _prove(snapshot, names, names)

    counts = {line["what"]: line for line in manifest["counts"]}
    assert counts["risks in the register"] == {
        "what": "risks in the register", "snapshot": 7, "pdf": 7, "html": 7,
    }  # fmt: skip
    assert counts["movements"]["pdf"] == 2
    assert counts["withheld risks in the register"]["html"] == 1
    assert manifest["withheld"] == [{"reference": "R-002", "why": "exempt, paragraph 4"}]
    assert (manifest["pages"], manifest["layout"]) == (16, 2)
    assert manifest["software"]["weasyprint"]


@pytest.mark.parametrize("form", ["pdf", "html"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("R-006", "The pack lacks R-006."),
        ("row-R-004", "The register's table lacks R-004."),
        ("row-R-002", "The register's table lacks R-002."),
        ("cell-R-004", "The heat map lacks R-004."),
        ("moved-R-005", "The table of movements lacks R-005."),
        ("action-A-6.1", "The table of actions lacks A-6.1."),
        ("overdue-A-6.1", "The table of overdue actions lacks A-6.1."),
        ("reader-3", "The circulation list lacks 3."),
        ("series-1", "The chart of indicators lacks 1."),
        ("word-1", "The glossary lacks 1."),
    ],
)
def test_what_is_missing_in_either_form_is_named(snapshot, form, name, sentence):
    forms = {"pdf": _names(snapshot), "html": _names(snapshot)}
    assert name in forms[form]
    forms[form] = [each for each in forms[form] if each != name]

    with pytest.raises(PackDrawingError) as refused:
        _prove(snapshot, **forms)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("R-099", "The pack holds R-099, which its figures do not."),
        ("row-R-099", "The register's table holds R-099, which its figures do not."),
        ("action-A-9.9", "The table of actions holds A-9.9, which its figures do not."),
        ("overdue-A-5.1", "The table of overdue actions holds A-5.1, which its figures do not."),
    ],
)
def test_what_is_drawn_and_not_in_the_snapshot_is_named(snapshot, name, sentence):
    names = _names(snapshot)

    with pytest.raises(PackDrawingError) as refused:
        _prove(snapshot, names, [*names, name])

    assert str(refused.value) == sentence
