"""Takes in what vision saw: stored with its pictures, and a case opened or joined, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.audit.service import record
from backend.cameras.models import Camera, Device, Rule
from backend.cameras.service import phone_tasks
from backend.cameras.service.standing import standing_on
from backend.cases.models import Case, Evidence
from backend.cases.service import Finding, open_case, recover, write
from backend.catalog.cases import EvidenceKind, TimelineKind
from backend.catalog.violations import CAMERA_FAULTS, SPECS, RuleStanding, ViolationType
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture, store_video
from backend.extensions import db
from backend.observations import policy
from backend.observations.models import Observation, ObservationCrop


@dataclass(frozen=True)
class Pictures:
    """What came with a report; `crops` in the order in which the report describes them."""

    snapshot: Picture | None
    boxed: Picture | None
    crops: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Taken:
    observation: Observation
    is_new: bool


def take_in(device: Device, meta: dict[str, Any], pictures: Pictures) -> Taken:
    """`meta` as loaded by ObservationMeta. The same key again changes nothing."""
    camera = _locked_camera(device, meta["camera_id"])
    known = db.session.scalar(select(Observation).where(Observation.key == meta["key"]))
    if known is not None:
        if known.device_id != device.id:
            raise DomainError("key_taken")
        return Taken(known, is_new=False)
    kind: ViolationType = meta["type"]
    policy.check_times(meta["first_seen_at"], meta["last_seen_at"], clock.now())
    policy.check_wanted(kind, is_ai_enabled=camera.is_ai_enabled)
    if kind is ViolationType.PHONE and phone_tasks.is_busy(camera, meta["first_seen_at"], meta["last_seen_at"]):
        raise DomainError("phone_task")
    policy.check_crops(len(meta["crops"]), len(pictures.crops))
    if kind not in CAMERA_FAULTS and (pictures.snapshot is None or pictures.boxed is None):
        raise InvalidError("picture_missing", snapshot=["required"], boxed=["required"])
    opened = open_case(_finding(meta, camera))
    case = opened.case
    files = [store_picture(picture) if picture else None for picture in (pictures.snapshot, pictures.boxed)]
    observation = _keep(meta, device, camera, case, *files)
    for exhibit, file in zip((EvidenceKind.SNAPSHOT, EvidenceKind.BOXED), files, strict=True):
        if file is not None:
            _exhibit(observation, exhibit, file, meta["last_seen_at"])
    crops = _keep_crops(observation, meta, pictures.crops)
    if opened.is_new and crops:
        case.why = {**case.why, "crops": crops}
    db.session.flush()
    return Taken(observation, is_new=True)


def _locked_camera(device: Device, camera_id: int) -> Camera:
    """The device's own camera; the lock makes two reports about it follow one another."""
    statement = (
        select(Camera)
        .where(Camera.id == camera_id, Camera.device_id == device.id, Camera.removed_at.is_(None))
        .with_for_update(of=Camera)
        .execution_options(populate_existing=True)
    )
    camera: Camera | None = db.session.scalar(statement)
    if camera is None:
        raise NotFoundError
    return camera


def _finding(meta: dict[str, Any], camera: Camera) -> Finding:
    kind: ViolationType = meta["type"]
    cause = meta["cause"] or camera.state_detail or camera.state.value
    return Finding(
        source=policy.source_of(kind),
        type=kind,
        establishment=camera.establishment,
        area=camera.area,
        camera=camera,
        first_seen_at=meta["first_seen_at"],
        last_seen_at=meta["last_seen_at"],
        merge=_merge_window(meta, camera),
        why=policy.why(meta, cause if kind in CAMERA_FAULTS else ""),
        is_suspected=standing_on(camera, kind) is RuleStanding.SUSPECT,
    )


def _merge_window(meta: dict[str, Any], camera: Camera) -> timedelta:
    """As the rule that fired says; without one of this establishment, the default of the type."""
    rule_id = meta["rule"].get("id")
    rule = db.session.get(Rule, rule_id) if rule_id else None
    if rule is None or rule.establishment_id != camera.establishment_id:
        return SPECS[ViolationType(meta["type"])].merge
    return timedelta(seconds=rule.merge_s)


def _keep(
    meta: dict[str, Any],
    device: Device,
    camera: Camera,
    case: Case,
    snapshot: StoredFile | None,
    boxed: StoredFile | None,
) -> Observation:
    columns = "key type score boxes frame first_seen_at last_seen_at held_s rule model why"
    observation = Observation(
        **{name: meta[name] for name in columns.split()},
        device_id=device.id,
        camera_id=camera.id,
        area_id=camera.area_id,
        case_id=case.id,
        received_at=clock.now(),
        snapshot_file_id=snapshot.id if snapshot else None,
        boxed_file_id=boxed.id if boxed else None,
    )
    db.session.add(observation)
    return observation


def _keep_crops(observation: Observation, meta: dict[str, Any], crops: Sequence[Picture]) -> list[dict[str, Any]]:
    """Crops are evidence of the case, and stay with the observation for what is learned from the answer."""
    shown = []
    db.session.flush()
    for said, picture in zip(meta["crops"], crops, strict=True):
        file = store_picture(picture)
        db.session.add(ObservationCrop(observation_id=observation.id, file=file, **said))
        evidence = _exhibit(observation, EvidenceKind.CROP, file, meta["last_seen_at"])
        db.session.flush()
        shown.append({"evidence_id": evidence.id, **said})
    return shown


def _exhibit(observation: Observation, kind: EvidenceKind, file: StoredFile, taken_at: datetime) -> Evidence:
    evidence = Evidence(
        case_id=observation.case_id, file=file, kind=kind, taken_at=taken_at, observation_key=observation.key
    )
    db.session.add(evidence)
    return evidence


def _own(device: Device, key: str) -> tuple[Observation, Case]:
    """The observation and its case, both locked: clip and end may arrive at the same moment."""
    found = db.session.execute(
        select(Observation, Case)
        .join(Case, Observation.case_id == Case.id)
        .where(Observation.key == key, Observation.device_id == device.id)
        .with_for_update(of=[Observation, Case])
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def attach_clip(device: Device, key: str, mp4: bytes, start_at: datetime) -> None:
    """The seconds around the observation, cut without re-encoding. A second clip for the same key changes nothing."""
    observation, case = _own(device, key)
    if observation.clip_file_id is not None:
        return
    file = store_video(mp4)
    observation.clip_file_id = file.id
    _exhibit(observation, EvidenceKind.CLIP, file, start_at)
    write(case, TimelineKind.CLIP_ATTACHED, data={"sha256": file.sha256})
    changes = {"sha256": file.sha256}
    record("case.clip_attached", "case", case.id, establishment_id=case.establishment_id, changes=changes)


def end(device: Device, key: str, ended_at: datetime) -> None:
    """It is over. A camera fault whose every report is over closes its case by itself (J136)."""
    observation, case = _own(device, key)
    if observation.ended_at is not None:
        return
    policy.check_times(observation.first_seen_at, max(ended_at, observation.first_seen_at), clock.now())
    observation.ended_at = max(ended_at, observation.first_seen_at)
    db.session.flush()
    if observation.type in CAMERA_FAULTS and not _still_running(case):
        recover(case, observation.ended_at, str(case.why.get("cause", "")))


def _still_running(case: Case) -> bool:
    running = select(Observation.id).where(Observation.case_id == case.id, Observation.ended_at.is_(None))
    return db.session.scalar(running.limit(1)) is not None
