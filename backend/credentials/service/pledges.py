"""The food safety pledge (食品安全承诺书): signed by name, the newest one counts and the earlier ones stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.realtime import announce
from backend.credentials.models import Pledge
from backend.establishments.access import can_in, get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.extensions import db

SIGNING = (Permission.CREDENTIAL_MANAGE, Permission.ESTABLISHMENT_MANAGE)
DEFAULT_TEXT = """本单位郑重承诺：
一、严格遵守食品安全法律、法规、规章和标准，依法取得许可并按许可范围经营，对所供应的食品安全负责。
二、落实食品安全主体责任，配备食品安全总监和食品安全员，做到日管控、周排查、月调度。
三、不采购、不使用来源不明、腐败变质、超过保质期或者禁止使用的食品和原料，严格执行进货查验和索证索票制度。
四、从业人员持有效健康证明上岗，坚持每日晨检，患有碍食品安全疾病的人员不从事接触直接入口食品的工作。
五、加工制作做到生熟分开、烧熟煮透，餐用具清洗消毒到位，按规定留样，不滥用食品添加剂。
六、接入并正常使用“互联网+明厨亮灶”，不遮挡、不挪移、不擅自关停设备，自觉接受社会监督。
七、如实公示食品安全信息，及时答复意见和投诉；发生食品安全事故立即报告并配合处置。
以上承诺如有违反，愿意承担相应的法律责任。"""


def current_pledge(establishment_id: int) -> Pledge | None:
    found: Pledge | None = db.session.scalar(
        select(Pledge).where(Pledge.establishment_id == establishment_id).order_by(Pledge.id.desc()).limit(1)
    )
    return found


def may_sign(access: Access, establishment: Establishment) -> bool:
    """The head of a unit does not keep its papers, yet the pledge is theirs."""
    return any(can_in(access, each, establishment) for each in SIGNING)


def sign(access: Access, establishment_id: int, text: str, signer_name: str, photo: StoredFile | None) -> Pledge:
    """Raises ForbiddenError, or NotFoundError outside the scope."""
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    if not may_sign(access, establishment):
        raise ForbiddenError("forbidden")
    row = Pledge(
        establishment_id=establishment.id,
        text=text,
        file=photo,
        signed_by_id=access.user.id,
        signer_name=signer_name,
        signed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    changes = {"has_photo": photo is not None, "is_default": text.strip() == DEFAULT_TEXT}
    record("pledge.signed", "pledge", row.id, establishment_id=establishment.id, changes=changes)
    announce("credential", row.id, rooms_of(establishment))
    return row


def list_pledges(access: Access, establishment_id: int) -> Select[Any]:
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    return select(Pledge).where(Pledge.establishment_id == establishment.id).order_by(Pledge.id.desc())


def get_pledge(access: Access, pledge_id: int) -> Pledge:
    visible = within(access, Pledge.establishment_id, Permission.CREDENTIAL_VIEW)
    found: Pledge | None = db.session.scalar(select(Pledge).where(Pledge.id == pledge_id, visible))
    if found is None:
        raise NotFoundError
    return found
