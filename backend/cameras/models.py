from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.catalog.cameras import Acceptance, CameraState, PictureState, ReferenceState, StreamTransport, ZoneKind
from backend.catalog.violations import RuleSchedule, RuleStanding, ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Area, Establishment
from backend.extensions import Model


class Device(Model):
    """A box that runs media and detect. It signs each request with its Ed25519 key; the public half is kept here."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    # Without an establishment the box serves cameras of any establishment that chooses it (a county's centre).
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    public_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Of the disk that holds its spool and recordings, in bytes, as the box last said.
    disk_free: Mapped[int | None] = mapped_column(BigInteger)
    disk_total: Mapped[int | None] = mapped_column(BigInteger)


class DeviceNonce(Model):
    """A used request id of a device; kept for as long as its signature could be replayed."""

    __tablename__ = "device_nonce"

    jti: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Camera(Model):
    __tablename__ = "camera"
    __table_args__ = (Index("ix_camera_standing", "removed_at", "establishment_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    main_url: Mapped[str] = mapped_column(Text)  # encrypted: it holds the camera's password
    sub_url: Mapped[str | None] = mapped_column(Text)
    transport: Mapped[StreamTransport] = mapped_column(EnumText(StreamTransport), default=StreamTransport.TCP)
    is_ai_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    state: Mapped[CameraState] = mapped_column(EnumText(CameraState), default=CameraState.UNKNOWN)
    picture: Mapped[PictureState] = mapped_column(EnumText(PictureState), default=PictureState.UNKNOWN)
    state_detail: Mapped[str] = mapped_column(String(200), default="")
    state_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_frame_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    width: Mapped[int | None]
    height: Mapped[int | None]
    codec: Mapped[str | None] = mapped_column(String(16))
    fps: Mapped[float | None]
    gop_s: Mapped[float | None]
    bitrate: Mapped[int | None]
    # The newest still is overwritten every few seconds, so it is no stored file: storage key stills/<id>.jpg.
    still_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The newest still in which people cannot be recognised: stills/<id>.blurred.jpg. Only vision makes one.
    blurred_still_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reference_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    is_reference_wanted: Mapped[bool] = mapped_column(default=False)

    # What the installer tells about the lens and where it hangs; unknown ones are assumed.
    view_degrees: Mapped[float | None]  # angle that the picture is wide
    mount_cm: Mapped[int | None]  # above the floor
    # {"points": [[x, y] * 4], "width_cm", "depth_cm"}: far left, far right, near right, near left of a floor rectangle.
    floor: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    acceptance: Mapped[Acceptance] = mapped_column(EnumText(Acceptance), default=Acceptance.PENDING)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    installed_by: Mapped[str | None] = mapped_column(String(60))
    acceptance_note: Mapped[str] = mapped_column(String(500), default="")

    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)
    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    zones: Mapped[list[Zone]] = relationship(cascade="all, delete-orphan", order_by="Zone.id", lazy="select")
    bins: Mapped[list[Bin]] = relationship(cascade="all, delete-orphan", order_by="Bin.id", lazy="select")


class Zone(Model):
    """A polygon on the picture; points are fractions of width and height, [[x, y], ...], at least three."""

    __tablename__ = "zone"

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[ZoneKind] = mapped_column(EnumText(ZoneKind))
    polygon: Mapped[list[list[float]]] = mapped_column(JSON)


class Bin(Model):
    """A waste bin as the installer marked it; `polygon` as of a zone.

    Its lid is judged by comparing with the covered still, which a person has looked at; `offered_file_id` is a still
    that waits for that look.
    """

    __tablename__ = "bin"

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    polygon: Mapped[list[list[float]]] = mapped_column(JSON)
    offered_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    covered_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    covered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ReferenceStill(Model):
    """A still that shows, or might show, how a camera should look; old ones are kept.

    `difference`: from the one that was current, 0 the same to 1 another picture.
    """

    __tablename__ = "reference_still"
    __table_args__ = (Index("ix_reference_still_camera", "camera_id", "taken_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ReferenceState] = mapped_column(EnumText(ReferenceState))
    difference: Mapped[float | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class PhoneTask(Model):
    """Somebody fills in a task of ours with the phone: in those minutes a phone in the hand is no case (Q140).

    Without an area it holds for the whole establishment.
    """

    __tablename__ = "phone_task"
    __table_args__ = (Index("ix_phone_task_place", "establishment_id", "until_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Rule(Model):
    """What to look for where. The most particular row wins: camera, then area, then the whole establishment."""

    __tablename__ = "rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    camera_id: Mapped[int | None] = mapped_column(ForeignKey("camera.id"))
    type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    min_height: Mapped[int] = mapped_column(default=80)  # pixels of the analysed picture
    min_score: Mapped[float] = mapped_column(default=0.5)
    hold_s: Mapped[float] = mapped_column(default=5.0)
    votes: Mapped[int] = mapped_column(default=3)  # of the last `window` analysed frames
    window: Mapped[int] = mapped_column(default=5)
    merge_s: Mapped[int] = mapped_column(default=600)
    schedule: Mapped[RuleSchedule] = mapped_column(EnumText(RuleSchedule), default=RuleSchedule.ALWAYS)
    zone_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    standing: Mapped[RuleStanding] = mapped_column(EnumText(RuleStanding), default=RuleStanding.CERTAIN)
    grace_s: Mapped[int] = mapped_column(default=0)  # for whom has just come in


class Tuning(Model):
    """Too many false alarms of one type on one camera: until a person has tuned the rule it only suspects there."""

    __tablename__ = "tuning"
    __table_args__ = (Index("ix_tuning_open", "camera_id", "type", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    false_alarms: Mapped[int]
    days: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(500), default="")


class CameraTest(Model):
    """One try of an address from the camera form; the device that will serve it does the trying."""

    __tablename__ = "camera_test"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    main_url: Mapped[str] = mapped_column(Text)  # encrypted, emptied when the result is in
    transport: Mapped[StreamTransport] = mapped_column(EnumText(StreamTransport))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(32))
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    picture_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
