"""Versions of the small models: proposed with their figures, switched on by a person, rolled back by a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.audit.service import record
from backend.catalog.learning import ModelState
from backend.catalog.violations import ViolationType
from backend.core import clock
from backend.core.errors import DomainError, NotFoundError
from backend.evidence.models import StoredFile
from backend.evidence.service import store_model
from backend.extensions import db
from backend.learning.models import ModelVersion
from backend.learning.policy import versions as policy


def list_versions() -> Sequence[ModelVersion]:
    return db.session.scalars(select(ModelVersion).order_by(ModelVersion.type, ModelVersion.id.desc())).all()


def propose(by: User, type: ViolationType, onnx: bytes, metrics: dict[str, Any], note: str) -> ModelVersion:
    """Keep a trained model; it judges nothing until somebody switches it on. Raises DomainError("model_known")."""
    policy.check_onnx(onnx)
    sha256 = hashlib.sha256(onnx).hexdigest()
    same = select(ModelVersion.id).join(StoredFile).where(ModelVersion.type == type, StoredFile.sha256 == sha256)
    if db.session.scalar(same) is not None:
        raise DomainError("model_known")
    version = ModelVersion(
        type=type,
        version=policy.name_of(type, clock.now().date(), sha256),
        state=ModelState.PROPOSED,
        file=store_model(onnx),
        metrics=metrics,
        note=note,
        proposed_at=clock.now(),
        proposed_by=by,
        fault="",
    )
    db.session.add(version)
    db.session.flush()
    _record("proposed", version, {"sha256": sha256})
    return version


def switch_on(by: User, version_id: int) -> ModelVersion:
    """From the next look at the configuration on, every box judges with this one."""
    version = _locked(version_id)
    policy.check_switch(version.state, version.fault)
    before = _active(version.type)
    if before is not None:
        _switch(before, ModelState.RETIRED, by)
    version.previous_id = before.id if before else None
    _switch(version, ModelState.ACTIVE, by)
    _record("switched_on", version, {"version": [before.version if before else None, version.version]})
    return version


def roll_back(by: User, version_id: int) -> ModelVersion:
    """Back to what was active before this one, or to the model that the product ships."""
    version = _locked(version_id)
    policy.check_rollback(version.state)
    _switch(version, ModelState.RETIRED, by)
    before = db.session.get(ModelVersion, version.previous_id) if version.previous_id else None
    if before is not None and before.fault:
        before = None
    if before is not None:
        _switch(before, ModelState.ACTIVE, by)
    _record("rolled_back", version, {"version": [version.version, before.version if before else None]})
    return version


def _switch(version: ModelVersion, state: ModelState, by: User) -> None:
    version.state, version.switched_at, version.switched_by = state, clock.now(), by
    db.session.flush()


def _locked(version_id: int) -> ModelVersion:
    """All versions of its type are locked with it, so that two people cannot switch on two."""
    found = db.session.get(ModelVersion, version_id)
    if found is None:
        raise NotFoundError
    rows = select(ModelVersion).where(ModelVersion.type == found.type).order_by(ModelVersion.id)
    statement = rows.with_for_update(of=ModelVersion).execution_options(populate_existing=True)
    return next(row for row in db.session.scalars(statement) if row.id == version_id)


def _active(type: ViolationType) -> ModelVersion | None:
    statement = select(ModelVersion).where(ModelVersion.type == type, ModelVersion.state == ModelState.ACTIVE)
    found: ModelVersion | None = db.session.scalar(statement)
    return found


def _record(act: str, version: ModelVersion, changes: dict[str, Any]) -> None:
    record(f"model.{act}", "model", version.id, changes={"type": version.type, **changes})


def active_models() -> dict[str, dict[str, str]]:
    """For the boxes: by type, {"version", "sha256"} of what is switched on."""
    statement = select(ModelVersion).where(ModelVersion.state == ModelState.ACTIVE).order_by(ModelVersion.type)
    return {
        row.type.value: {"version": row.version, "sha256": row.file.sha256} for row in db.session.scalars(statement)
    }


def file_of(type: ViolationType, version: str) -> StoredFile:
    return _named(type, version).file


def note_fault(type: ViolationType, version: str, error: str) -> None:
    """A box cannot load this version and judges with the shipped model instead."""
    found = _named(type, version)
    if not found.fault:
        found.fault, found.fault_at = error[:200], clock.now()
        _record("faulty", found, {"version": version})


def _named(type: ViolationType, version: str) -> ModelVersion:
    statement = select(ModelVersion).where(ModelVersion.type == type, ModelVersion.version == version)
    found: ModelVersion | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found
