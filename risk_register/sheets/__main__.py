"""The child that reads a file from standard input and tells its cells on standard output."""

import json
import os
import resource
import sys

from risk_register.domain.import_files import SourceKind
from risk_register.sheets.parsing import RefusedError, parse
from risk_register.sheets.sources import MEMORY_BYTES, MOST_TOLD, REFUSED, TOO_MUCH

POLITE = 10  #: how much less of the processor it asks for than the pages people wait for


def main() -> int:
    """Read within the limits: the kind of file, and seconds of the processor."""
    seconds = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(POLITE)
    return tell(SourceKind(sys.argv[1]), sys.stdin.buffer.read())


def tell(kind: SourceKind, content: bytes) -> int:
    """Write a file's cells as lines of JSON, and give the exit code."""
    written = 0
    try:
        for told in parse(kind, content):
            line = json.dumps(told) + "\n"
            written += len(line)
            if written > MOST_TOLD:
                raise RefusedError(TOO_MUCH)
            sys.stdout.write(line)
    except RefusedError as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
