"""The Word summary of a pack, for authors of committee reports: to be taken over and shortened.

It says what the pack says, from the same snapshot; what is long in the pack is cut here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from risk_register.documents import contents, indicators
from risk_register.documents.asks import list_asks
from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import is_threat
from risk_register.documents.pages import as_day, as_london_date, as_moment, as_moment_day, count
from risk_register.documents.word import WordDocument
from risk_register.domain.packs import PackKind

LONGEST = 400  #: characters of a reason or a text; the pack has it whole
MOST_ROWS = 30  #: of a table; the pack has all of them
NEXT_DAYS = 62  #: how far the next steps look ahead

Risk = Mapping[str, Any]


def draw_summary(order: Mapping[str, Any]) -> bytes:
    """Draw the summary of an edition as a Word document.

    :param order: what the press is given: the edition's ``snapshot``, its ``fingerprint``,
        ``edition``, ``version``, and, where they are known, ``status``, ``approval`` and
        ``correction``
    """
    pack = complete(order["snapshot"])
    title = f"{pack['programme']['name']}: risks"
    word = WordDocument(
        title=f"{title}, {as_day(pack['meeting']['held_on'])}",
        author=pack["programme"]["name"],
        subject=f"Summary of the {PackKind(pack['kind']).label} for the {pack['body']['name']}",
        made_at=datetime.fromisoformat(pack["taken_at"]),
    )
    name = f"{order['edition']} edition, version {order['version']}"
    status = _say_status(order)
    word.set_running(
        head=" · ".join(filter(None, (pack["marking"], status, pack["handling"]))),
        foot=f"{pack['body']['name']}, {as_day(pack['meeting']['held_on'])} · {name}",
    )
    word.add_title(title, f"Summary for the {pack['body']['name']}: {name}")
    word.add_text(f"{status}.", bold=True)
    for line in filter(None, (pack["handling"], pack["programme"]["notice"], _correct(order))):
        word.add_text(line)
    _write_purpose(word, pack)
    _write_issues(word, pack)
    _write_steps(word, pack)
    _write_plan(word, pack)
    _write_source(word, pack, order)
    return word.save()


def _write_purpose(word: WordDocument, pack: Mapping[str, Any]) -> None:
    counts, meeting = pack["counts"], pack["meeting"]
    word.add_heading("Purpose")
    since = pack["compared_with"]
    told = f"since the pack for {as_day(since['held_on'])}" if since else "in the first pack"
    word.add_text(
        f"To tell the {pack['body']['name']} at its meeting on {as_day(meeting['held_on'])} how "
        f"the programme’s risks stand and what has changed {told}. The register holds "
        f"{count(counts['open'], 'open risk')}: {counts['worse']} worse, {counts['better']} "
        f"better, {counts['same']} the same and {counts['new']} newly scored; "
        f"{counts['closed']} closed or merged. {_say_bands(counts['bands'])}"
    )
    if pack["withheld"]:
        counted = contents.say_counted(pack["withheld"])
        word.add_text(
            f"Withheld from this edition: {_say_withheld(pack['withheld'])}; {counted}. "
            "The bands count as the map does."
        )
    if partly := contents.list_partly(pack):
        told = "; ".join(f"{reference}, {what}" for reference, what in partly)
        word.add_text(f"Withheld in part: {told}.")
    if pack["briefing"]["commentary"]:
        word.add_text(pack["briefing"]["commentary"])
    if pack["kind"] == PackKind.MONITORING:
        asks, told = pack["briefing"]["asks"], "The programme asks:"
    else:
        asks, told = [*pack["briefing"]["asks"], *list_asks(pack)], "The board is asked to:"
    if asks:
        word.add_heading("Recommendations")
        word.add_text(told)
        word.add_numbered(_end(ask) for ask in asks)


def _write_issues(word: WordDocument, pack: Mapping[str, Any]) -> None:
    risks = pack["risks"]
    word.add_heading("Key issues")
    _write_table(
        word,
        "Risks that have moved",
        ("Risk", "Now", "Before", "Movement", "Why, and who says so"),
        [_tell_move(risk) for risk in contents.list_moved(pack)],
        widths=(5, 2, 2, 2, 6),
    )
    top = pack["scheme"]["bands"][-1]
    _write_table(
        word,
        f"Risks in the highest band, {top['name']}",
        ("Risk", "Score", "Target", "Owner", "Why it stands there"),
        [_tell_top(risk) for risk in risks if risk["is_top"] and is_threat(risk)],
        widths=(5, 2, 2, 3, 5),
    )
    _write_table(
        word,
        "Risks above the board’s appetite",
        ("Risk", "Score", "Borne", "Above since", "Owner"),
        [_tell_breach(risk) for risk in risks if risk["appetite"] and risk["appetite"]["is_above"]],
        widths=(6, 2, 2, 3, 4),
    )
    _write_table(
        word,
        "Risks closed or merged",
        ("Risk", "When", "How and why"),
        [
            (_name(line), as_moment_day(line["closed_at"]), _tell_end(line))
            for line in pack["closed"]
        ],
        widths=(5, 3, 9),
    )


def _write_steps(word: WordDocument, pack: Mapping[str, Any]) -> None:
    planned = contents.gather_actions(pack["risks"])
    word.add_heading("Overdue")
    _write_table(
        word,
        "Actions and reviews that are overdue",
        ("What", "Who", "Was due", "Days late"),
        [
            (
                f"{late.reference} {_cut(late.text)}",
                f"{late.owner['post']}, {late.owner['agency']}",
                as_day(late.due_on),
                str(late.days),
            )
            for late in contents.gather_late(pack["risks"])
        ],
        widths=(8, 4, 3, 2),
    )
    today = date.fromisoformat(as_london_date(pack["taken_at"]))
    ahead = [each for each in planned if _is_next(each.action, today)]
    word.add_heading("Next steps")
    _write_table(
        word,
        f"Actions due in the next {NEXT_DAYS} days",
        ("Action", "For", "Who", "Due", "State"),
        [
            (
                f"{each.action['reference']} {_cut(each.action['text'])}",
                ", ".join(each.risks),
                f"{each.action['lead']['post']}, {each.action['lead']['agency']}",
                as_day(each.action["due_on"]),
                f"{each.action['status_name']}, {each.action['progress']}%",
            )
            for each in ahead
        ],
        widths=(6, 2, 4, 3, 2),
    )


def _write_plan(word: WordDocument, pack: Mapping[str, Any]) -> None:
    word.add_heading("The plan, and what is measured")
    planned = [area for area in pack["improvement_areas"] if area["progress"]]
    _write_table(
        word,
        "How far each area of the plan is",
        ("Area", "Led by", "How far", "Delivery", "Late"),
        [_tell_area(area) for area in planned],
        widths=(5, 3, 4, 3, 4),
    )
    off_track = indicators.list_off_track(pack["indicators"])
    if pack["indicators"]:
        word.add_text(
            f"{len(off_track)} of {count(len(pack['indicators']), 'indicator')} off track."
        )
    _write_table(
        word,
        "Indicators that are off track",
        ("Indicator", "Latest", "Should be", "Target", "What is being done"),
        [_tell_indicator(each) for each in off_track],
        widths=(5, 3, 2, 3, 5),
    )


def _write_source(word: WordDocument, pack: Mapping[str, Any], order: Mapping[str, Any]) -> None:
    scheme, record = pack["scheme"], pack["record"]
    word.add_heading("Where the figures come from")
    word.add_text(
        f"Every figure was read from the risk register at {as_moment(pack['taken_at'])} (London "
        f"time) and frozen; “overdue” means overdue on that day. Scores follow {scheme['name']}, "
        f"version {scheme['version']}. The pack itself tells each risk in full. Reasons longer "
        f"than {LONGEST} characters are cut here."
    )
    word.add_text(f"Fingerprint of the figures (SHA-256): {order['fingerprint']}")
    word.add_text(f"Head of the record: line {record['sequence']:,}, {record['hash']}")


def _write_table(
    word: WordDocument,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int],
) -> None:
    word.add_heading(title, level=2)
    if not rows:
        word.add_text("None.")
        return
    told = [[_cut(text) for text in row] for row in rows[:MOST_ROWS]]
    word.add_table(title, headings, told, widths=widths)
    if len(rows) > MOST_ROWS:
        word.add_text(f"And {len(rows) - MOST_ROWS:,} more, which the pack tells.")


def _tell_move(risk: Risk) -> tuple[str, ...]:
    movement = risk["movement"]
    said = f"{movement['by']}, {as_moment_day(movement['at'])}" if movement["by"] else ""
    why = " ".join(filter(None, (_cut(movement["reason"]), f"({said})" if said else "")))
    now, before = _place(risk["current"]), _place(movement["before"])
    return _name(risk), now, before, contents.say_movement(risk), why or "–"


def _tell_top(risk: Risk) -> tuple[str, ...]:
    current = risk["current"]
    return (
        _name(risk),
        _place(current),
        _place(risk["target"]),
        f"{risk['owner']['post']}, {risk['owner']['agency']}",
        _cut(current["reason"]),
    )


def _tell_breach(risk: Risk) -> tuple[str, ...]:
    appetite = risk["appetite"]
    since = f"{as_day(appetite['since'])} ({count(appetite['months'] or 0, 'month')})"
    owner = f"{risk['owner']['post']}, {risk['owner']['agency']}"
    return _name(risk), _place(risk["current"]), str(appetite["cap"]), since, owner


def _tell_end(line: Mapping[str, Any]) -> str:
    merged = f"Merged into {line['merged_into']}. " if line["how"] == "merged" else ""
    return merged + (_cut(line["reason"]) or "No reason was recorded.")


def _tell_area(area: Mapping[str, Any]) -> tuple[str, ...]:
    lead, rating = area["lead"], area["rating"]
    late = [line for line in area["plan"] if line["overdue_days"]]
    return (
        f"{area['key']} {_cut(area['short'])}",
        f"{lead['post']}, {lead['agency']}" if lead else "–",
        area["progress"]["words"],
        rating["level"]["name"] if rating and rating["level"] else "–",
        "; ".join(f"{line['number']}, {count(line['overdue_days'], 'day')}" for line in late)
        or "–",
    )


def _tell_indicator(each: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        " ".join(filter(None, (each["reference"], _cut(each["name"])))),
        f"{each['latest']} ({each['period']})",
        each["should_be"],
        each["target"],
        _cut(each["commentary"]) or "nothing is said",
    )


def _say_status(order: Mapping[str, Any]) -> str:
    approval = order.get("approval")
    if approval:
        return f"Approved by the {approval['post']}, {as_moment(approval['at'])}"
    if order.get("status") == "draft":
        return "DRAFT, not a pack: the figures may still change"
    return "For approval"


def _correct(order: Mapping[str, Any]) -> str | None:
    correction = order.get("correction")
    return f"This version corrects an earlier one: {correction}" if correction else None


def _say_bands(bands: Sequence[Mapping[str, Any]]) -> str:
    said = ", ".join(f"{band['name']} {band['count']}" for band in reversed(bands))
    return f"By band, threats only: {said}."


def _say_withheld(withheld: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{kept['reference']}, {kept['why']}" for kept in withheld)


def _is_next(action: Mapping[str, Any], today: date) -> bool:
    due = date.fromisoformat(action["due_on"])
    return not action["done"] and today <= due <= today + timedelta(days=NEXT_DAYS)


def _place(judged: Mapping[str, Any] | None) -> str:
    if judged is None:
        return "–"
    points = f"{judged['likelihood']} × {judged['impact']}"
    return f"{points} = {judged['score']} {judged['band_name']}"


def _name(line: Risk) -> str:
    return f"{line['reference']} {_cut(line['title'])}"


def _end(text: str) -> str:
    said = f"{text[:1].upper()}{text[1:]}"
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _cut(text: str | None) -> str:
    if text is None or len(text) <= LONGEST:
        return text or ""
    return f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
