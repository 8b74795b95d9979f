"""Shortcuts through the layout engine: what it reckons again and again, it reckons once.

WeasyPrint shapes every line twice, to break it and to draw it, and works out the lengths and the
background of a box each time it comes by. A pack says the same few words hundreds of times, in
boxes of a dozen styles. Nothing here changes a byte of what is drawn: the tests draw packs with
shortcuts and without. They hold for style sheets without justified text and without ellipses, as
the pack's own are; every other style takes the library's own way.
"""

import re
from typing import Any

import pydyf
import weasyprint
from weasyprint.draw import text as texts
from weasyprint.draw.color import get_color
from weasyprint.layout import absolute, background, block, column, inline, page, percent, preferred
from weasyprint.layout import float as floats
from weasyprint.layout import table as tables
from weasyprint.text import line_break
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

MADE_FOR = "70.0"  #: the version of the library; others do without

#: All that decides how wide and high a line of text is.
WRITTEN_BY = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override",
    "font_size", "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps",
    "font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric",
    "font_variant_position", "font_variation_settings", "font_weight", "lang",
    "letter_spacing", "line_height", "overflow_wrap", "tab_size", "text_decoration_line",
    "white_space", "word_break", "word_spacing",
)  # fmt: skip
LENGTHS = (
    "height", "margin_bottom", "margin_left", "margin_right", "margin_top", "max_height",
    "max_width", "min_height", "min_width", "padding_bottom", "padding_left", "padding_right",
    "padding_top", "width",
)  # fmt: skip
LEAST = ("min_height", "min_width")  #: where ``auto`` means nothing
BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
CORNERS = (
    "border_top_left_radius", "border_top_right_radius",
    "border_bottom_right_radius", "border_bottom_left_radius",
)  # fmt: skip
SQUARE = dict.fromkeys(CORNERS, (0, 0))
PARAGRAPH_END = re.compile("[\n\r\u2029]")

_break_line = line_break.split_first_line
_measure_strut = line_break.strut
_set_text = Layout.set_text
_reactivate = Layout.reactivate
_draw_line = texts.draw_first_line
_resolve_percentages = percent.resolve_percentages
_lay_backgrounds = background.layout_box_backgrounds


def take_shortcuts() -> bool:
    """Let the layout engine of this process take them; say whether its version allows it."""
    if weasyprint.__version__ != MADE_FOR:
        return False
    Layout.set_text = _write
    Layout.deactivate = _stay_shaped
    Layout.reactivate = _draw_as_shaped
    for room in (line_break, inline, preferred):
        room.split_first_line = _find_line
    inline.strut = _find_strut
    texts.draw_first_line = _draw_again
    for room in (absolute, block, column, floats, inline, page, percent, tables):
        room.resolve_percentages = _find_lengths
    background.layout_box_backgrounds = _pass_background
    pydyf.PDF.page_references = property(_list_pages)
    return True


class _Face:
    """A way of writing, and what was written so: lines that needed no break, by their text."""

    __slots__ = ("lines", "strut", "wraps")

    def __init__(self, style: Any) -> None:
        self.lines: dict[str, Any] = {}
        self.strut: tuple[float, float] | None = None
        self.wraps = style["white_space"] in {"normal", "pre-wrap", "pre-line"}


def _face_of(style: Any) -> _Face:
    """Give the face of a style; the document's fonts keep all that there are."""
    face: _Face | None = vars(style).get("face")
    if face is None:
        faces = vars(style.font_config).setdefault("faces", {})
        key = str([style[name] for name in WRITTEN_BY])
        face = style.face = faces.get(key) or faces.setdefault(key, _Face(style))
    return face


def _find_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any, *more: Any,
    **most: Any,
) -> Any:  # fmt: skip
    """Give a line as it was shaped before, if it fits here, too; otherwise break the text.

    :returns: what the library's function does: layout, length, where to go on, width and so on
    """
    if justification_spacing:
        return _break_line(text, style, context, max_width, justification_spacing, *more, **most)
    face = _face_of(style)
    room = max_width if face.wraps else None
    line = face.lines.get(text)
    if line is None or not (room is None or line[3] <= room):
        line = _break_line(text, style, context, max_width, justification_spacing, *more, **most)
        _, _, rest, width, *_ = line
        if rest is None and (room is None or width <= room):
            face.lines[text] = line
    return line


