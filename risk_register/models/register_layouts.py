"""How agencies want their risks laid out when they are taken along."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.domain.register_layouts import LayoutColumn
from risk_register.models.agencies import Agency
from risk_register.models.programmes import Programme


class RegisterLayout(Base):
    """An agency's own headings over our columns, in its order; a removed one stays on record."""

    __tablename__ = "register_layout"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(60))
    columns: Mapped[list[list[str]]] = mapped_column(JSON)  #: heading and ours; set, never changed
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    agency: Mapped[Agency] = relationship()

    @property
    def laid_out(self) -> list[LayoutColumn]:
        """Give its columns in order."""
        return [LayoutColumn(heading, source) for heading, source in self.columns]
