"""The labelled set: crops whose case was answered, in the format of sets of labelled pictures."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile

from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.roles import Role
from backend.extensions import db
from tests.factories.cases import ClientAs, Story
from tests.factories.learning import alarm, call_false, call_true


def test_answered_crops_come_with_their_labels_and_the_reason_stays_on_record(
    story: Story, client_as: ClientAs
) -> None:
    call_false(story, client_as, alarm(story, crops=1), "cap_colour")
    call_false(story, client_as, alarm(story, crops=1), "other_person")
    call_true(story, client_as, alarm(story, crops=1))
    alarm(story, crops=1)
    path = f"/api/establishments/{story.kitchen.establishment.id}/recognition/labelled-set"

    assert client_as(story.holder).get(path).status_code == 422
    answer = client_as(story.holder).get(path, query_string={"reason": "改进本食堂的帽子识别"})

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode())))
        assert sorted(row["label"] for row in rows) == ["bare", "covered"]
        for row in rows:
            assert row["task"] == "head_cover"
            assert hashlib.sha256(archive.read(row["file"])).hexdigest() == row["sha256"]
            assert row["box"] == f"0 0 {row['width']} {row['height']}"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "labelled_set.read")).one()
    assert entry.changes["reason"] == "改进本食堂的帽子识别"


def test_a_labelled_set_is_only_for_who_may_export_there(story: Story, client_as: ClientAs) -> None:
    path = f"/api/establishments/{story.kitchen.establishment.id}/recognition/labelled-set"
    query = {"reason": "看看有什么"}

    assert client_as(story.person(Role.WORKER)).get(path, query_string=query).status_code == 403
    stranger = client_as(story.world.other.people[Role.SAFETY_OFFICER])
    assert stranger.get(path, query_string=query).status_code == 404
    assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "labelled_set.read")) is None
