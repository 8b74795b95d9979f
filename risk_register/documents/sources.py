"""Reads a part's text for the layout engine, as what it is: well-formed, and in few elements.

A browser's parser mends what is broken, and a browser's style sheet knows every element there
is. Our templates need neither, and both take a sixth of the time of a drawing.
"""

import re
from typing import Any
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML

from risk_register.documents.pages import ClosedFetcher, pages

#: Elements that HTML does not close; in them every ``>`` of a text is escaped.
_VOID = re.compile(r"<((?:br|col|img|meta)\b[^>]*)>")
_DOCTYPE = "<!DOCTYPE html>"


class Source(HTML):  # type: ignore[misc]  # the library comes without types
    """A document of ours, read strictly, with no style but ours.

    :raises xml.etree.ElementTree.ParseError: if it is not well-formed
    """

    def __init__(self, text: str, fetcher: ClosedFetcher) -> None:
        root = ET.fromstring(_VOID.sub(r"<\1/>", text.removeprefix(_DOCTYPE)))  # noqa: S314 - our own pages, which escape
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002 - the library's signature
        return [_BASE]


_BASE = CSS(string=pages.get_template("packs/document/base.css").render())
