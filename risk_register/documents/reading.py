"""Reads finished files as a curious reader or a program would, in search of what may not be."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

_TAG = re.compile(r"<[^>]*>")


def read_pdf(content: bytes) -> str:
    """Read a PDF: the text of its pages, and every text and file that is kept beside them.

    That is titles, dates, bookmarks, names of places, texts for screen readers, metadata and
    attachments.
    """
    return "\n".join([*_read_pages(content), *_read_objects(content)])


def read_page(content: bytes) -> str:
    """Read a page for a screen: as it is, and without its tags."""
    page = content.decode()
    return "\n".join([page, _strip(page)])


def read_package(content: bytes) -> str:
    """Read every part of a file that is a zip inside, such as a Word file or a workbook."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", errors="replace")
            found += [name, text, _strip(text)]
    return "\n".join(found)


def _read_pages(content: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_range()
            text.close()
            page.close()
    finally:
        document.close()


def _read_objects(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for held in pdf.objects:
            if isinstance(held, pikepdf.Stream) and held.get("/Type") in _FILES:
                yield _read_file(held.read_bytes())
            yield from _read_strings(held)


_FILES = (pikepdf.Name.EmbeddedFile, pikepdf.Name.Metadata)


def _read_file(content: bytes) -> str:
    if zipfile.is_zipfile(io.BytesIO(content)):
        return read_package(content)
    text = content.decode("utf-8", errors="replace")
    return "\n".join([text, _strip(text)])


def _read_strings(held: Any) -> Iterator[str]:
    if isinstance(held, pikepdf.String):
        yield str(held)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        for value in held.values():
            if not getattr(value, "is_indirect", False):  # those stand among the objects
                yield from _read_strings(value)
    elif isinstance(held, pikepdf.Array):
        for value in list(held):
            if not getattr(value, "is_indirect", False):
                yield from _read_strings(value)


def _strip(text: str) -> str:
    return html.unescape(_TAG.sub("", text))
