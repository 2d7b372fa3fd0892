"""Which judges there are: those of the process, and what a camera adds to them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from backend.catalog.violations import ViolationType
from vision.detectors.cap import CapJudge
from vision.detectors.classifier import Classifier
from vision.detectors.closeup import CloseUps
from vision.detectors.clothes import ClothesJudge
from vision.detectors.face import FaceFinder
from vision.detectors.judge import Judge
from vision.detectors.mask import MaskJudge
from vision.detectors.phone import PhoneJudge
from vision.detectors.smoke import SmokeJudge
from vision.models.shipped import SHIPPED
from vision.rules.config import CameraConfig

log = logging.getLogger(__name__)

Judges = Mapping[ViolationType, Judge]


class ModelFiles(Protocol):
    """The files of models that people have switched on."""

    def resolve(self, kind: ViolationType) -> Path | None:
        """None where the shipped model counts."""
        ...

    def drop(self, kind: ViolationType) -> str | None:
        """The file does not load: the shipped model counts again. Returns the version that failed."""
        ...


# Told of a version that does not load: type, version, error.
ModelFault = Callable[[ViolationType, str, str], None]


def load_judges(
    models_dir: Path, threads: int = 1, files: ModelFiles | None = None, on_fault: ModelFault | None = None
) -> Judges:
    """Judges that every camera shares. `models_dir`: where the files are that set-up assembled.

    A type whose weights are not there is not judged.
    """
    maker = _Maker(models_dir, threads)
    judges: dict[ViolationType, Judge] = {ViolationType.CLOTHES: ClothesJudge(())}
    for kind, make in maker.makers.items():
        judge = _load_switched_on(kind, make, files, on_fault) or _load_shipped(kind, make)
        if judge is not None:
            judges[kind] = judge
    return judges


def judges_for(config: CameraConfig, shared: Judges) -> Judges:
    """What judges the people of this camera; a type that is missing here is not judged."""
    clothes = shared.get(ViolationType.CLOTHES)
    if not isinstance(clothes, ClothesJudge):
        return shared
    return {**shared, ViolationType.CLOTHES: clothes.with_colours(config.uniform_colours)}


_Make = Callable[[Path], Judge]


class _Maker:
    """Makes each judge from its weights."""

    def __init__(self, models_dir: Path, threads: int) -> None:
        self._models_dir = models_dir
        self._threads = threads
        self.makers: dict[ViolationType, _Make] = {
            ViolationType.MASK: self._mask,
            ViolationType.CAP: lambda path: CapJudge(Classifier(path, threads)),
            ViolationType.CLOTHES: lambda path: ClothesJudge((), classifier=Classifier(path, threads)),
            ViolationType.PHONE: lambda path: PhoneJudge(path, self._close_ups),
            ViolationType.SMOKE: lambda path: SmokeJudge(path, self._close_ups),
        }

    @cached_property
    def _close_ups(self) -> CloseUps:
        return CloseUps(self._models_dir, self._threads)

    def _mask(self, path: Path) -> Judge:
        return MaskJudge(Classifier(path, self._threads), FaceFinder(self._models_dir, threads=self._threads))


def _load_switched_on(
    kind: ViolationType, make: _Make, files: ModelFiles | None, on_fault: ModelFault | None
) -> Judge | None:
    path = files.resolve(kind) if files is not None else None
    if files is None or path is None:
        return None
    try:
        return make(path)
    except Exception as error:  # noqa: BLE001 - whatever a foreign file does, the shipped model goes on
        version = files.drop(kind) or ""
        log.error("%s: model %s does not load, the shipped one judges: %s", kind, version, error)
        if on_fault is not None:
            on_fault(kind, version, str(error))
        return None


def _load_shipped(kind: ViolationType, make: _Make) -> Judge | None:
    shipped = SHIPPED.get(kind)
    if shipped is None or not shipped.path.is_file():
        log.warning("%s: no weights, not judged by a trained model", kind)
        return None
    return make(shipped.path)
