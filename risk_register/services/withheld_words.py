"""What the secretary says with a pack must not repeat what some of its readers may not read."""

from collections.abc import Collection, Mapping

from risk_register.documents.formats import complete
from risk_register.domain.errors import RuleError
from risk_register.domain.leaks import PERSON, find_leaks, list_withheld_texts
from risk_register.models import Pack
from risk_register.services.pack_files import get_content


def check_words(full: Pack, others: Collection[Pack], said: Mapping[str, str]) -> None:
    """Refuse words for every reader that the full edition says and another one withholds.

    :param others: the editions that readers get beside the full one
    :param said: the words by the name of their field
    :raises RuleError: with that field; it names the risk and never the text
    """
    words = {field: each for field, each in said.items() if each.strip()}
    if not words or not others:
        return
    content = complete(get_content(full))
    for edition in others:
        withheld = list_withheld_texts(content, complete(get_content(edition)))
        for field, each in words.items():
            for of in find_leaks(withheld, each):
                raise RuleError(_say(of, edition), field=field)


def _say(of: str, edition: Pack) -> str:
    what = "a person’s name" if of == PERSON else f"exempt text of {of}"
    return (
        f"This repeats {what}, which readers of the {edition.edition} edition may not see."
        " Say it in other words."
    )
