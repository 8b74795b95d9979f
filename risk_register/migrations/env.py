"""Runs the migrations on the application's own engine."""

from alembic import context

from risk_register import models  # noqa: F401 - fills the metadata
from risk_register.database import Base, db

with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
