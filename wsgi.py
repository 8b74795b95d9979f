"""For WSGI servers: ``gunicorn wsgi:app``."""

from risk_register.app import create_app
from risk_register.settings import start_logging

start_logging()
app = create_app()
