"""Model cards: what a weights file was made of, how good it is, where it fails and how to make it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from vision.train.make import Made
from vision.train.measure import Figures

_HEAD = (
    "| {} | samples | balanced accuracy | precision | recall | F1 | calibration error | unknown | right when answered |"
)


def metrics(made: Made) -> dict[str, Any]:
    """The figures as JSON, for programs that compare versions. Shares are rounded to four digits."""
    return {
        "facts": made.facts.as_json(),
        "sha256": made.sha256,
        "counts": made.counts,
        "clean": _rounded(made.clean),
        "validation": _rounded(made.kitchen),
        "by_pixels": {str(size): _rounded(figures) for size, figures in made.by_size.items()},
    }


def _rounded(figures: Figures) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(figures).items()}


def write_card(made: Made, made_on: date, folder: Path) -> Path:
    """The card, and beside it the same figures as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.facts.name}.md"
    path.write_text(_card(made, made_on), encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(metrics(made), indent=1) + "\n", encoding="utf-8")
    return path


def _card(made: Made, made_on: date) -> str:
    facts, recipe = made.facts, made.recipe
    counts = ", ".join(f"{count} {name}" for name, count in made.counts.items())
    sources = [
        f"- {source or 'unnamed source'}: {licence or 'no licence stated'}" for source, licence in made.sources.items()
    ]
    parts = [
        f"# {facts.name} {facts.version}",
        f"Judges {recipe.type.value} from a crop of the {facts.part}: {', '.join(facts.classes)};"
        f" the rule is broken in: {', '.join(facts.yes)}.",
        f"- File: `{made.path.name}`, SHA-256 `{made.sha256}`\n- Made on {made_on.isoformat()}, seed {made.seed}\n"
        f"- Command: `python -m vision train {recipe.name} DIR --seed {made.seed} --version {facts.version}`\n"
        "- Start: the first layers of NanoDet-m (Apache-2.0, RangiLyu); all but five of them trained on\n"
        f"- Input {facts.side}x{facts.side}, a square of {facts.margin} times the {facts.part}'s longer side",
        f"## Data and licences\n\n{counts} crops of the training split.\n\n"
        + "\n".join([*sources, *(f"- {n}" for n in recipe.data_notes)]),
        "## Figures on validation\n\nPhotographs kept apart from training"
        f" ({'cross-validation, ' + str(recipe.folds) + ' folds' if recipe.folds > 1 else 'a fifth, by photograph'}),"
        ' near copies on the same side. "Kitchen": steam, grease, lamps, infrared, few pixels, grain, JPEG; its first'
        " line counts all sizes from 20 px. Precision, recall and F1 are about the broken rule, nothing left unknown."
        f" Unknown: below {facts.yes_from} for YES and {facts.no_from} for NO.\n\n" + _table(made),
        f"Judged from {facts.min_pixels} px of the {facts.part}'s shorter side.",
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in recipe.limits),
    ]
    return "\n\n".join(parts).rstrip() + "\n"


def _table(made: Made) -> str:
    lines = [_HEAD.format("pictures"), "|" + "---|" * 9, _line("clean", made.clean), _line("kitchen", made.kitchen)]
    lines += [_line(f"kitchen, {size} px", figures) for size, figures in sorted(made.by_size.items())]
    return "\n".join(lines)


def _line(name: str, figures: Figures) -> str:
    shares = (figures.balanced, figures.precision, figures.recall, figures.f1, figures.calibration_error)
    texts = [f"{value:.3f}" for value in (*shares, figures.unknown, figures.right_when_answered)]
    return f"| {name} | {figures.samples} | " + " | ".join(texts) + " |"
