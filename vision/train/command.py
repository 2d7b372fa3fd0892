"""Trains one classifier on a labelled folder, or proposes a new version of it from people's answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from vision.train.fitted import FITTED
from vision.train.recipes import NAMES, recipe

_MODELS = Path(__file__).parents[1] / "models"


def main(arguments: list[str]) -> int:
    """0; 1 when PyTorch is missing or the answers are too few."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.folder is None) == (options.from_answers is None):
        parser.error("either DIR or --from-answers FILE")
    if options.name in FITTED:
        return _fit(options)
    try:
        from vision.train import fit
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}; training needs requirements-train.txt in an environment of its own\n")
        return 1
    fit.use_threads(options.threads)
    return _make(options) if options.folder is not None else _propose(options)


def _make(options: argparse.Namespace) -> int:
    from vision.train.card import metrics, write_card
    from vision.train.data import TrainingFolder
    from vision.train.make import make

    folder, out = TrainingFolder(options.folder), options.out or _MODELS / "weights"
    version = options.version or "1"
    made = make(recipe(options.name), folder, options.models_dir, out, version, options.seed)
    write_card(made, datetime.now(UTC).date(), options.cards)
    sys.stdout.write(json.dumps(metrics(made), indent=1) + "\n")
    return 0


def _fit(options: argparse.Namespace) -> int:
    from vision.train.data import TrainingFolder

    if options.folder is None:
        sys.stderr.write(f"{options.name} is fitted to whole pictures; the crops of answers do not serve it\n")
        return 1
    folder, out = TrainingFolder(options.folder), options.out or _MODELS / "weights"
    path = FITTED[options.name](folder, options.models_dir, out, options.cards, options.version or "1", options.seed)
    sys.stdout.write((options.cards / f"{path.stem}.json").read_text(encoding="utf-8"))
    return 0


def _propose(options: argparse.Namespace) -> int:
    from vision.train.answers import TooFewAnswersError, propose
    from vision.train.archive import opened
    from vision.train.data import TrainingFolder

    more = (TrainingFolder(options.also), options.models_dir) if options.also is not None else None
    current = options.current or _MODELS / "weights" / f"{options.name}.onnx"
    version = options.version or f"answers-{datetime.now(UTC):%Y%m%d}"
    out = options.out or Path("proposal")
    try:
        with opened(options.from_answers) as answers:
            proposal = propose(recipe(options.name), answers, current, out, version, options.seed, more)
    except TooFewAnswersError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(proposal.as_json(), indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vision train", description=__doc__)
    parser.add_argument("name", choices=(*NAMES, *FITTED))
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="DIR",
        help="labelled, with manifest.csv; only its training split is read",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", help="name of the new version")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder of the weights; with --from-answers of the proposal")
    parser.add_argument("--cards", type=Path, default=_MODELS / "cards", help="folder of the model cards")
    data_dir = Path(os.environ.get("MINGCHU_DATA_DIR") or "var")
    parser.add_argument("--models-dir", type=Path, default=data_dir / "models", help="folder of the assembled models")
    answers = parser.add_argument_group("from answers")
    answers.add_argument("--from-answers", type=Path, metavar="FILE", help="zip or folder that the web app exported")
    answers.add_argument("--current", type=Path, help="weights in use; the shipped ones if not given")
    answers.add_argument("--also", type=Path, metavar="DIR", help="a labelled folder to train on as well")
    return parser
