from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.catalog.agencies import AgencyKind, JurisdictionKind
from backend.core.columns import EnumText
from backend.extensions import Model


class Jurisdiction(Model):
    """A node of the tree city -> county or district -> office or town. `path` is "/1/4/9/", its own id last.

    `code`: the administrative code or the register's own one, by which imports find the node again. `is_urban`: within
    the built-up area, where seed 000 2(3) asks for more than in the countryside.
    """

    __tablename__ = "jurisdiction"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[JurisdictionKind] = mapped_column(EnumText(JurisdictionKind))
    path: Mapped[str] = mapped_column(String(255), unique=True)
    code: Mapped[str | None] = mapped_column(String(32), unique=True)
    is_urban: Mapped[bool] = mapped_column(default=False)


class Agency(Model):
    """An authority with its seat in a jurisdiction (机构): what its officers see follows its kind and its node."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[AgencyKind] = mapped_column(EnumText(AgencyKind))
    name: Mapped[str] = mapped_column(String(120))
    hotline: Mapped[str] = mapped_column(String(40), default="")

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="joined", innerjoin=True)
