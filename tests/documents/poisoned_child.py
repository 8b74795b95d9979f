"""A child of the press to which one risk is poison: drawing it needs more memory than there is."""

import sys

from risk_register.documents import __main__ as child
from risk_register.documents import printing

draw = printing._draw_alone


def _draw_unless_poison(manuscript, style, part):
    if "Poison" in part.text:
        raise MemoryError
    return draw(manuscript, style, part)


printing._draw_alone = _draw_unless_poison

if __name__ == "__main__":
    sys.exit(child.main())
