"""All rules of one camera over one frame."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from backend.catalog.violations import ViolationType
from vision.rules.config import CameraConfig, Rule
from vision.rules.hold import Ended, Fired, HoldRule, Occurrence
from vision.rules.schedule import is_watching
from vision.rules.zones import is_watched
from vision.types import Detection, Frame

_Name = tuple[ViolationType, int]


def _name(rule: Rule) -> _Name:
    """Rules that nobody has changed have no row yet and all come with the id 0."""
    return rule.type, rule.id


class RuleEngine:
    """Keeps what it knows of unchanged rules when the configuration changes."""

    def __init__(self, config: CameraConfig, resumed: Iterable[Occurrence] = ()) -> None:
        self._config = config
        waiting = {occurrence.type: occurrence for occurrence in resumed}
        self._holds = {_name(rule): HoldRule(config.id, rule, waiting.pop(rule.type, None)) for rule in config.rules}
        self._orphans = list(waiting.values())

    @property
    def ongoing(self) -> list[Occurrence]:
        """What was reported and goes on, one per rule."""
        return [hold.ongoing for hold in self._holds.values() if hold.ongoing is not None]

    def reconfigure(self, config: CameraConfig) -> None:
        """Rules that are gone or differ start anew; what they had reported goes on with the rule of the same type."""
        self._config = config
        left = dict(self._holds)
        kept: dict[_Name, HoldRule] = {}
        for rule in config.rules:
            before = left.get(_name(rule))
            if before is not None and before.rule == rule:
                kept[_name(rule)] = left.pop(_name(rule))
        orphans = {hold.ongoing.type: hold.ongoing for hold in left.values() if hold.ongoing is not None}
        for rule in config.rules:
            if _name(rule) not in kept:
                kept[_name(rule)] = HoldRule(config.id, rule, orphans.pop(rule.type, None))
        self._holds = kept
        self._orphans.extend(orphans.values())

    def update(
        self, frame: Frame, detections: Sequence[Detection], skipped: Collection[ViolationType] = ()
    ) -> list[Fired | Ended]:
        """`skipped`: types that nobody looked for in this frame, so that their absence says nothing."""
        events: list[Fired | Ended] = [Ended(orphan, orphan.last_seen) for orphan in self._orphans]
        self._orphans.clear()
        for hold in self._holds.values():
            if hold.rule.type in skipped:
                continue
            event = hold.update(frame, self._counting(hold.rule, frame, detections))
            if event is not None:
                events.append(event)
        return events

    def watching(self, kind: ViolationType, at: float) -> bool:
        """Whether some rule of this type watches at that time."""
        return any(
            rule.type is kind and is_watching(rule.schedule, self._config.calendar, at) for rule in self._config.rules
        )

    def would_count(self, frame: Frame, detection: Detection) -> bool:
        return any(self._counting(rule, frame, [detection]) for rule in self._config.rules)

    def _counting(self, rule: Rule, frame: Frame, detections: Sequence[Detection]) -> list[Detection]:
        mine = [detection for detection in detections if detection.type is rule.type]
        if not mine or not is_watching(rule.schedule, self._config.calendar, frame.at):
            return []
        return [detection for detection in mine if self._counts(rule, frame, detection)]

    def _counts(self, rule: Rule, frame: Frame, detection: Detection) -> bool:
        if detection.score < rule.min_score:
            return False
        if detection.present_s is not None and detection.present_s < rule.grace_s:
            return False
        box = detection.box
        if box is None:
            return True
        if box[3] - box[1] < rule.min_height:
            return False
        return is_watched(box, frame.width, frame.height, self._config.zones, rule.zone_ids)
