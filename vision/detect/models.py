"""The thread-side of model versions: what the configuration names is fetched, and judges from the next frame on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from backend.catalog.violations import ViolationType
from vision.backend_client import BackendError
from vision.detectors.judges import Judges, ModelFault
from vision.models.versions import Versions, Wanted, parse
from vision.pipeline import Models

log = logging.getLogger(__name__)

# Loads all judges anew, with the files that count now; tells of a version that does not load.
LoadJudges = Callable[[Versions, ModelFault], Judges]


class Backend(Protocol):
    """What the keeper needs of BackendClient. Raises BackendError."""

    def get_model(self, kind: str, version: str) -> bytes: ...

    def post_model_fault(self, kind: str, version: str, error: str) -> None: ...


class ModelKeeper:
    """Used by the thread that talks to the backend. `use` hands the models to the analysis."""

    def __init__(
        self,
        backend: Backend,
        versions: Versions,
        models: Models,
        load: LoadJudges,
        use: Callable[[Models], None],
    ) -> None:
        self._backend = backend
        self._versions = versions
        self._models = models
        self._load = load
        self._use = use
        self._wanted: dict[ViolationType, Wanted] | None = None

    def want(self, model_files: Mapping[str, Any]) -> None:
        """`model_files` of the configuration; `sync` does what is needed. KeyError or TypeError when not as agreed."""
        self._wanted = parse(model_files)

    def sync(self) -> None:
        """Fetch what is missing. Raises BackendError; what could not be fetched is tried again by the next call."""
        if self._wanted is None:
            return
        has_changed = self._versions.sync(self._wanted, lambda kind, version: self._backend.get_model(kind, version))
        self._wanted = None
        if has_changed:
            self._models = replace(self._models, judges=self._load(self._versions, self._tell))
            self._use(self._models)

    def _tell(self, kind: ViolationType, version: str, error: str) -> None:
        try:
            self._backend.post_model_fault(kind, version, error)
        except BackendError as failure:
            log.warning("the backend was not told that model %s does not load: %s", version, failure)
