"""The poster at the door: what it is, the code, what to do, and which version of the code it is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from backend.core import clock
from backend.core.typesetting import Format
from backend.disclosure.service.settings import code_version, public_url
from backend.establishments.models import Establishment
from backend.joining.documents import Poster, render

_STEPS = (
    ("用手机扫描二维码，无需登录、无需安装", "Scan with the phone: nothing to install, no account"),
    ("看证照、检查结果、原料来源和后厨画面", "See licences, inspections, sources and the kitchen"),
    ("评价或反映问题，凭查询码查看答复", "Rate or report, and follow the answer by its code"),
)


def render_poster(host_url: str, place: Establishment, format: Format) -> bytes:
    today = clock.now().astimezone(ZoneInfo(place.timezone))
    return render(
        Poster(
            title=("食品安全 扫码监督", "Food safety: scan and see"),
            place=place.name,
            detail="投诉举报也可拨打 12315 · Complaints also by phone: 12315",
            address=public_url(host_url, place),
            steps=_STEPS,
            note=f"一企一码 版本 {code_version(place)} · {today.year}年{today.month}月{today.day}日印制",
        ),
        format,
    )
