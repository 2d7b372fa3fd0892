"""`python -m vision evaluate DIR|CLIP`: how right the models are, on labelled pictures or on a clip.

Results go to standard output, progress and problems to standard error.
"""

# ruff: noqa: T201 - a command answers by printing

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from backend.catalog.violations import SEEN_TYPES, ViolationType
from vision.detectors.judges import judges_for
from vision.evaluate.camera import UNIFORM, CameraError, default_camera, instant, read_camera
from vision.evaluate.clip_report import Truth, clip_report, clip_text, fault_report, fault_text
from vision.evaluate.clips import EventsError, play, read_events
from vision.evaluate.faults import try_faults
from vision.evaluate.footage import FootageError, shots
from vision.evaluate.light import DayLight
from vision.evaluate.looker import PictureLooker
from vision.evaluate.manifest import ALL, Manifest, ManifestError, read_manifest
from vision.evaluate.pictures import examine
from vision.evaluate.replay import replayed
from vision.evaluate.report import pictures_report, pictures_text
from vision.evaluate.sight import Looker
from vision.evaluate.tasks import SCENE, TASKS, task_name
from vision.evaluate.worst import write_worst
from vision.models.assembly import ModelError, verify
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import CameraConfig
from vision.settings import load_settings
from vision.types import Json

LoadLooker = Callable[[Path, tuple[str, ...], frozenset[ViolationType]], Looker]
"""From the folder of the models, the colours of the work clothes, if they are known, and the types that are asked."""


class UsageError(Exception):
    """What was asked for cannot be done; the message says why."""


def main(arguments: Sequence[str], load_looker: LoadLooker | None = None) -> int:
    """0; 2 when what was asked for cannot be done. `load_looker`: other models than those of production."""
    options = _parse(arguments)
    try:
        if options.source.is_dir() or options.source.suffix.lower() == ".csv":
            report, text = _pictures(options, load_looker or _production)
        else:
            report, text = _clip(options)
    except (UsageError, ManifestError, FootageError, EventsError, CameraError, ModelError, OSError) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else text)
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m vision evaluate", description=__doc__)
    parser.add_argument("source", type=Path, help="a folder with manifest.csv, or a video file")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--uniform", action="append", default=[], metavar="#RRGGBB", help=UNIFORM)
    pictures = parser.add_argument_group("pictures")
    pictures.add_argument("--split", default="test", help=f"rows of this split ({ALL}: every row); test if not given")
    pictures.add_argument("--task", action="append", default=[], help="only this task; may be given again")
    pictures.add_argument("--out", type=Path, help="a folder for pictures of the worst errors")
    clips = parser.add_argument_group("clips")
    clips.add_argument("--events", type=Path, help="what truly happens: CSV with type,start,end")
    clips.add_argument("--nothing-true", metavar="TYPES", help="no event of these types (A,B or all) happens")
    clips.add_argument("--camera", type=Path, help="one camera of GET /api/device/config as JSON: zones, bins, rules")
    clips.add_argument("--reference", type=Path, help="a still that shows how the camera should look")
    clips.add_argument(
        "--covered", action="append", default=[], metavar="BIN=STILL", help="a bin of the camera, closed"
    )
    clips.add_argument("--at", default="10:00", help="time of day when the clip begins; open from 06:00 to 22:00")
    clips.add_argument("--faults", action="store_true", help="black, cover, blur, move, freeze it and see what is said")
    clips.add_argument("--hours", type=float, help="replay the clip for so long, in changing light")
    return parser.parse_args(arguments)


def _production(models_dir: Path, colours: tuple[str, ...], kinds: frozenset[ViolationType]) -> Looker:
    models = _load(models_dir)
    judges = judges_for(default_camera(colours=colours), models.judges)
    return PictureLooker(models.people, models.poses, [judge for kind, judge in judges.items() if kind in kinds])


def _load(models_dir: Path) -> Models:
    """Raises ModelError when set-up has not made the files."""
    verify(models_dir)
    return Models.load(models_dir)


