"""What was found in a file, as plain values that a program can read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from risk_register.domain.import_dates import holds_texts, read_date
from risk_register.domain.import_fields import MEASURES, PAIRS, ImportField
from risk_register.domain.import_finding import Found, Outcome
from risk_register.domain.import_levels import Level, read_scale
from risk_register.domain.import_pairs import is_turned, names_its_points
from risk_register.domain.import_profiles import Column
from risk_register.domain.import_rows import RowKind, SourceRow
from risk_register.domain.import_stages import Stage, stage_of
from risk_register.domain.schemes import Scheme
from risk_register.domain.sheet_cells import column_letters, text_of

DATES = (
    ImportField.RAISED_ON,
    ImportField.DUE_ON,
    ImportField.REVIEW_ON,
    ImportField.CLOSED_ON,
)


def list_scales(found: Found, scheme: Scheme) -> dict[ImportField, list[Level]]:
    """List the values of each column that scores, with what each could be on the scheme's scale."""
    scales: dict[ImportField, list[Level]] = {}
    if found.header is None:
        return scales
    for likelihood, impact, *_ in MEASURES.values():
        for field, points in ((likelihood, scheme.likelihood), (impact, scheme.impact)):
            column = found.header.fields.get(field)
            cells = [row.cells.get(field) for row in found.risks]
            if column is not None or any(cells):
                heading = column.heading if column else ""
                scales[field] = read_scale(cells, len(points), heading=heading)
    return scales


def report(founds: Sequence[Found], chosen: Found | None, scheme: Scheme) -> dict[str, Any]:
    """Say what a file holds: its sheets, and what was found in the chosen one."""
    told: dict[str, Any] = {
        "outcome": chosen.outcome.value if chosen else Outcome.NOTHING.value,
        "says": say_outcome(founds, chosen),
        "sheets": [
            {
                "name": each.sheet.name,
                "outcome": each.outcome.value,
                "risks": len(each.risks),
                "hidden": each.sheet.is_hidden,
            }
            for each in founds
        ],
    }
    if chosen is None or chosen.header is None:
        return told
    rows = chosen.to_import
    return told | {
        "sheet": chosen.sheet.name,
        "header_rows": [row + 1 for row in chosen.header.rows],
        "columns": [_tell_column(column) for column in chosen.header.columns],
        "scales": {
            field.value: [
                {"said": each.said, "point": each.point, "rows": each.times, "doubt": each.doubt}
                for each in levels
            ]
            for field, levels in list_scales(chosen, scheme).items()
        },
        "count": len(rows),
        "rows": [_tell_row(row) for row in rows],
        "left_out": [
            {"row": row.number, "because": row.kind.label} for row in chosen.rows if row not in rows
        ],
        "warnings": [*warn(chosen, rows), *warn_beside(founds, chosen)],
    }


def say_outcome(founds: Sequence[Found], chosen: Found | None) -> str:
    """Say in one sentence what a file holds."""
    if chosen is None:
        names = ", ".join(each.sheet.name for each in founds[:10]) or "none"
        return f"There is no register of risks in this file. Sheets looked at: {names}."
    if chosen.sheet.is_cut:
        return f"{chosen.sheet.name} is longer or wider than a register that can be read here."
    if chosen.outcome is Outcome.EMPTY:
        return (
            f"{chosen.sheet.name} has the headings of a register, and no risk below them: "
            "it is a template that nobody has filled in."
        )
    if chosen.outcome is Outcome.ACTIONS:
        risks = {row.said(ImportField.ID) for row in chosen.rows}
        return (
            f"{chosen.sheet.name} is a list of {len(chosen.rows)} actions "
            f"for {len(risks)} risks, and no register."
        )
    count = len(chosen.risks)
    return f"{chosen.sheet.name} holds {count} risk{'' if count == 1 else 's'}."


