"""The folder of published editions, which the clock keeps as the register says."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from risk_register.domain.errors import PublishingError
from risk_register.scheduler.rounds import Round, say_counts
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom
from risk_register.services.published_files import follow_publications


def publish_files(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Put what is published into the settings' folder, and take out what is taken back.

    :raises PublishingError: if files could not be written; they are tried again
    """
    filing = follow_publications(Path(current_app.config["PUBLISH_FOLDER"]), at=at)
    if filing.failures:
        raise PublishingError(
            f"{len(filing.failures)} could not be put into or taken out of the folder: "
            f"{filing.failures[0]}"
        )
    words = say_counts({"put into the folder": filing.put, "taken out of it": filing.taken_out})
    return Said(words) if words else None
