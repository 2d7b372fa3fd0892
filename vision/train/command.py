"""`python -m vision train mask|cap|clothes|phone|smoke DIR`: trains one classifier on a labelled folder."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from vision.train.recipes import NAMES, recipe

_MODELS = Path(__file__).parents[1] / "models"


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        from vision.train import fit
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}; training needs requirements-train.txt in an environment of its own\n")
        return 1
    from vision.train.card import metrics, write_card
    from vision.train.data import TrainingFolder
    from vision.train.make import make

    fit.use_threads(options.threads)
    folder = TrainingFolder(options.folder)
    made = make(recipe(options.name), folder, options.models_dir, options.out, options.version, options.seed)
    write_card(made, datetime.now(UTC).date(), options.cards)
    sys.stdout.write(json.dumps(metrics(made), indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vision train", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("folder", type=Path, help="a folder with a manifest.csv; only its training split is read")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", default="1")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_MODELS / "weights", help="folder of the weights")
    parser.add_argument("--cards", type=Path, default=_MODELS / "cards", help="folder of the model cards")
    data_dir = Path(os.environ.get("MINGCHU_DATA_DIR") or "var")
    parser.add_argument("--models-dir", type=Path, default=data_dir / "models", help="folder of the assembled models")
    return parser
