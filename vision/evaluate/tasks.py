"""What the labels of a set mean: which type a task is about, and whether a label breaks its rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.catalog.violations import ViolationType
from vision.types import Answer

_YES, _NO, _UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True)
class Task:
    """`answers`: what each label means. UNKNOWN marks a picture that even the labeller could not judge."""

    type: ViolationType
    answers: dict[str, Answer]


SCENE = "kitchen_scene"
"""Pictures without a truth of their own: who is found in them, and what would have been called a violation."""

_MASK = Task(
    ViolationType.MASK,
    {
        "with_mask": _NO, "mask": _NO, "masked": _NO, "worn": _NO,
        "without_mask": _YES, "no_mask": _YES,
        # The norm asks for a mask over mouth and nose, so one on the chin breaks it.
        "mask_incorrect": _YES, "incorrect_mask": _YES, "mask_weared_incorrect": _YES, "mask_worn_incorrectly": _YES,
    },
)  # fmt: skip
_CAP = Task(
    ViolationType.CAP,
    {
        "covered": _NO, "cap": _NO, "hat": _NO, "chef_hat": _NO, "hairnet": _NO, "with_cap": _NO,
        "bare": _YES, "uncovered": _YES, "no_cap": _YES, "without_cap": _YES, "hair": _YES, "bald": _YES,
    },
)  # fmt: skip
_CLOTHES = Task(
    ViolationType.CLOTHES,
    {
        "chef_coat": _NO, "apron": _NO, "uniform": _NO, "work_clothes": _NO,
        "other_clothes": _YES, "street_clothes": _YES, "no_uniform": _YES, "no_work_clothes": _YES,
    },
)  # fmt: skip
_PHONE = Task(
    ViolationType.PHONE,
    {
        "mobile_phone": _YES, "phone": _YES, "cell_phone": _YES, "with_phone": _YES,
        "no_phone": _NO, "without_phone": _NO, "desk_phone_handset": _NO,
    },
)  # fmt: skip
_SMOKE = Task(
    ViolationType.SMOKE,
    {"smoking": _YES, "cigarette": _YES, "smoke": _YES, "not_smoking": _NO, "no_smoking": _NO, "no_smoke": _NO},
)
_BIN = Task(
    ViolationType.BIN,
    {"open": _YES, "uncovered": _YES, "closed": _NO, "covered": _NO, "not_visible": _UNKNOWN},
)
_PEST = Task(
    ViolationType.PEST,
    {
        "rat": _YES, "mouse": _YES, "rodent": _YES, "cockroach": _YES, "insect": _YES, "pest": _YES,
        "no_pest": _NO, "no_rat": _NO, "no_mouse": _NO, "rat_not_visible": _UNKNOWN,
    },
)  # fmt: skip
HALF_KEPT = frozenset({"mask_incorrect", "incorrect_mask", "mask_weared_incorrect", "mask_worn_incorrectly"})
"""Labels of what is there but not as required; figures are also given without them."""
TASKS: dict[str, Task] = {
    "mask": _MASK,
    "head_cover": _CAP,
    "clothes": _CLOTHES,
    "phone": _PHONE,
    "smoking": _SMOKE,
    "bin": _BIN,
    "pest": _PEST,
}
_ALSO = {"cap": "head_cover", "hat": "head_cover", "uniform": "clothes", "smoke": "smoking", "kitchen": SCENE}


def task_name(text: str) -> str:
    """The task as this product calls it. Raises ValueError naming those that there are."""
    name = _plain(text)
    name = _ALSO.get(name, name)
    if name != SCENE and name not in TASKS:
        raise ValueError(f"unknown task {text!r} (there are {', '.join([*TASKS, SCENE])})")
    return name


def truth_of(task: str, label: str) -> Answer:
    """What a label of a task means; UNKNOWN for every label of a scene. Raises ValueError naming the labels."""
    if task == SCENE:
        return Answer.UNKNOWN
    answers = TASKS[task].answers
    if _plain(label) not in answers:
        raise ValueError(f"unknown label {label!r} of the task {task} (there are {', '.join(answers)})")
    return answers[_plain(label)]


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().lower())
