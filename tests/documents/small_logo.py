"""A small picture for a programme's logo."""

import io

from PIL import Image, ImageDraw


def draw_logo() -> bytes:
    """Draw a ring on a square, as PNG."""
    picture = Image.new("RGB", (96, 96), "#4a2c6d")
    ImageDraw.Draw(picture).ellipse((20, 20, 76, 76), outline="#ffffff", width=10)
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