def _find_strut(style: Any) -> tuple[float, float]:
    """Give the height and the base of a line without words."""
    face = _face_of(style)
    if face.strut is None:
        face.strut = _measure_strut(style)
    return face.strut


def _write(layout: Any, text: str, justify: bool = False) -> None:
    """Set the text, as one paragraph if it is one: drawing asks for that, and shapes it anew."""
    if not PARAGRAPH_END.search(text):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003 - Pango's
    _set_text(layout, text, justify)


def _stay_shaped(_layout: Any) -> None:
    """Keep what was shaped until it is drawn; the library lets it go to spare memory."""


def _draw_as_shaped(layout: Any, style: Any) -> None:
    """Make a text ready to be drawn; it is, unless its words have to be moved apart."""
    if layout.justification_spacing or PARAGRAPH_END.search(layout.text):
        _reactivate(layout, style)


class _Listener:
    """Passes on what is written in a stream, and keeps it but for the place of the text."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.heard: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def set_font_size(self, *given: Any) -> None:
        """Choose a font."""
        self._pass_on("set_font_size", given)

    def set_text_rise(self, *given: Any) -> None:
        """Move the base line."""
        self._pass_on("set_text_rise", given)

    def show_text(self, *given: Any) -> None:
        """Write letters."""
        self._pass_on("show_text", given)

    def _pass_on(self, name: str, given: tuple[Any, ...]) -> None:
        self.heard.append((name, given))
        getattr(self._stream, name)(*given)


def _draw_again(stream: Any, box: Any, overflow: str, ellipsis: Any, matrix: Any) -> Any:
    """Draw a line as it was drawn before in this document, if it was.

    :returns: what the library's function does: pictures of letters that are pictures
    """
    layout = box.pango_layout
    if overflow == "ellipsis" or ellipsis != "none":
        return _draw_line(stream, box, overflow, ellipsis, matrix)
    fonts, heard = vars(layout).get("drawn", (None, ()))
    if fonts is stream._fonts:  # noqa: SLF001 - nothing else tells one document from another
        if heard:  # a line of white space is not drawn at all
            stream.set_text_matrix(*matrix.values)
        for name, given in heard:
            getattr(stream, name)(*given)
        return []
    listener = _Listener(stream)
    pictures = _draw_line(listener, box, overflow, ellipsis, matrix)
    if not pictures:
        layout.drawn = stream._fonts, listener.heard  # noqa: SLF001 - as above
    return pictures


def _find_lengths(box: Any, containing_block: Any) -> None:
    """Give a box the lengths that its style says, wherever none of them is a share of another."""
    style = box.style
    lengths = vars(style).get("lengths")
    if lengths is None:
        lengths = style.lengths = _read_lengths(style)
    if not lengths:
        _resolve_percentages(box, containing_block)
    elif style["border_collapse"] == "collapse":  # borders may be settled already
        vars(box).update(lengths | {name: vars(box)[name] for name in BORDERS if name in vars(box)})
    else:
        vars(box).update(lengths)


def _read_lengths(style: Any) -> dict[str, Any]:
    """Read the lengths of a style; nothing if they depend on what is around the box."""
    if style["box_sizing"] != "content-box":
        return {}
    lengths: dict[str, Any] = {name: style[name] for name in BORDERS}
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in LEAST else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return {}
    return lengths


def _pass_background(
    sheet: Any, box: Any, find_image: Any, layout_children: bool = True, style: Any = None
) -> None:  # fmt: skip
    """Lay out the background of a box and those in it, passing by whatever has none."""
    if box is sheet or style is not None or not _is_bare(box.style):
        _lay_backgrounds(sheet, box, find_image, layout_children, style)
        return
    vars(box).update(SQUARE)
    box.background = None
    if layout_children:
        for child in box.all_children():
            _pass_background(sheet, child, find_image)


def _is_bare(style: Any) -> bool:
    """Say whether a style paints nothing behind a box, which has no round corners."""
    bare: bool | None = vars(style).get("bare")
    if bare is None:
        bare = style.bare = (
            all((0, "px") in style[name] for name in CORNERS)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _ in style["background_image"])
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
        )
    return bare


def _list_pages(pdf: Any) -> tuple[bytes, ...]:
    """List the references of a file's pages, which every tag asks for; pages are only added."""
    numbers = pdf.pages["Kids"][::3]
    listed: tuple[bytes, ...] = vars(pdf).get("listed", ())
    if len(listed) != len(numbers):
        listed = pdf.listed = tuple(b"%d 0 R" % number for number in numbers)
    return listed
