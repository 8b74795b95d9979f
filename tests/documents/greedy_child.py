"""A child of the press that asks for more memory than it may have."""

import sys

from risk_register.documents import __main__ as child


def _take_everything(*_, **__):
    return bytearray(child.MEMORY_BYTES)


child.print_files = _take_everything

if __name__ == "__main__":
    sys.exit(child.main())
