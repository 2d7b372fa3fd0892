"""Today's people for the morning check."""

from __future__ import annotations

from typing import Any

from backend.accounts.access import Access
from backend.catalog.roles import Permission
from backend.establishments.access import get_establishment
from backend.staff.policy import is_barred
from backend.staff.service import renewals
from backend.staff.service.health import current_certificates, state_of
from backend.staff.service.lookup import held_posts, today_at
from backend.staff.service.morning import latest, roster


def of_today(access: Access, establishment_id: int) -> dict[str, Any]:
    establishment = get_establishment(access, establishment_id, Permission.MORNING_CHECK)
    today = today_at(establishment)
    people = [each for each in roster(establishment, today) if each.ended_at is None]
    certificates = current_certificates(establishment.id, {each.user_id for each in people})
    due_days = renewals.rule_of(establishment).due_days
    return {
        "day": today,
        "people": [
            {
                "user_id": each.user_id,
                "name": each.user.name,
                "posts": held_posts(each),
                "is_barred": is_barred(state_of(each, certificates.get(each.user_id), today, due_days)),
            }
            for each in people
        ],
        "check": latest(establishment.id, today),
    }
