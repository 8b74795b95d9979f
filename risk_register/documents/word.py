"""A Word document with real headings, lists and tables; the same bytes every time."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"
FONT = "Arial"
INK = RGBColor(0x0B, 0x0C, 0x0C)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  #: the earliest that a ZIP file can say
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Mm(210), Mm(297), Mm(20)
TEXT_WIDTH_MM = 170
LONGEST_PROPERTY = 255  #: characters; the format's own limit
LONGEST_TEXT = 10_000  #: characters of one paragraph; Word slows down above

#: What XML cannot hold, and what turns the direction of a whole line.
_UNDRAWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SIZES = {"Normal": 11, "Title": 24, "Subtitle": 13, "Heading 1": 16, "Heading 2": 13}


class WordDocument:
    """A document that is written from its title to its end."""

    def __init__(self, *, title: str, author: str, subject: str, made_at: datetime) -> None:
        """Start it on A4.

        :param made_at: with a time zone; the only moment the file says of itself
        """
        self._document = Document()
        self._set_page()
        self._set_styles()
        self._describe(title, author, subject, made_at)

    def add_title(self, title: str, subtitle: str) -> None:
        """Write the title and what stands below it."""
        self._document.add_paragraph(clean(title), style="Title")
        self._document.add_paragraph(clean(subtitle), style="Subtitle")

    def add_heading(self, text: str, *, level: int = 1) -> None:
        """Write a heading that Word can find its way by; level 1 is the highest below the title."""
        self._document.add_paragraph(clean(text), style=f"Heading {level}")

    def add_text(self, text: str, *, bold: bool = False) -> None:
        """Write a paragraph."""
        self._document.add_paragraph().add_run(clean(text)).bold = bold or None

    def add_numbered(self, texts: Iterable[str]) -> None:
        """Write a numbered list; a document has one."""
        for text in texts:
            self._document.add_paragraph(clean(text), style="List Number")

    def add_table(
        self,
        title: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[int],
    ) -> None:
        """Write a table whose heading row is marked and repeated and whose rows are not split.

        :param title: what it is, for people who cannot see it
        :param widths: of the columns, in parts of their sum
        """
        table = self._document.add_table(rows=1, cols=len(headings), style="Table Grid")
        table.autofit = False
        _describe_table(table, title)
        shares = [Mm(TEXT_WIDTH_MM * width / sum(widths)) for width in widths]
        for cell, heading, share in zip(table.rows[0].cells, headings, shares, strict=True):
            cell.width = share
            _write(cell, heading, bold=True)
            _shade(cell)
        _mark(table.rows[0]._tr, "w:tblHeader")  # noqa: SLF001 - the library has no name for it
        for texts in rows:
            row = table.add_row()
            _mark(row._tr, "w:cantSplit")  # noqa: SLF001 - the library has no name for it
            for cell, text, share in zip(row.cells, texts, shares, strict=True):
                cell.width = share
                _write(cell, text)

    def set_running(self, *, head: str, foot: str) -> None:
        """Set what stands at the head and foot of every page, where its number is added."""
        section = self._document.sections[0]
        _say_running(section.header.paragraphs[0], head)
        paragraph = section.footer.paragraphs[0]
        _say_running(paragraph, f"{foot} · page ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        number = OxmlElement("w:t")
        number.text = "1"
        run.append(number)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001 - the library has no fields

    def save(self) -> bytes:
        """Give the file's bytes."""
        file = io.BytesIO()
        self._document.save(file)
        return _freeze(file.getvalue())

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
        section.left_margin = section.right_margin = MARGIN
        section.top_margin = section.bottom_margin = MARGIN

    def _set_styles(self) -> None:
        for name, size in _SIZES.items():
            font = self._document.styles[name].font
            font.name, font.size, font.color.rgb = FONT, Pt(size), INK
            font.italic = None if name == "Normal" else False
            fonts = font.element.rPr.rFonts
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
        for part in (self._document.styles.element, self._document.settings.element):
            for name in ("w:lang", "w:themeFontLang"):
                for language in part.iter(qn(name)):
                    language.set(qn("w:val"), LANGUAGE)

    def _describe(self, title: str, author: str, subject: str, made_at: datetime) -> None:
        said = self._document.core_properties
        said.title, said.author, said.subject = (
            clean(text)[:LONGEST_PROPERTY] for text in (title, author, subject)
        )
        said.last_modified_by = said.comments = said.keywords = said.category = ""
        said.language, said.revision = LANGUAGE, 1
        said.created = said.modified = made_at.astimezone(UTC).replace(tzinfo=None)
        # The library's template brings a picture of an empty page.
        relations = self._document.part.package.rels
        for key, relation in list(relations.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del relations[key]


def clean(text: str) -> str:
    """Take out what a document cannot hold and what would turn its lines round, and cut it."""
    said = _UNDRAWABLE.sub("", text[: 2 * LONGEST_TEXT])
    return said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT]} …"


def _write(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(9.5), bold or None


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EDF0")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - the library has no name for it


def _mark(row: BaseOxmlElement, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _describe_table(table: Table, title: str) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001 - the library has no alternative texts
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(title))
    properties.append(caption)


def _say_running(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(clean(text)).font.size = Pt(9)


def _freeze(document: bytes) -> bytes:
    """Pack the parts again, so that no file says when it was packed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as parts,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, parts.read(name))
    return file.getvalue()
