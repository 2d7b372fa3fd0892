"""Key areas of a kitchen. Source: seed 000 part 3(3)2 (eight required areas), seed 001 art. 7 (pastry)."""

from enum import StrEnum


class AreaKind(StrEnum):
    STORE = "STORE"
    PREP = "PREP"
    CUT = "CUT"
    WASH = "WASH"
    COOK = "COOK"
    SPECIAL = "SPECIAL"
    SERVE = "SERVE"
    SAMPLE = "SAMPLE"
    PASTRY = "PASTRY"
    QTEST = "QTEST"
    ACCOMP = "ACCOMP"
    PACK = "PACK"
    DELIVERY = "DELIVERY"
    DINING = "DINING"


REQUIRED_AREAS: tuple[AreaKind, ...] = (
    AreaKind.STORE,
    AreaKind.PREP,
    AreaKind.CUT,
    AreaKind.WASH,
    AreaKind.COOK,
    AreaKind.SPECIAL,
    AreaKind.SERVE,
    AreaKind.SAMPLE,
)

EVERY_AREA: frozenset[AreaKind] = frozenset(AreaKind)
KITCHEN_AREAS: frozenset[AreaKind] = EVERY_AREA - {AreaKind.ACCOMP, AreaKind.DELIVERY, AreaKind.DINING}
"""Where only people of the kitchen are: guests eat in the others, and what they do there is no case."""
FOOD_AREAS: frozenset[AreaKind] = KITCHEN_AREAS - {AreaKind.QTEST}
"""Food-handling areas (食品处理区): storing, preparing, washing, serving, packing."""
SERVING_AREAS: frozenset[AreaKind] = frozenset({AreaKind.SPECIAL, AreaKind.SERVE})
"""Where food that is eaten as it is lies open (专间、备餐)."""

AREA_NAMES: dict[AreaKind, tuple[str, str]] = {
    AreaKind.STORE: ("食品库房", "Food store"),
    AreaKind.PREP: ("粗加工制作区", "Rough preparation"),
    AreaKind.CUT: ("切配区", "Cutting"),
    AreaKind.WASH: ("餐用具清洗消毒区", "Dish washing and disinfection"),
    AreaKind.COOK: ("烹饪区", "Cooking"),
    AreaKind.SPECIAL: ("专用操作间", "Special operations room"),
    AreaKind.SERVE: ("备餐区", "Serving preparation"),
    AreaKind.SAMPLE: ("留样柜", "Sample cabinet"),
    AreaKind.PASTRY: ("面点间", "Pastry room"),
    AreaKind.QTEST: ("食品快检室", "Quick-test room"),
    AreaKind.ACCOMP: ("陪餐区域", "Accompanied dining"),
    AreaKind.PACK: ("打包间", "Packing room"),
    AreaKind.DELIVERY: ("配送", "Delivery"),
    AreaKind.DINING: ("就餐区", "Dining room"),
}
