"""The peer of `due_steps`: the same rows written by plain SQL, with no rules, people or words looked up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from backend.core.database import write_transaction
from backend.extensions import db

BATCH = 100

_CLAIM = """
SELECT id, establishment_id, holder_id, chain, level FROM case_file WHERE next_step_at <= :now
ORDER BY next_step_at LIMIT :batch
"""
_MOVE = """
UPDATE case_file SET chain = :chain, level = 1, next_step = 1, next_step_at = :next, version = version + 1
WHERE id = :id
"""
_LINE = """
INSERT INTO timeline_entry (case_id, at, kind, level, text, data) VALUES (:id, :now, 'step', 1, '', :data)
"""
_LETTER = """
INSERT INTO delivery (key, case_id, user_id, channel, level, payload, state, created_at, due_at, expires_at, attempts)
VALUES (:key, :id, :user, :channel, 1, :payload, :state, :now, :now, :next, 0)
"""
_ANNOUNCE = """
INSERT INTO announcement (at, rooms, kind, subject_id) VALUES (:now, :rooms, 'case', :id)
"""
_PAYLOAD = json.dumps(
    {
        "title": "烹饪区1 · 未穿工作服 · 3 分钟",
        "body": "第一中学食堂 · 请立即到场核实并纠正",
        "tag": "case-1",
        "url": "/cases/1",
        "case_id": 1,
        "level": 1,
        "lang": "zh-CN",
    },
    ensure_ascii=False,
)


def drain(engine: Engine) -> int:
    """Tell every due step; returns how many."""
    is_server = engine.dialect.name == "postgresql"
    claim = text(_CLAIM + (" FOR UPDATE SKIP LOCKED" if is_server else ""))
    done = 0
    while moved := _batch(claim, is_server):
        done += moved
    return done


def _batch(claim: Any, is_server: bool) -> int:
    with write_transaction():
        connection = db.session.connection()
        now = _bound(datetime.now(UTC), is_server)
        later = _bound(datetime.now(UTC) + timedelta(minutes=30), is_server)
        rows = connection.execute(claim, {"now": now, "batch": BATCH}).all()
        if not rows:
            return 0
        moves, lines, letters, told = [], [], [], []
        for row in rows:
            chain = row.chain if is_server else json.loads(row.chain)
            chain[0]["told_at"] = str(now)
            moves.append({"id": row.id, "chain": json.dumps(chain), "next": later})
            lines.append({"id": row.id, "now": now, "data": json.dumps({"user_ids": [row.holder_id]})})
            for channel, state in (("in_app", "sent"), ("web_push", "pending")):
                key = f"case-{row.id}-s0-u{row.holder_id}-{channel}"
                common = {"id": row.id, "user": row.holder_id, "payload": _PAYLOAD, "now": now, "next": later}
                letters.append({"key": key, "channel": channel, "state": state, **common})
            told.append({"now": now, "rooms": json.dumps([f"establishment:{row.establishment_id}"]), "id": row.id})
        for statement, values in ((_MOVE, moves), (_LINE, lines), (_LETTER, letters), (_ANNOUNCE, told)):
            connection.execute(text(statement), values)
        return len(rows)


def _bound(at: datetime, is_server: bool) -> Any:
    return at if is_server else at.strftime("%Y-%m-%d %H:%M:%S.%f")
