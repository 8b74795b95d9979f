"""The real press, asked once for each order of a test run.

The same order gives the same bytes, which tests/documents/test_pack_bytes.py proves; so most tests
may share what one of them had drawn.
"""

import hashlib
import pickle
from pathlib import Path
from threading import Lock

from risk_register.documents.press import Press
from risk_register.domain.values import canonical_json
from tests.registers import only_one


class RememberingPress:
    """Prints an order that nobody of this run has printed yet, and remembers what came of it.

    Its child stays until the last test of its worker, as the service's does for the editions of one
    pack.
    """

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.press = Press()
        self.at_work = Lock()  # threads behind buttons print, too

    def print_pack(self, order, *, tell=None, seconds=None):
        """Print as :meth:`risk_register.documents.press.Press.print_pack` does."""
        name = hashlib.sha256(canonical_json(order).encode()).hexdigest()
        kept = self.shared / f"{name}.printed"
        with only_one(self.shared / f"{name}.lock"):
            if not kept.exists():
                with self.at_work:
                    printed = self.press.print_pack(order, tell=tell, seconds=seconds)
                fresh = kept.with_suffix(".printing")
                fresh.write_bytes(pickle.dumps(printed))
                fresh.rename(kept)
        return pickle.loads(kept.read_bytes())  # noqa: S301 - a test of this run wrote it
