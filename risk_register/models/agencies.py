"""Agencies: the organisations that share a programme."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from risk_register.database import Base


class Agency(Base):
    """An organisation; ``short`` is what tables and packs print."""

    __tablename__ = "agency"
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(60))
    #: That its people's letters may go to; None: any.
    mail_domains: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))  #: its people think in
