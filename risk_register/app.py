"""The roof: puts the doors into the frame, and gives the whole application."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from risk_register.api import prepare_api
from risk_register.frame import create_frame, open_post_room
from risk_register.settings import CONFIG_DIR
from risk_register.web import prepare_web
from risk_register.web.access import check_routes


def create_app(environ: Mapping[str, str] | None = None, *, config_dir: Path = CONFIG_DIR) -> Flask:
    """Build the application for one environment, with its pages and its API.

    :param environ: where ``RISK_REGISTER_*`` is read; the process's own by default
    :raises SettingsError: if it cannot start with its settings, or a route does not say who may
        open it
    """
    app = create_frame(environ, config_dir=config_dir)
    prepare_web(app, lambda: open_post_room(app))
    prepare_api(app)
    check_routes(app)
    return app
