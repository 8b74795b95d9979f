"""Reads the numbers a pack prints out of its page, and holds them against its snapshot."""

from lxml import html

from risk_register.documents.formats import complete
from risk_register.documents.packs import Manuscript
from tests.documents.june_pack import build_order


def check_printed(content):
    """Every number of the page is the snapshot's: summary, bands, heat map and movement."""
    page = read_page(content)
    whole = complete(content)
    counts = whole["counts"]
    assert read_figures(page) == [counts["open"], counts["worse"], counts["better"]]
    assert read_bands(page) == {band["name"]: band["count"] for band in counts["bands"]}
    assert read_cells(page) == list_places(whole)
    assert read_movements(page) == list_movements(whole)


def check_monitored(content):
    """Every number of a pack for monitoring is the snapshot's: areas, charts, map, movement."""
    page = read_page(content)
    whole = complete(content)
    counts, indicators = whole["counts"], whole["indicators"]
    off_track = [each for each in indicators if each["off_track"]]
    assert read_figures(page) == [len(off_track), counts["overdue_actions"], counts["open"]]
    assert read_areas(page) == list_areas(whole)
    assert read_series(page) == {
        str(place): [(row["said"] or "no value", row["expected"] or "–") for row in rows[::-1]]
        for place, each in enumerate(indicators, start=1)
        if (rows := each["series"]["rows"])
    }
    assert read_cells(page) == list_places(whole)
    assert read_movements(page) == list_movements(whole)


def read_areas(page):
    """What the summary says of each area: its actions, indicators off track, and risks."""
    rows = [
        [words(cell) for cell in row]
        for table in page.iter("table")
        if words(table.find("caption")) == "How each area stands"
        for row in table.find("tbody")
    ]
    return {row[0].split()[0]: (row[1], row[3], int(row[4])) for row in rows}


def list_areas(whole):
    """What the snapshot says of each area in the same words."""
    said = {}
    for area in whole["improvement_areas"]:
        measured = [each for each in whole["indicators"] if area["key"] in each["areas"]]
        off_track = sum(each["off_track"] for each in measured)
        told = f"{off_track} of {len(measured)}" if measured else "none measured"
        progress = area["progress"]["words"] if area["progress"] else "–"
        said[area["key"]] = (progress, told, len(area["risks"]))
    rest = [each for each in whole["indicators"] if not each["areas"]]
    alone = [risk for risk in whole["risks"] if not risk["areas"]]
    if rest or alone:
        off_track = sum(each["off_track"] for each in rest)
        told = f"{off_track} of {len(rest)}" if rest else "none measured"
        said["No"] = ("–", told, len(alone))
    return said


def read_series(page):
    """What the table beside each chart says, by the indicator's place: value, and should be."""
    found = {}
    for each in page.iter("div"):
        name = each.get("id") or ""
        if name.startswith("series-"):
            rows = [[words(cell) for cell in row] for row in next(each.iter("tbody"))]
            found[name.removeprefix("series-")] = [
                (row[1].removesuffix("provisional"), row[2]) for row in rows
            ]
    return found


def read_page(content):
    """Write the page of a snapshot and take it apart."""
    edition = content["edition"]["key"] if content.get("edition") else "full"
    text = Manuscript(build_order(content, edition=edition)).write_page()
    return html.document_fromstring(text)


def read_figures(page):
    """The three figures of the summary: open, worse, better."""
    return [int(words(each).replace(",", "")) for each in with_class(page, "big")]


def read_bands(page):
    """How many risks each band holds now, by its name."""
    table = next(
        table
        for table in page.iter("table")
        if words(table.find("caption")).startswith("Risks in each band")
    )
    rows = [[words(cell) for cell in row] for row in table.find("tbody")]
    return {row[0]: int(row[1]) for row in rows}


def read_cells(page):
    """Where each risk stands on the heat map: likelihood and impact, by its reference."""
    (grid,) = with_class(page, "grid")
    places = {}
    for row in grid.find("tbody"):
        likelihood = int(words(row[0]).split()[0])
        for impact, cell in enumerate(row[1:], start=1):
            for each in cell.iter():
                name = each.get("id") or ""
                if name.startswith("cell-"):
                    places[name.removeprefix("cell-")] = (likelihood, impact)
    return places


def read_movements(page):
    """What the table of movements says of each risk: the score then and now."""
    said = {}
    for row in page.iter("tr"):
        name = next((cell.get("id") or "" for cell in row), "")
        if name.startswith("moved-"):
            then, now = (numbers(words(cell)) for cell in list(row)[1:3])
            said[name.removeprefix("moved-")] = (then, now)
    return said


def list_places(whole):
    """Where the snapshot says that each threat stands, if the scheme in force scored it."""
    return {
        risk["reference"]: (risk["current"]["likelihood"], risk["current"]["impact"])
        for risk in whole["risks"]
        if risk["kind"] == "threat"
        and risk["current"]
        and not risk["current"].get("earlier_scheme")
    }


def list_movements(whole):
    """What the snapshot says of each risk that is new or whose score has changed."""
    if whole["compared_with"] is None:
        return {}
    return {
        risk["reference"]: (said_of(risk["movement"]["before"]), said_of(risk["current"]))
        for risk in whole["risks"]
        if risk["movement"]["kind"] in {"up", "down", "new", "rescaled"}
    }


def said_of(judged):
    """Say a score as the table does: likelihood, impact, score."""
    return (judged["likelihood"], judged["impact"], judged["score"]) if judged else ()


def numbers(text):
    """Read likelihood, impact and score out of "4 × 5 = 20 Red"."""
    points, _, rest = text.partition("=")
    if not rest:
        return ()
    return (*(int(point) for point in points.split("×")), int(rest.split()[0]))


def with_class(page, name):
    """List the elements of a class, in their order."""
    return [each for each in page.iter() if name in (each.get("class") or "").split()]


def words(element):
    """Give an element's text with single spaces."""
    return " ".join("".join(element.itertext()).split())