def warn(found: Found, rows: Sequence[SourceRow]) -> list[str]:
    """Say what deserves a look before anything is imported."""
    fields = found.header.fields if found.header else {}
    wanted = (ImportField.ID, ImportField.OWNER, ImportField.MITIGATION)
    said = [
        f"No column gives the {field.label.lower()} of a risk."
        for field in wanted
        if field not in fields and found.outcome is Outcome.RISKS
    ]
    for field in fields:
        empty = [row.number for row in rows if not row.said(field)]
        if empty and found.outcome is Outcome.ACTIONS and field is ImportField.ID:
            verb = "names no risk and is" if len(empty) == 1 else "name no risk and are"
            said.append(f"{_say_rows(empty).capitalize()} {verb} left out.")
        elif empty and field is not ImportField.OTHER:
            where = "any row" if len(empty) == len(rows) else _say_rows(empty)
            said.append(f"{field.label} is not filled in {where}.")
    for field in set(DATES) & set(fields):
        said += _warn_of_dates(field, rows)
    said += _warn_of_pairs(fields, rows)
    said += _warn_of_stages(found)
    said += _warn_of_ids(rows)
    return said


def _say_rows(numbers: Sequence[int]) -> str:
    return f"row{'' if len(numbers) == 1 else 's'} {_list(numbers)}"


def _warn_of_dates(field: ImportField, rows: Sequence[SourceRow]) -> list[str]:
    beside = holds_texts(row.cells.get(field) for row in rows)
    doubts: dict[str, list[int]] = {}
    for row in rows:
        if doubt := read_date(row.cells.get(field), beside_texts=beside).doubt:
            doubts.setdefault(doubt, []).append(row.number)
    return [f"{field.label}, {_say_rows(numbers)}: {doubt}" for doubt, numbers in doubts.items()]


def _warn_of_pairs(
    fields: Mapping[ImportField, Column], rows: Sequence[SourceRow]
) -> Iterator[str]:
    """Say where nothing tells which of two points in one cell is the likelihood."""
    for pair in (field for pairs in PAIRS.values() for field in pairs if field in fields):
        column = fields[pair]
        said = [text for row in rows if (text := row.said(pair))]
        if is_turned(column.heading) is None and not all(map(names_its_points, said)):
            letters = column_letters(column.place)
            yield f"In column {letters} likelihood is taken to stand before impact."


def _warn_of_stages(found: Found) -> Iterator[str]:
    """Say where one risk has a line for each judgement, of which only the first is read."""
    header, sheet = found.header, found.sheet
    for column in header.columns if header else ():
        places = range(header.first_below if header else 0, len(sheet.rows))
        said = [text for row in places if (text := sheet.text(row, column.place))]
        stages = [stage_of(text) if len(text) <= _LONGEST_STAGE else Stage.NONE for text in said]
        if len(set(stages)) > 1 and Stage.NONE not in stages:
            yield (
                f"Column {column_letters(column.place)} says what the scores of each line assume. "
                "Only the line with the risk's words is read, and its scores are taken for "
                "today's: put one line for each risk, or leave the scores out."
            )


_LONGEST_STAGE = 25  # characters


def warn_beside(founds: Sequence[Found], chosen: Found) -> list[str]:
    """Say which other sheets hold what could be imported too."""
    return [
        f"Sheet {each.sheet.name} holds {len(each.to_import)} rows that are not part of this "
        "import: bring the file again for it."
        for each in founds
        if each.sheet is not chosen.sheet and each.to_import
    ]


def _warn_of_ids(rows: Sequence[SourceRow]) -> list[str]:
    seen: dict[str, list[int]] = {}
    for row in rows:
        if row.kind is RowKind.RISK and (said := row.said(ImportField.ID)):
            seen.setdefault(said, []).append(row.number)
    return [
        f"Reference {said} stands in {_say_rows(numbers)}."
        for said, numbers in seen.items()
        if len(numbers) > 1 and rows
    ]


def _list(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:8])
    return shown if len(numbers) <= 8 else f"{shown} and {len(numbers) - 8} more"


def _tell_column(column: Column) -> dict[str, Any]:
    return {
        "column": column_letters(column.place),
        "last": column_letters(column.last),
        "heading": column.heading,
        "field": column.field.value if column.field else None,
    }


def _tell_row(row: SourceRow) -> dict[str, Any]:
    said = {field.value: text_of(cell) for field, cell in row.cells.items() if row.said(field)}
    return {"row": row.number, "kind": row.risk_kind.value, "says": said}
