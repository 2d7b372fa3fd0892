"""A labelled set of crops from people's answers, as a zip. People are recognisable in it: somebody says why."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.catalog.learning import LABELS, REPLAY_SPAN
from backend.catalog.roles import Permission
from backend.core import clock
from backend.establishments.access import get_establishment
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.evidence.service import read
from backend.extensions import db
from backend.learning.policy.labels import COLUMNS, label_of, split_of
from backend.learning.service import cases
from backend.learning.service.cases import Told
from backend.observations.models import Observation, ObservationCrop

_MOST = 5_000
_LICENCE = "internal use of this establishment only"


def find_place(access: Access, establishment_id: int) -> Establishment:
    return get_establishment(access, establishment_id, Permission.DATA_EXPORT)


def archive(place: Establishment) -> bytes:
    """manifest.csv and the crops of the last months whose case was answered; what leaves a doubt is left out."""
    told = {each.id: each for each in cases.since(place.id, clock.now() - REPLAY_SPAN)}
    out, written = io.BytesIO(), set[str]()
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive_:
        for row, file in _labelled(told):
            writer.writerow(row)
            if row["file"] not in written:
                written.add(row["file"])
                archive_.writestr(row["file"], read(file))
        archive_.writestr("manifest.csv", table.getvalue())
    return out.getvalue()


def _labelled(told: dict[int, Told]) -> Iterator[tuple[dict[str, Any], StoredFile]]:
    statement = (
        select(ObservationCrop, Observation.case_id, Observation.model)
        .join(Observation, ObservationCrop.observation_id == Observation.id)
        .where(Observation.case_id.in_([each.id for each in told.values() if each.type in LABELS]))
        .order_by(ObservationCrop.id.desc())
        .limit(_MOST)
    )
    for crop, case_id, model in db.session.execute(statement):
        case = told[case_id]
        label = label_of(case.type, crop.answer, case.truth, case.reason)
        if label is not None:
            yield _row(crop, case, label, model), crop.file


def _row(crop: ObservationCrop, case: Told, label: str, model: str) -> dict[str, Any]:
    task, split, file = LABELS[case.type][0], split_of(case.id), crop.file
    said = f"answer={case.reason.value if case.reason else 'confirmed'}"
    return {
        "file": f"{task}/{split}/{file.sha256[:20]}.jpg",
        "task": task,
        "split": split,
        "label": label,
        "box": f"0 0 {file.width} {file.height}",
        "width": file.width,
        "height": file.height,
        "source_repo": "answers",
        "commit": "",
        "source_path": f"camera-{case.camera_id}/case-{case.id}",
        "licence": _LICENCE,
        "sha256": file.sha256,
        "label_origin": "answer of a person to the case",
        "note": f"kind={crop.kind} score={crop.score:.2f} {said} model={model}",
    }
