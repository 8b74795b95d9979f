"""Files that programs bring: papers of agendas and evidence of actions."""

import hashlib
from urllib.parse import urlencode

import pytest

from tests.files import DOCX, PDF, TEXT

ITEMS = "/programmes/send/meetings/1/agenda/items"
PAPERS = f"{ITEMS}/1/papers"
PAPER = "/programmes/send/meetings/1/papers/1"
EVIDENCE = "/programmes/send/actions/A-1.1/evidence"
TITLE = {"title": "Cost of the second provider"}
SHOWS = {"shows": "Both contracts, signed by the director."}
REASON = "It names a member of staff"
SHA256 = hashlib.sha256(PDF).hexdigest()


def bring(program, place, content=PDF, media_type="application/octet-stream", **asked):
    query = urlencode({"name": "costs.pdf", **asked})
    return program.browser.post(
        f"/api/v1{place}?{query}",
        data=content,
        headers={**program.headers, "Content-Type": media_type},
    )


def add_item(sofia, **said):
    item = {"title": "School transport", "purpose": "decision", **said}
    assert sofia.send("POST", ITEMS, item).status_code == 201


@pytest.fixture
def sofia(program):
    """The secretary's program."""
    return program("sofia")


def test_a_paper_is_brought_listed_handed_over_and_withdrawn(sofia, program):
    add_item(sofia)
    made = bring(sofia, PAPERS, **TITLE)
    assert (made.status_code, made.json["title"], made.json["sha256"]) == (
        201,
        TITLE["title"],
        SHA256,
    )
    olu = program("olu")
    assert made.headers["Location"] == f"/api/v1{PAPER}"
    assert olu.get(PAPERS).json["items"] == [made.json] == [olu.get(PAPER).json]
    file = olu.get(f"{PAPER}/file")
    assert (file.data, file.mimetype) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"] == "attachment; filename=costs.pdf"

    why = {"reason": REASON, "sha256": "0" * 64}
    assert olu.send("POST", f"{PAPER}/withdrawal", why).status_code == 403
    assert sofia.send("POST", f"{PAPER}/withdrawal", why).status_code == 412
    gone = sofia.send("POST", f"{PAPER}/withdrawal", {**why, "sha256": SHA256})
    assert gone.json["withdraw_reason"] == REASON
    again = sofia.send("POST", f"{PAPER}/withdrawal", {**why, "sha256": SHA256})
    assert again.status_code == 409
    assert olu.get(f"{PAPER}/file").status_code == 404
    assert olu.get(PAPERS).json["items"] == [gone.json]


def test_an_exempt_items_papers_are_nowhere_for_those_not_entitled(sofia, program):
    add_item(sofia, is_exempt=True, exempt_paragraph=1)
    assert bring(sofia, PAPERS, **TITLE).status_code == 201

    olu, ada = program("olu"), program("ada")
    for place in (PAPERS, PAPER, f"{PAPER}/file"):
        assert [olu.get(place).status_code, ada.get(place).status_code] == [404, 404]
    assert program("grace").get(f"{PAPER}/file").data == PDF
    assert len(sofia.get(PAPERS).json["items"]) == 1


def test_evidence_is_brought_by_whose_action_it_is_and_read_by_everybody(program):
    tom, priya = program("tom"), program("priya")
    made = bring(tom, EVIDENCE, DOCX, **{**SHOWS, "name": "contracts.docx"})
    assert (made.status_code, made.json["kind"], made.json["action"]) == (201, "docx", "A-1.1")
    place = f"{EVIDENCE}/{made.json['id']}"
    assert priya.get(EVIDENCE).json["items"] == [made.json] == [priya.get(place).json]
    assert priya.get(f"{place}/file").data == DOCX
    assert program("olu").get(EVIDENCE).status_code == 403

    why = {"reason": REASON, "sha256": made.json["sha256"]}
    assert priya.send("POST", f"{place}/withdrawal", why).status_code == 403
    assert bring(priya, EVIDENCE, **SHOWS).status_code == 403
    assert tom.send("POST", f"{place}/withdrawal", why).json["withdraw_reason"] == REASON
    assert priya.get(f"{place}/file").status_code == 404


@pytest.mark.parametrize(
    ("place", "words", "name"), [(PAPERS, TITLE, "sofia"), (EVIDENCE, SHOWS, "tom")]
)
def test_what_is_no_file_that_is_kept_is_refused_by_name(sofia, program, place, words, name):
    add_item(sofia)
    asking = program(name)
    for content, said, field in (
        (b"", words, "file"),
        (TEXT, words, "file"),
        (b"<script>", {**words, "name": "a.html"}, "file"),
        (PDF, {}, next(iter(words))),
        (PDF, {**words, "name": ""}, "name"),
        (PDF, {**words, "what": "else"}, "what"),
    ):
        refused = bring(asking, place, content, **said)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json["errors"]] == [field]
    assert bring(asking, place, PDF, "application/pdf", **words).status_code == 415
    assert bring(asking, place, PDF, **words).status_code == 201
    assert bring(asking, place, PDF, **words).status_code == 422  # it is there already


def test_a_file_that_is_too_large_is_refused_with_its_size(app, program):
    app.config["EVIDENCE_MOST_BYTES"] = 20
    refused = bring(program("tom"), EVIDENCE, PDF, **SHOWS)

    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "file")


def test_a_file_that_is_sent_twice_under_one_key_is_kept_once(program):
    tom = program("tom")
    tom.headers["Idempotency-Key"] = "june"
    first = bring(tom, EVIDENCE, **SHOWS)

    assert bring(tom, EVIDENCE, **SHOWS).json == first.json
    assert len(tom.get(EVIDENCE).json["items"]) == 1


@pytest.mark.parametrize(
    ("name", "place", "words", "scope"),
    [
        ("sofia", PAPERS, TITLE, "meetings:read"),
        ("tom", EVIDENCE, SHOWS, "actions:read"),
    ],
)
def test_a_key_that_only_reads_brings_no_file(sofia, program, name, place, words, scope):
    add_item(sofia)
    refused = bring(program(name, scopes=[scope]), place, **words)

    assert (refused.status_code, scope.replace("read", "write") in refused.json["detail"]) == (
        403,
        True,
    )
