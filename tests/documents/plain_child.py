"""The press's child, but the layout engine takes no shortcuts."""

import sys

from risk_register.documents import __main__ as child

child.take_shortcuts = lambda: False

if __name__ == "__main__":
    sys.exit(child.main())
