"""An application, an invitation and a passkey of a kitchen's people."""

from __future__ import annotations

from datetime import timedelta

from backend.accounts.models import Passkey
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import InvitationKind
from backend.core import clock
from backend.core.encryption import encrypt
from backend.extensions import Model
from backend.joining.models import Application, Invitation
from tests.factories.world import Kitchen


def make_joining(kitchen: Kitchen, file_id: int) -> dict[str, Model]:
    now, place, owner = clock.now(), kitchen.establishment.id, kitchen.people[Role.SAFETY_OFFICER]
    return {
        "application_id": Application(
            user_id=kitchen.people[Role.PARENT].id,
            establishment_id=place,
            post=Post.COOK,
            created_at=now,
            licence_file_id=file_id,
        ),
        "invitation_id": Invitation(
            token_sha256=f"{place:064d}",
            sealed_token=encrypt("t"),
            establishment_id=place,
            kind=InvitationKind.STAFF,
            post=Post.COOK,
            created_by_id=owner.id,
            created_at=now,
            expires_at=now + timedelta(days=1),
        ),
        "passkey_id": Passkey(
            user_id=owner.id, credential_id=f"c{place}", public_key="p", name="phone", created_at=now
        ),
    }
