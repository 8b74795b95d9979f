"""A child of the press whose workers sleep instead of drawing."""

import sys
import time

from risk_register.documents import __main__ as child
from risk_register.documents import printing

printing._draw_alone = lambda *_: time.sleep(60)

if __name__ == "__main__":
    sys.exit(child.main())
