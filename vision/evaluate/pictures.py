"""A folder of labelled pictures through the pipeline: every picture is a track of one frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from backend.catalog.violations import ViolationType
from vision.bodies.sight import Sight
from vision.evaluate.manifest import Label, Manifest, in_pixels
from vision.evaluate.matching import NOT_FOUND, Match, match_boxes, whole_picture
from vision.evaluate.metrics import Outcome
from vision.evaluate.sight import Looker
from vision.evaluate.tasks import SCENE, TASKS
from vision.types import Answer, Box, Image

NOT_IN_A_PICTURE = "not_judged_from_a_picture"
"""The reason of an unknown answer of a type that is judged over time or against a stored picture, or not at all."""

Progress = Callable[[int, int], None]


@dataclass
class Examined:
    """`alarms`: by type, violations seen where no label says anything; in scenes, and on people without a label."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    scenes: int = 0
    scenes_with_people: int = 0
    scene_alarms: Counter[str] = field(default_factory=Counter)
    unlabelled_alarms: Counter[str] = field(default_factory=Counter)
    unlabelled_answers: Counter[str] = field(default_factory=Counter)


def examine(manifest: Manifest, looker: Looker, progress: Progress = lambda done, of: None) -> Examined:
    """Look at every picture once, whatever number of labels it has. A bad picture costs only its own labels."""
    found = Examined(problems=list(manifest.problems))
    by_file = _by_file(manifest.labels)
    for done, (path, labels) in enumerate(by_file.items()):
        progress(done, len(by_file))
        image = read_picture(path)
        if image is None:
            what = "is not a picture" if path.is_file() else "does not exist"
            found.problems.append(f"{labels[0].name}: {what} ({len(labels)} labels left out)")
            continue
        found.pictures += 1
        _judge(found, image, labels, looker)
    progress(len(by_file), len(by_file))
    return found


def read_picture(path: Path) -> Image | None:
    """BGR; None when the file is missing or cannot be decoded."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    return None if image is None else np.asarray(image, np.uint8)


def _by_file(labels: Iterable[Label]) -> dict[Path, list[Label]]:
    files: dict[Path, list[Label]] = {}
    for label in labels:
        files.setdefault(label.file, []).append(label)
    return files


def _judge(found: Examined, image: Image, labels: Sequence[Label], looker: Looker) -> None:
    sight = looker.look(image)
    for task in {label.task for label in labels}:
        mine = [label for label in labels if label.task == task]
        if task == SCENE:
            _count_scene(found, sight)
            continue
        kind = TASKS[task].type
        found.skipped.update(label.label for label in mine if label.truth is Answer.UNKNOWN)
        known = [label for label in mine if label.truth is not Answer.UNKNOWN]
        if kind not in looker.labels:
            found.outcomes += [_unknown(label, image, NOT_IN_A_PICTURE) for label in known]
            continue
        outcomes, left = compare(known, image, matches_of(sight, kind))
        found.outcomes += outcomes
        found.unlabelled_answers[kind] += len(left)
        found.unlabelled_alarms[kind] += sum(match.judgement.answer is Answer.YES for match in left)


def _count_scene(found: Examined, sight: Sight) -> None:
    found.scenes += 1
    found.scenes_with_people += bool(sight.bodies)
    judgements = [judgement for some in sight.judgements.values() for judgement in some] + list(sight.scene)
    found.scene_alarms.update(judgement.type for judgement in judgements if judgement.answer is Answer.YES)


def matches_of(sight: Sight, kind: ViolationType) -> list[Match]:
    """What was judged of one type in a picture, with the people whom it is about."""
    of_people = zip(sight.judgements.get(kind, ()), sight.bodies, strict=False)
    matches = [Match(judgement, body) for judgement, body in of_people]
    return matches + [Match(judgement) for judgement in sight.scene if judgement.type is kind]


def compare(labels: Sequence[Label], image: Image, matches: Sequence[Match]) -> tuple[list[Outcome], list[Match]]:
    """Outcomes of the labels of one task in one picture, and the judgements that no label is about."""
    height, width = image.shape[:2]
    boxed = [replace(label, box=in_pixels(label.box, width, height)) for label in labels if label.box is not None]
    found = match_boxes([label.box for label in boxed if label.box is not None], matches)
    outcomes = [_outcome(label, match) for label, match in zip(boxed, found, strict=True)]
    whole = [label for label in labels if label.box is None]
    outcomes += [_outcome(label, whole_picture(matches)) for label in whole]
    used = {id(match) for match in found if match is not None}
    left = [] if whole else [match for match in matches if id(match) not in used]
    return outcomes, left


def _outcome(label: Label, match: Match | None) -> Outcome:
    if match is None:
        # Where nobody is found no alarm is raised, but nothing was judged either.
        return _of(label, Answer.UNKNOWN, reason=NOT_FOUND, box=label.box)
    judgement, box = match.judgement, label.box
    if box is None:
        box = judgement.box or (match.body.person.box if match.body else None)
    return _of(label, judgement.answer, judgement.score, judgement.reason, box)


def _of(label: Label, answer: Answer, score: float = 0.0, reason: str = "", box: Box | None = None) -> Outcome:
    kind = TASKS[label.task].type
    why = (reason or "not_said") if answer is Answer.UNKNOWN else ""
    size = None if box is None else box[3] - box[1]
    return Outcome(label.name, kind, label.label, label.truth, answer, score, why, size, box)


def _unknown(label: Label, image: Image, reason: str) -> Outcome:
    box = None if label.box is None else in_pixels(label.box, image.shape[1], image.shape[0])
    return _of(label, Answer.UNKNOWN, reason=reason, box=box)


def by_type(outcomes: Iterable[Outcome]) -> Mapping[ViolationType, list[Outcome]]:
    """In the order of the catalog."""
    types: dict[ViolationType, list[Outcome]] = {}
    for outcome in outcomes:
        types.setdefault(outcome.type, []).append(outcome)
    return {kind: types[kind] for kind in ViolationType if kind in types}
