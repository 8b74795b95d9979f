"""The child that reads a file from standard input and tells its cells on standard output."""

import json
import os
import resource
import sys

from risk_register.domain.import_files import SourceKind
from risk_register.sheets.parsing import RefusedError, parse
from risk_register.sheets.sources import MEMORY_BYTES, REFUSED

POLITE = 10  #: how much less of the processor it asks for than the pages people wait for


def main() -> int:
    """Read within the limits: the kind of file, and seconds of the processor."""
    seconds = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(POLITE)
    content = sys.stdin.buffer.read()
    try:
        for told in parse(SourceKind(sys.argv[1]), content):
            sys.stdout.write(json.dumps(told) + "\n")
    except RefusedError as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
