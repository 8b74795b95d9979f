"""The form on which a person says what the parts of a file mean: its fields and their names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from risk_register.domain.import_fields import IMPACTS, ImportField
from risk_register.domain.import_levels import MOST_LEVELS, Level
from risk_register.domain.import_mappings import (
    ImportMapping,
    columns_of,
    list_categories,
    list_owners,
)
from risk_register.domain.import_profiles import Column
from risk_register.domain.import_reports import list_scales, warn, warn_beside
from risk_register.domain.schemes import Point
from risk_register.domain.sheet_cells import column_letters, said_in
from risk_register.schemas.base import FormSchema
from risk_register.schemas.imports import build_meaning_schema
from risk_register.services.imports import Looked
from risk_register.services.programmes import Member
from risk_register.web.forms import date_parts

_EXAMPLES = 3
_LONGEST_EXAMPLE = 60  # characters


@dataclass(frozen=True)
class ColumnLine:
    """A column on the form: its letter, what stands in it, and the form's field."""

    name: str
    letter: str
    column: Column
    examples: list[str]


class Meanings:
    """What the form asks about one file. Values are asked by their place, from 0."""

    def __init__(self, looked: Looked, member: Member) -> None:
        """Take the file as its mapping has it."""
        self._looked, self._member = looked, member
        self._found, self._mapping = looked.found, looked.mapping

    @cached_property
    def columns(self) -> list[ColumnLine]:
        """List the columns."""
        sheet, header = self._found.sheet, self._found.header
        first = header.first_below if header else 0
        lines = []
        for column in columns_of(self._found):
            said = (
                said_in(sheet.cell(row, place))
                for row in range(first, min(first + 30, len(sheet.rows)))
                for place in range(column.place, column.last + 1)
            )
            examples = [text[:_LONGEST_EXAMPLE] for text in said if text][:_EXAMPLES]
            letter = column_letters(column.place)
            lines.append(ColumnLine(f"column-{column.place}", letter, column, examples))
        return lines

    @cached_property
    def scales(self) -> list[tuple[ImportField, list[tuple[str, Level]], tuple[Point, ...]]]:
        """List the values to be put on a scale, with the scale's points."""
        scheme = self._member.scheme
        return [
            (
                each,
                [(f"level-{each.value}-{place}", level) for place, level in enumerate(levels)],
                scheme.impact if each in IMPACTS else scheme.likelihood,
            )
            for each, levels in list_scales(self._found, scheme).items()
            if each in self._mapping.levels
        ]

    @cached_property
    def owners(self) -> list[tuple[str, str]]:
        """List what the source calls its owners."""
        return [(f"owner-{place}", each) for place, each in enumerate(list_owners(self._found))]

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        """List what the source calls its categories."""
        said = list_categories(self._found)
        return [(f"category-{place}", each) for place, each in enumerate(said)]

    @property
    def warnings(self) -> list[str]:
        """Say what deserves a look."""
        many = [
            f"{each.label} has more than {MOST_LEVELS} different values and stays unscored."
            for each, levels in list_scales(self._found, self._member.scheme).items()
            if len(levels) > MOST_LEVELS
        ]
        beside = warn_beside(self._looked.founds, self._found)
        return [*many, *warn(self._found, self._found.to_import), *beside]

    @property
    def schema(self) -> FormSchema:
        """Give the schema of this very file."""
        return build_meaning_schema(
            columns=[line.name for line in self.columns],
            levels=[name for _, levels, _ in self.scales for name, _ in levels],
            owners=[name for name, _ in self.owners],
            categories=[name for name, _ in self.categories],
        )

    def type_out(self) -> dict[str, str]:
        """Fill the form with what is meant now."""
        mapping = self._mapping
        typed = {
            "sheet": mapping.sheet,
            "row": str(mapping.named_rows[-1] + 1) if mapping.named_rows else "",
            "source": mapping.source,
            "owner_id": str(mapping.owner_id or ""),
            "category": mapping.category,
            "proximity": mapping.proximity.value,
            "month_first": "true" if mapping.month_first else "",
        }
        if mapping.due_on:
            typed |= date_parts("due_on", mapping.due_on)
        for line in self.columns:
            field = mapping.columns.get(line.column.place, ImportField.OTHER)
            typed[line.name] = field.value
        for each, levels, _points in self.scales:
            for name, level in levels:
                typed[name] = str(mapping.levels[each].get(level.said) or "")
        typed |= {name: str(mapping.owners.get(said, "")) for name, said in self.owners}
        typed |= {name: mapping.categories.get(said, "") for name, said in self.categories}
        return typed

    def read(self, values: Mapping[str, Any]) -> ImportMapping:
        """Read what a person says."""
        return replace(
            self._mapping,
            source=values["source"],
            columns={
                line.column.place: ImportField(values[line.name] or ImportField.OTHER)
                for line in self.columns
            },
            levels={
                each: {level.said: values[name] for name, level in levels}
                for each, levels, _points in self.scales
            },
            owners={said: values[name] for name, said in self.owners if values[name]},
            owner_id=values["owner_id"],
            categories={said: values[name] for name, said in self.categories if values[name]},
            category=values["category"],
            proximity=values["proximity"],
            month_first=values["month_first"],
            due_on=values["due_on"],
        )