def _pictures(options: argparse.Namespace, load_looker: LoadLooker) -> tuple[Json, str]:
    tasks = [_task(name) for name in options.task]
    manifest = read_manifest(options.source, options.split, tasks)
    if options.out is not None and options.out.resolve().is_relative_to(manifest.folder.resolve()):
        # What is written there could be taken for material to learn from.
        raise UsageError(f"{options.out}: must not lie inside the labelled set")
    looker = load_looker(load_settings().models_dir, tuple(options.uniform), _asked(manifest))
    examined = examine(manifest, looker, Progress("pictures"))
    report = pictures_report(examined, manifest.folder.resolve().name, options.split, looker.labels)
    report["uniform"] = list(options.uniform)
    if options.out is not None:
        written = write_worst(examined.outcomes, manifest.folder, options.out)
        print(f"{len(written)} pictures of errors in {options.out}", file=sys.stderr)
    return report, pictures_text(report)


def _asked(manifest: Manifest) -> frozenset[ViolationType]:
    """Only what is labelled is judged, because every judge takes its time; a scene asks for all."""
    tasks = {label.task for label in manifest.labels}
    return SEEN_TYPES if SCENE in tasks else frozenset(TASKS[task].type for task in tasks)


def _task(name: str) -> str:
    try:
        return task_name(name)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _clip(options: argparse.Namespace) -> tuple[Json, str]:
    if not options.source.is_file():
        raise UsageError(f"{options.source}: no such file or folder")
    if options.faults:
        return _faults(options)
    camera = read_camera(options.camera) if options.camera else default_camera(colours=tuple(options.uniform))
    truth = _truth(options)
    begins_at = instant(options.at, camera.calendar)
    pipeline = CameraPipeline(_load(load_settings().models_dir), camera)
    _set_stills(pipeline, options)
    # The pipeline says how close a look it wants: more pictures a second while something small moves.
    now = begins_at

    def period_s() -> float:
        return pipeline.period_s(now)

    def progress(at: float) -> None:
        nonlocal now
        now = begins_at + at
        seconds(round(at), 0)

    frames = shots(options.source, period_s)
    if options.hours is not None:
        midnight = instant("00:00", camera.calendar)
        frames = replayed(options.source, period_s, options.hours, begins_at - midnight, DayLight())
    seconds = Progress("seconds")
    played = play(frames, pipeline, camera.id, begins_at, progress)
    seconds.end()
    report = clip_report(options.source.name, played, truth, {})
    return report, clip_text(report)


def _set_stills(pipeline: CameraPipeline, options: argparse.Namespace) -> None:
    """How the camera should look, and on which still each bin is covered. Raises UsageError."""
    if options.reference and not pipeline.set_reference(options.reference.read_bytes()):
        raise UsageError(f"{options.reference}: is not a picture")
    for text in options.covered:
        number, _, still = text.partition("=")
        if not number.isdecimal() or not pipeline.set_covered(int(number), Path(still).read_bytes()):
            raise UsageError(f"--covered {text}: needs BIN=STILL, with a bin of the camera and a picture")


def _faults(options: argparse.Namespace) -> tuple[Json, str]:
    models = _load(load_settings().models_dir)

    def make(camera: CameraConfig, still: bytes) -> CameraPipeline:
        pipeline = CameraPipeline(models, camera)
        pipeline.set_reference(still)
        return pipeline

    report = fault_report(options.source.name, try_faults(options.source, make, Progress("trials")))
    return report, fault_text(report)


def _truth(options: argparse.Namespace) -> Truth | None:
    if options.events is None and options.nothing_true is None:
        return None
    events = read_events(options.events) if options.events else []
    types = {event.type for event in events} | _types(options.nothing_true or "")
    if options.hours is not None:
        # A clip that is played over and over is a replay, and rightly reported as one.
        types -= {ViolationType.CAM_FREEZE}
    return Truth(events, frozenset(types))


def _types(text: str) -> set[ViolationType]:
    if text.strip().lower() == ALL:
        return set(SEEN_TYPES)
    try:
        return {ViolationType(name.strip().upper()) for name in text.split(",") if name.strip()}
    except ValueError as error:
        raise UsageError(f"--nothing-true: {error}") from error


class Progress:
    """How far it is, on standard error: each hundredth on a terminal, each tenth in a log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = -1
        self._is_watched = sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        """`of` is 0 where the end is not known."""
        step = done * 100 // of if of else done // 10
        if step != self._shown:
            self._shown = step
            self._show(f"{done} of {of} {self._what}" if of else f"{done} {self._what}")
        if of and done == of:
            self.end()

    def _show(self, text: str) -> None:
        if self._is_watched:
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
        elif self._shown % 10 == 0:
            print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._is_watched:
            print(file=sys.stderr)
