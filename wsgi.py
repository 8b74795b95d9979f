"""For WSGI servers: ``gunicorn wsgi:app``."""

from risk_register.app import create_app, start_logging

start_logging()
app = create_app()
