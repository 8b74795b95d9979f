"""The table of who may open which address, as ``docs/access.csv`` keeps it.

One line for each address and method, one column for each role: what the role
may always open, what only for its own risks, actions, indicators and areas,
and what not at all. Whatever the table allows, a programme that a person has no
part in answers like one that does not exist.
"""

import csv
from io import StringIO

from flask import Flask

from risk_register.domain.api_keys import Reach, write_scope
from risk_register.domain.permissions import TABLE, Access, Need, Role
from risk_register.doors import GROUPS, READING
from risk_register.web.access import need_of, scope_of
from risk_register.web.scopes import Scope

#: Column of those who are not signed in.
NOBODY = "not_signed_in"
#: What a cell says if the door stays shut.
NO = "no"
#: What a cell says of pages about people, if not that they are of the own agency.
_KEEPERS = {Role.ADMINISTRATOR: "always", Role.PROGRAMME_MANAGER: "own programme"}
#: Methods that every address answers to by itself.
_ALSO = {"HEAD", "OPTIONS"}


def list_doors(app: Flask) -> list[dict[str, str]]:
    """List every address and method with who may open it, by address."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    return [
        {"address": rule.rule, "method": method, **_say_who(app, rule.endpoint, method)}
        for rule in rules
        for method in sorted((rule.methods or set()) - _ALSO)
    ]


def say_cell(need: Need | None, role: Role) -> str:
    """Say when a role may open what needs this: always, own or no.

    People are looked after by administrators, by managers in their programme, and by whoever
    looks after those of their own agency.
    """
    if need is Access.KEEPERS:
        return _KEEPERS.get(role, "own agency")
    if isinstance(need, Access):
        return "always"
    condition = TABLE[need].get(role) if need else None
    return condition.value if condition else NO


def write_table(app: Flask) -> str:
    """Write the table as CSV, as it is kept in the repository."""
    doors = list_doors(app)
    names = [name for name in doors[0] if name != "endpoint"]
    text = StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(doors)
    return text.getvalue()


def _say_who(app: Flask, endpoint: str, method: str) -> dict[str, str]:
    need = need_of(app, endpoint)
    return {
        "needs": need.value if need else "",
        "by_letter_link": _say_scope(scope_of(app, endpoint)),
        "by_key": _say_key(app, endpoint, method),
        NOBODY: "always" if need is Access.ANYBODY else NO,
        **{role.value: say_cell(need, role) for role in Role},
        "endpoint": endpoint,
    }


def _say_key(app: Flask, endpoint: str, method: str) -> str:
    """Say which scopes a program's key needs, whose person has to be in the role."""
    groups = getattr(app.view_functions[endpoint], GROUPS, None)
    if groups is None:
        return NO
    reach = Reach.READ if method in READING else Reach.WRITE
    return " ".join(write_scope(group, reach) for group in groups)


def _say_scope(scope: Scope) -> str:
    if isinstance(scope, bool):
        return "always" if scope else NO
    return f"due {scope.value}"
