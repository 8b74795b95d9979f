"""The outside heartbeat: somebody elsewhere notices when it stops coming.

The request holds nothing of the register: an address from the settings, and no more.
"""

import logging
import urllib.request
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from flask import current_app

from risk_register.database import db
from risk_register.domain.errors import UnheardError
from risk_register.domain.jobs import Job
from risk_register.scheduler.rounds import Round
from risk_register.services.job_runs import Said, list_runs
from risk_register.services.outbox import PostRoom

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10


class _NoWayOn(urllib.request.HTTPRedirectHandler):
    """Follows nothing to elsewhere."""

    def redirect_request(self, *_asked: Any) -> None:
        """Take the redirection itself for the answer."""


def tell_outside(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:  # noqa: ARG001 - every job is told
    """Ask the outside address for an answer, unless a job is failing.

    :raises UnheardError: if it does not answer, or not as it should
    """
    failing = [job for job, run in list_runs().items() if run.failing_since]
    db.session.rollback()  # nothing may stay open while the other side thinks
    if any(job is not Job.TELL_OUTSIDE for job in failing):
        return Said("not sent, because another job is failing")
    status = ask(current_app.config["HEARTBEAT_URL"])
    return Said(f"sent; the answer was {status}")


def ask(url: str) -> int:
    """Ask an address and give the status of its answer.

    :raises UnheardError: if there is none, or none that says it was heard
    """
    request = urllib.request.Request(url, headers={"User-Agent": "heartbeat"})  # noqa: S310 - the settings allow http and https only
    try:
        with urllib.request.build_opener(_NoWayOn).open(request, timeout=TIMEOUT_SECONDS) as answer:
            status: int = answer.status
    except HTTPError as error:
        error.close()
        raise UnheardError(f"The outside address answered with {error.code}.") from None
    except (OSError, HTTPException) as error:
        # The reason may name the address, which can be a secret; pages show only the sentence.
        log.warning("The outside address: %s", type(getattr(error, "reason", error)).__name__)
        raise UnheardError("The outside address could not be reached.") from None
    return status
