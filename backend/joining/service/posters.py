"""What hangs on the wall: codes that install the app or lead to a post, a group or a visit."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from backend.catalog.posts import POSTS
from backend.catalog.staff import InvitationKind
from backend.core.typesetting import Format
from backend.joining.documents import INSTALL, OPEN, Poster, Words, render
from backend.joining.models import Invitation
from backend.joining.service.invitations import group_name, token_of

_TITLES: dict[InvitationKind, Words] = {
    InvitationKind.STAFF: ("扫码加入我们", "Scan to join"),
    InvitationKind.PARENT: ("家长看后厨", "Parents look into the kitchen"),
    InvitationKind.GUEST: ("来访监督", "Visitors' access"),
}
_LAST: dict[InvitationKind, Words] = {
    InvitationKind.STAFF: ("等待单位审核，通过后自动打开", "Wait for the review; the app then opens by itself"),
    InvitationKind.PARENT: ("在开放时间查看后厨画面", "Look into the kitchen in the opened hours"),
    InvitationKind.GUEST: ("在有效期内查看公开画面", "See the opened pictures until the access ends"),
}
_REGISTER: Words = ("用手机号和短信验证码登录", "Sign in with the phone number and the code sent to it")


def address_of(host_url: str, row: Invitation) -> str:
    return f"{host_url.rstrip('/')}/invite/{token_of(row)}"


def invitation(host_url: str, row: Invitation, format: Format) -> bytes:
    place = row.establishment
    until = row.expires_at.astimezone(ZoneInfo(place.timezone))
    return render(
        Poster(
            title=_TITLES[row.kind],
            place=place.name,
            detail=_detail(row),
            address=address_of(host_url, row),
            steps=(OPEN, _REGISTER, _LAST[row.kind]),
            note=f"有效期至 {until.year}年{until.month}月{until.day}日 · Valid until {until:%Y-%m-%d}",
        ),
        format,
    )


def _detail(row: Invitation) -> str:
    if row.post is not None:
        post = POSTS[row.post]
        return f"岗位：{post.zh} · {post.en}"
    return group_name(row) or ""


def install(host_url: str, format: Format) -> bytes:
    return render(
        Poster(
            title=("安装明厨", "Install Mingchu"),
            place="手机上的后厨安全",
            detail="Kitchen safety on the phone",
            address=f"{host_url.rstrip('/')}/install",
            steps=(OPEN, INSTALL, _REGISTER),
            note="安卓和苹果手机都可以安装，不需要应用商店 · Android and iPhone, no app store needed",
        ),
        format,
    )
