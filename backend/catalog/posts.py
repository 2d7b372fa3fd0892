"""Posts in a kitchen. Source: seed 000 part 3(3)3 (eleven posts); the duty posts come from seed 001 art. 9."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.catalog.roles import Role


class Post(StrEnum):
    HEAD_OF_UNIT = "head_of_unit"
    DEPUTY_HEAD = "deputy_head"
    SAFETY_DIRECTOR = "safety_director"
    SAFETY_OFFICER = "safety_officer"
    HEAD_CHEF = "head_chef"
    KITCHEN_STAFF = "kitchen_staff"
    STOREKEEPER = "storekeeper"
    ROUGH_PREPARATION = "rough_preparation"
    COOK = "cook"
    SAMPLE_KEEPER = "sample_keeper"
    PASTRY_COOK = "pastry_cook"
    ADDITIVE_KEEPER = "additive_keeper"
    DISHWASHER = "dishwasher"
    SERVER = "server"
    DELIVERER = "deliverer"
    MORNING_CHECKER = "morning_checker"
    ACCOMPANYING_DINER = "accompanying_diner"
    VIDEO_KEEPER = "video_keeper"
    INSTALLATION_HEAD = "installation_head"
    DATA_OWNER = "data_owner"


@dataclass(frozen=True)
class PostSpec:
    """`role`: what somebody joining on this post becomes. `touches_food`: ready-to-eat food (食品安全法 art. 45)."""

    zh: str
    en: str
    role: Role
    touches_food: bool = False
    is_required: bool = False


_P = Post

POSTS: dict[Post, PostSpec] = {
    _P.HEAD_OF_UNIT: PostSpec("单位主要负责人", "Head of the unit", Role.PRINCIPAL),
    _P.DEPUTY_HEAD: PostSpec("分管副职", "Deputy in charge", Role.VICE_PRINCIPAL),
    _P.SAFETY_DIRECTOR: PostSpec("食品安全总监", "Food safety director", Role.SAFETY_HEAD),
    _P.SAFETY_OFFICER: PostSpec("食品安全员", "Food safety officer", Role.SAFETY_OFFICER),
    _P.HEAD_CHEF: PostSpec("厨师长", "Head chef", Role.CANTEEN_HEAD, touches_food=True),
    _P.KITCHEN_STAFF: PostSpec("后厨人员", "Kitchen staff", Role.WORKER, touches_food=True),
    _P.STOREKEEPER: PostSpec("库管人员", "Storekeeper", Role.KEEPER),
    _P.ROUGH_PREPARATION: PostSpec("粗加工人员", "Rough preparation", Role.WORKER),
    _P.COOK: PostSpec("烹饪人员", "Cook", Role.WORKER, touches_food=True),
    _P.SAMPLE_KEEPER: PostSpec("留样人员", "Sample keeper", Role.KEEPER, touches_food=True),
    _P.PASTRY_COOK: PostSpec("面点制作人员", "Pastry cook", Role.WORKER, touches_food=True),
    _P.ADDITIVE_KEEPER: PostSpec("食品添加剂管理人员", "Additive keeper", Role.KEEPER),
    _P.DISHWASHER: PostSpec("餐用具清洗人员", "Dishwasher", Role.KEEPER, touches_food=True),
    _P.SERVER: PostSpec("分餐人员", "Server", Role.WORKER, touches_food=True),
    _P.DELIVERER: PostSpec("配送员", "Deliverer", Role.WORKER),
    _P.MORNING_CHECKER: PostSpec("晨检员", "Morning checker", Role.KEEPER),
    _P.ACCOMPANYING_DINER: PostSpec("陪餐人", "Accompanying diner", Role.WORKER),
    _P.VIDEO_KEEPER: PostSpec("视频数据管理员", "Video data keeper", Role.VIDEO_KEEPER, is_required=True),
    _P.INSTALLATION_HEAD: PostSpec(
        "明厨亮灶建设责任人", "Responsible for the installation", Role.WORKER, is_required=True
    ),
    _P.DATA_OWNER: PostSpec("信息维护责任人", "Data owner", Role.DATA_OWNER, is_required=True),
}
