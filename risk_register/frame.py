"""The frame: settings, database and clock put together into an application without doors.

Services need no more, and neither does whoever calls them by a command: the doors take longer to
load than all that stands below them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.middleware.proxy_fix import ProxyFix

from risk_register import clock
from risk_register.database import db, prepare_engine, write_transaction
from risk_register.domain.errors import SettingsError
from risk_register.mail.post import open_post_office
from risk_register.models import ClockStart
from risk_register.services import search_index  # noqa: F401 - it listens to whatever is written
from risk_register.services.leases import DEMONSTRATION, find_heartbeat
from risk_register.services.outbox import PostRoom
from risk_register.settings import CONFIG_DIR, load_settings

MOST_FORM_BYTES = 1_000_000


def create_frame(
    environ: Mapping[str, str] | None = None, *, config_dir: Path = CONFIG_DIR
) -> Flask:
    """Build the application for one environment; it answers at no address.

    :param environ: where ``RISK_REGISTER_*`` is read; the process's own by default
    :raises SettingsError: if it cannot start with its settings
    """
    settings = load_settings(config_dir, os.environ if environ is None else environ)
    app = Flask(__name__)
    app.config.update(settings)
    app.config.update(_derive(settings))
    if settings["TRUSTED_PROXIES"]:
        proxies = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # Flask's own advice
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        set_clock(app)
        if settings["ENVIRONMENT"] == "production":
            _check_no_demonstration()
    return app


def open_post_room(app: Flask) -> PostRoom:
    """Open the post office that the settings name.

    :raises MailSettingsError: if it cannot be reached with these settings
    """
    return PostRoom(
        office=open_post_office(app.config),
        sender=app.config["MAIL_FROM"],
        public_url=app.config["PUBLIC_URL"],
        secret_key=app.config["SECRET_KEY"],
        per_minute=app.config["MAIL_PER_MINUTE"],
        most_bytes=app.config["MAIL_MOST_BYTES"],
    )


def set_clock(app: Flask) -> None:
    """Let the service's clock flow from its start, which the database keeps over restarts.

    Does nothing while the database has no tables yet. Another start than before
    sets the clock anew.
    """
    start = app.config["CLOCK_START"]
    if start is None:
        clock.flow_with_machine()
        return
    try:
        row = db.session.scalar(select(ClockStart).limit(1))
        if row is None or row.starts_at != start:
            with write_transaction():
                row = db.session.scalar(select(ClockStart).limit(1)) or ClockStart()
                row.starts_at, row.anchored_at = start, clock.machine_now()
                db.session.add(row)
        clock.flow_from(row.starts_at, anchored_at=row.anchored_at)
    except (OperationalError, ProgrammingError):
        clock.flow_from(start, anchored_at=clock.machine_now())
    finally:
        db.session.remove()


def _check_no_demonstration() -> None:
    """Refuse a register of the demonstration, whose passwords are told to everybody.

    :raises SettingsError: if the database holds one
    """
    try:
        is_demonstration = find_heartbeat(DEMONSTRATION) is not None
    except (OperationalError, ProgrammingError):
        return  # it has no tables yet
    finally:
        db.session.remove()
    if is_demonstration:
        raise SettingsError(
            "The database holds the demonstration. Give production a database of its own."
        )


def _derive(settings: Mapping[str, Any]) -> dict[str, Any]:
    home = settings["CONFIG_DIR"].parent
    is_https = settings["PUBLIC_URL"].startswith("https://")
    url = settings["DATABASE_URL"]
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        path = home / url.removeprefix("sqlite:///")
        path.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}"
    elif not url.startswith(("sqlite:////", "postgresql+psycopg://")):
        raise SettingsError(
            "RISK_REGISTER_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://."
        )
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not url.startswith("sqlite")},
        "MAIL_FOLDER": str(home / settings["MAIL_FOLDER"]),
        # Empty stays empty: it switches the backups off.
        "BACKUP_FOLDER": str(home / settings["BACKUP_FOLDER"]) if settings["BACKUP_FOLDER"] else "",
        "PUBLISH_FOLDER": str(home / settings["PUBLISH_FOLDER"])
        if settings["PUBLISH_FOLDER"]
        else "",
        "MAX_CONTENT_LENGTH": MOST_FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_FORM_BYTES,
        "SESSION_COOKIE_NAME": "__Host-register" if is_https else "register",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch must still be saved
        "IS_HTTPS": is_https,
    }
